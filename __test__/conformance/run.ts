// `npm run conformance [-- FAMILY... [--verbose] [--case TEXT] [--prune]]`: runs corten on the golden cases, which Keras
// computed.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drivers } from './families/index.js';
import { type Case, Check, type Driver, needs, readFamily } from './family.js';
import type { Golden } from './safetensors.js';
import { prune, unsupported } from './unsupported.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    verbose: { type: 'boolean' },
    case: { type: 'string' },
    prune: { type: 'boolean' },
  },
});

/** The folder of golden data: `CORTEN_GOLDEN`, or `golden` in the shared folder, which lies beside the repository. */
function goldenFolder(): string | undefined {
  if (process.env.CORTEN_GOLDEN) return process.env.CORTEN_GOLDEN;
  const beside = fileURLToPath(new URL('../../../shared', import.meta.url));
  const folder = join(process.env.CORTEN_SHARED ?? beside, 'golden');
  return existsSync(folder) ? folder : undefined;
}

/** How a case differs from Keras, in a line each; none if it passes. */
async function run(item: Case, driver: Driver<never>, tensors: Map<string, Golden>) {
  const check = new Check(item, tensors);
  try {
    await driver(item as never, check);
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    check.differences.push(said.split('\n')[0]);
  }
  return check.differences;
}

/** Runs a family and prints its line; true if nothing failed. */
async function runFamily(folder: string, family: string): Promise<boolean> {
  const { cases, tensors } = readFamily(folder, family);
  const driver = drivers[family];
  const listed = new Set(unsupported(family));
  /** Of the listed names that a case needs, whether one has failed: if none has, the name must leave the list. */
  const needed = new Map<string, boolean>();
  const counts = { passed: 0, failed: 0, unsupported: 0 };
  const fail = (what: string, why: string) => {
    counts.failed += 1;
    console.log(`  ${family}/${what}: ${why}`);
  };

  for (const item of cases) {
    if (options.case && !item.name.includes(options.case)) continue;
    const differences = driver
      ? await run(item, driver, tensors)
      : ['there is no driver for this family'];
    const missing = [...needs(item), '*'].filter((name) => listed.has(name));
    for (const name of missing) needed.set(name, needed.get(name) || differences.length > 0);
    if (missing.length > 0) {
      counts.unsupported += 1;
      if (options.verbose) console.log(`  ${family}/${item.name} (not yet): ${differences[0]}`);
    } else if (differences.length > 0) fail(item.name, differences.join('; '));
    else counts.passed += 1;
  }
  if (!options.case) {
    for (const [name, failed] of needed) {
      if (failed) continue;
      if (options.prune) prune(family, name);
      else fail(name, 'is in unsupported.txt, but nothing that needs it fails: take it off');
    }
  }
  console.log(
    `${family}: ${counts.passed} passed, ${counts.failed} failed, ${counts.unsupported} not yet supported`,
  );
  return counts.failed === 0;
}

const folder = goldenFolder();
if (folder === undefined) {
  console.log('There are no golden data here: CORTEN_GOLDEN names their folder.');
} else {
  const families = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((name) => positionals.length === 0 || positionals.includes(name));
  let clean = families.length > 0;
  for (const family of families.sort()) clean = (await runFamily(folder, family)) && clean;
  process.exitCode = clean ? 0 : 1;
}
