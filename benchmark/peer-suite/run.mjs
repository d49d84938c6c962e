// Runs the tests of ops, gradients, variables and optimizers that tfjs-core ships in its npm package against corten.
// `node run.mjs [--list] [--subject MODULE] [FILTER]`: only files whose path contains FILTER; --list names failures.
// Every test that fails must stand in differences.md with its reason, and every test that stands there must fail.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    subject: { type: 'string', default: path.join(here, '../../dist/index.js') },
  },
});
const filter = positionals[0] ?? '';
const dist = path.join(here, 'node_modules/@tensorflow/tfjs-core/dist');
if (!existsSync(dist)) {
  console.error('peer-suite: run `npm ci --prefix benchmark/peer-suite` first');
  process.exit(1);
}

/** Files about what is inside tfjs: its engine, backends, platforms and file formats. */
const internal = new RegExp(
  [
    'engine|environment|backends|io[/]|platforms|profiler|device_util|kernel_registry|debug_mode|flags|browser',
    'jasmine|worker|globals_test|tape|serialization_test|version|hash_util|draw_test|identity_pool_test',
    'rotate_with_offset|util_test|test_util',
  ].join('|'),
);
const importsInternals = /from '\.\.?\/(engine|environment|tape|backends|kernel_registry|profiler)/;
const all = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('_test.js'));
const files = all
  .filter(
    (name) =>
      !internal.test(name) && !importsInternals.test(readFileSync(path.join(dist, name), 'utf8')),
  )
  .sort();

// Jasmine, with its functions as globals, as the tests expect them.
const jasmineRequire = require('jasmine-core/lib/jasmine-core/jasmine.js');
const jasmine = jasmineRequire.core(jasmineRequire);
const environment = jasmine.getEnv();
Object.assign(globalThis, jasmineRequire.interface(jasmine, environment), { jasmine });
jasmine.DEFAULT_TIMEOUT_INTERVAL = 20_000;
environment.configure({ random: false, failSpecWithNoExpectations: false });
environment.clearReporters();

const isPath = /^[./]/.test(options.subject);
const module = await import(
  isPath ? pathToFileURL(path.resolve(options.subject)) : options.subject
);
globalThis.peerSuiteSubject = module.default ?? module;

/** Where a test imports tfjs's index, an op's module or a helper, it gets the subject or a shim. */
const substitute = {
  name: 'substitute',
  setup({ onResolve, onLoad }) {
    const modules =
      /^(ops\/(tensor[1-6]d|scalar|ensure_shape|bitwise_and|gather_nd)|optimizers\/\w+)$/;
    onResolve({ filter: /^\.\.?\/.*/ }, ({ importer, resolveDir, path: name }) => {
      if (!importer.endsWith('_test.js')) return undefined;
      const target = path.relative(dist, path.resolve(resolveDir, name));
      if (target === 'jasmine_util') return { path: path.join(here, 'jasmineShim.mjs') };
      if (target === 'test_util') return { path: path.join(here, 'testUtilShim.mjs') };
      if (target === 'index' || target === 'ops/ops' || modules.test(target)) {
        return { path: 'subject', namespace: 'subject' };
      }
      return undefined;
    });
    onLoad({ filter: /.*/, namespace: 'subject' }, () => ({
      contents: 'module.exports = globalThis.peerSuiteSubject;',
      loader: 'js',
    }));
  },
};

/** By file: how many tests passed, and why the others did not. */
const results = new Map();
const resultOf = (file) => {
  if (!results.has(file)) results.set(file, { passed: 0, failures: [] });
  return results.get(file);
};

const bundles = mkdtempSync(path.join(tmpdir(), 'peer-suite-'));
for (const file of files.filter((name) => name.includes(filter))) {
  const outfile = path.join(bundles, `${file.replaceAll(/[\\/]/g, '_')}.cjs`);
  try {
    await build({
      entryPoints: [path.join(dist, file)],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      plugins: [substitute],
      logLevel: 'silent',
    });
    describe(`@@${file}`, () => require(outfile));
  } catch (error) {
    resultOf(file).failures.push(['(load)', String(error.message).split('\n')[0]]);
  }
}

environment.addReporter({
  specDone({ fullName, status, failedExpectations }) {
    const [, file, name] = fullName.match(/^@@(\S+) (.*)$/s);
    if (status === 'passed') resultOf(file).passed += 1;
    if (status === 'failed') {
      const message = failedExpectations[0]?.message.split('\n')[0] ?? '';
      resultOf(file).failures.push([name.replaceAll(/\s+/g, ' ').trim(), message]);
    }
  },
});
// Each of tfjs's bundles warns that it is not the first.
console.warn = () => {};
await environment.execute();
rmSync(bundles, { recursive: true, force: true });

/** The table's rows: file, test. */
const known = readFileSync(path.join(here, 'differences.md'), 'utf8')
  .split('\n')
  .map((line) => line.match(/^\| `([^`]+)` \| (.+?) \| .+ \|$/))
  .filter((row) => row?.[1].includes(filter))
  .map(([, file, name]) => `${file} ${name.replaceAll('\\|', '|').trim()}`);

let passed = 0;
/** Two tests may have one name. */
const failed = [];
for (const [file, { passed: count, failures }] of results) {
  passed += count;
  for (const [name, message] of failures) failed.push([`${file} ${name}`, message]);
}
const unexpected = failed.filter(([name]) => !known.includes(name));
for (const [name, message] of options.list ? failed : unexpected)
  console.log(`not ok  ${name}: ${message}`);
const repaired = known.filter((name) => !failed.some(([other]) => other === name));
for (const name of repaired) console.log(`passes, so take it off differences.md: ${name}`);

const total = passed + failed.length;
console.log(
  `tfjs-core's own tests: ${passed} of ${total} pass, ${failed.length - unexpected.length} differ with a reason`,
);
console.log(`peer-suite: ${passed} passed, ${unexpected.length + repaired.length} failed`);
process.exit(total === 0 || unexpected.length + repaired.length > 0 ? 1 : 0);
