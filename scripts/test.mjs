// Runs every test: cargo's, ava's and, where what they need is there, conformance and tfjs's own; ends in `N passed, N failed`.
import { existsSync } from 'node:fs';
import { eachLine, root, tsx } from './run.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };

/** Adds what a line of a runner's output says it counted; the patterns have the groups passed, failed, skipped. */
function count(line, pattern) {
  const groups = pattern.exec(line)?.groups ?? {};
  for (const [name, value] of Object.entries(groups)) if (value) total[name] += Number(value);
}

/**
 * Runs one runner. One that ends badly without having counted a failure has itself failed, and so has one that ran
 * nothing, unless there may be nothing for it to run.
 */
async function runner(name, command, pattern, { quiet = () => false, mayBeEmpty = false } = {}) {
  console.log(`\n==> ${name}`);
  const before = { ...total };
  const code = await eachLine(command, (line) => {
    count(line, pattern);
    if (!quiet(line)) console.log(line);
  });
  const ran =
    total.passed + total.failed + total.skipped > before.passed + before.failed + before.skipped;
  if ((code !== 0 && total.failed === before.failed) || !(ran || mayBeEmpty)) {
    console.log(`${name}: ${ran ? `ended with exit code ${code}` : 'ran no test'}`);
    total.failed += 1;
  }
}

await runner(
  'cargo test',
  ['cargo', 'test', '--workspace', '--no-fail-fast', '--quiet'],
  /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored/,
  { quiet: (line) => /^(\.*|running \d+ tests?|test result: ok.*)$/.test(line) },
);
await runner(
  'ava',
  [process.execPath, `${root}node_modules/ava/entrypoints/cli.mjs`, '--tap'],
  /^# (?:pass (?<passed>\d+)|fail (?<failed>\d+)|skip (?<skipped>\d+))/,
  { quiet: (line) => line.startsWith('ok ') || line.startsWith('# ') },
);
await runner(
  'conformance',
  tsx('__test__/conformance/run.ts'),
  /^\w+: (?<passed>\d+) passed, (?<failed>\d+) failed, (?<skipped>\d+) not yet supported/,
  { mayBeEmpty: true },
);

if (existsSync(`${root}benchmark/peer-suite/node_modules`)) {
  await runner(
    'tests of tfjs-core',
    [process.execPath, 'benchmark/peer-suite/run.mjs'],
    /^peer-suite: (?<passed>\d+) passed, (?<failed>\d+) failed/,
  );
} else {
  console.log('\npeer-suite: skipped, for `npm ci --prefix benchmark/peer-suite` was not run');
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
