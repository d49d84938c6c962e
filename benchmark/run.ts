// `npm run bench [-- --peers] [--python PATH] [--workloads a,b] [--seconds N]`: times corten, and the peers if asked,
// workload by workload, and prints one table. Ratios in one run are what counts: the machine is never alone.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importTable } from './imports.js';
import type { Timing } from './measure.js';
import { table } from './table.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    peers: { type: 'boolean', default: false },
    python: { type: 'string', default: process.env.CORTEN_PYTHON ?? 'python3' },
    workloads: { type: 'string' },
    seconds: { type: 'string', default: '0.7' },
  },
});

/** A program that prints a timing a line: its command, and what it needs beyond the common environment. */
interface Program {
  name: string;
  command: string[];
  env?: Record<string, string>;
}

const node = (file: string, ...more: string[]) => [
  process.execPath,
  '--import',
  'tsx',
  `benchmark/${file}`,
  ...more,
];
const python = (file: string) => [options.python, `benchmark/peers/${file}`];
const corten: Program = { name: 'corten', command: node('corten.ts') };
const peers: Program[] = [
  { name: 'PyTorch', command: python('torch_peer.py') },
  ...['jax', 'tensorflow'].map((backend) => ({
    name: `Keras ${backend}`,
    command: python('keras_peer.py'),
    env: { KERAS_BACKEND: backend },
  })),
  ...['wasm', 'cpu'].map((backend) => ({
    name: `tfjs ${backend}`,
    command: node('peers/tfjs.mjs', backend),
  })),
  { name: 'onnxruntime-node', command: node('peers/onnx.mjs') },
];

/** Compiles the FMA probe for this machine; without rustc, timings are not bracketed. */
function buildProbe(): string | undefined {
  mkdirSync(`${root}target`, { recursive: true });
  const program = `${root}target/fma-probe`;
  const flags = ['--edition', '2024', '-O', '-C', 'target-cpu=native', '-o', program];
  try {
    if (!existsSync(program)) execFileSync('rustc', [...flags, `${root}benchmark/probe.rs`]);
    return program;
  } catch {
    console.error('bench: no rustc, so timings are not bracketed by the FMA probe');
    return undefined;
  }
}

/** The environment of the timed programs. OpenBLAS settings of this shell must not slow NumPy. */
function environment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, CORTEN_BENCH_SECONDS: options.seconds };
  for (const name of Object.keys(env)) if (name.startsWith('OPENBLAS_')) delete env[name];
  return { ...env, CORTEN_BENCH_PROBE: buildProbe() };
}

/** Runs a program on some workloads; its timings. What it prints besides them is shown if it fails. */
function run(program: Program, env: NodeJS.ProcessEnv, workloads?: string): Promise<Timing[]> {
  const [command, ...rest] = program.command;
  const child = spawn(command, rest, {
    cwd: root,
    env: { ...env, ...program.env, ...(workloads && { CORTEN_BENCH_WORKLOADS: workloads }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve([]));
    child.on('close', (code) => {
      if (code !== 0) console.error(`bench: ${program.name} failed\n${errors.slice(-2000)}`);
      const lines = output.split('\n').filter((line) => line.startsWith('{'));
      resolve(lines.map((line) => JSON.parse(line) as Timing));
    });
  });
}

const env = environment();
const timings = await run(corten, env, options.workloads);
if (options.peers) {
  // A workload at a time, so that what is compared ran within the same minutes; corten again each time.
  const names = [...new Set(timings.map(({ workload }) => workload))];
  timings.length = 0;
  for (const name of names) {
    for (const program of [corten, ...peers]) timings.push(...(await run(program, env, name)));
    console.error(`bench: ${name} is timed`);
  }
}
console.log(table(timings, ['corten', ...(options.peers ? peers.map(({ name }) => name) : [])]));
console.log(`\n${importTable(root, env, options.peers ? options.python : undefined)}`);
