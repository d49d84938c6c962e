// Runs every example in its short form; prints one line for each and fails if one does. With `--full` it
// runs them whole over three seeds (or those of `--seeds 4,5,6`) and compares what they reach, the median first, with
// `figures.mjs`; names pick some of them.
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { figures } from './figures.mjs';
import { eachLine, root, tsx } from './run.mjs';

const { values: flags, positionals: chosen } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    // The seeds that every figure is held to, whatever they give.
    seeds: { type: 'string', default: '1,2,3' },
  },
  allowPositionals: true,
});
const seeds = flags.seeds.split(',').map(Number);
const names = readdirSync(`${root}examples`)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3))
  .filter((name) => chosen.length === 0 || chosen.includes(name))
  .sort();

/** Runs one example and collects what it prints. */
async function run(name, ...options) {
  const start = performance.now();
  const lines = [];
  const code = await eachLine(tsx(`examples/${name}.ts`, ...options), (line) => lines.push(line));
  return { ok: code === 0, lines, seconds: (performance.now() - start) / 1000 };
}

let failed = 0;
function report(ok, line, output = []) {
  console.log(`${ok ? 'ok' : 'FAILED'}  ${line}`);
  if (ok) return;
  failed += 1;
  for (const text of output) console.log(`    ${text}`);
}

async function short(name) {
  const { ok, lines, seconds } = await run(name, '--short');
  report(ok, `${name}  ${seconds.toFixed(1)} s`, lines);
}

const runs = new Map();

async function compare({ name, options = [], figure, read, goal }) {
  const reached = [];
  for (const seed of seeds) {
    const key = [name, ...options, seed].join(' ');
    if (!runs.has(key)) runs.set(key, await run(name, ...options, '--seed', String(seed)));
    reached.push(read(runs.get(key).lines) ?? Number.NaN);
  }
  const sorted = reached.toSorted((a, b) => a - b);
  const median = sorted[(sorted.length - 1) >> 1];
  const ok = goal.holds(median, { low: sorted[0], high: sorted.at(-1) });
  report(
    ok,
    `${name}: ${figure} ${reached.join(' ')} with seeds ${seeds.join(', ')} (${goal.says})`,
  );
}

if (flags.full) {
  for (const entry of figures.filter(({ name }) => names.includes(name))) await compare(entry);
} else {
  for (const name of names) await short(name);
}
process.exit(failed > 0 ? 1 : 0);
