// What importing costs: time in a fresh process, and its resident memory afterwards, as a table.
import { execFileSync } from 'node:child_process';

const RUNS = 5;

/** Prints `[milliseconds, megabytes]` after importing. */
const inNode = (load: string) => [
  process.execPath,
  '--input-type=module',
  '-e',
  `const t = performance.now(); ${load};
   console.log(JSON.stringify([performance.now() - t, process.memoryUsage().rss / 1e6]));`,
];
const inPython = (python: string, module: string) => [
  python,
  '-c',
  `import json, resource, time
t = time.perf_counter()
import ${module}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
print(json.dumps([(time.perf_counter() - t) * 1e3, peak]))`,
];

/** The least time and memory of a few runs; undefined if the program does not run. */
function measureImport([command, ...options]: string[], env: NodeJS.ProcessEnv, cwd: string) {
  try {
    const runs = Array.from({ length: RUNS }, () => {
      const output = execFileSync(command, options, { env, cwd, encoding: 'utf8', stdio: 'pipe' });
      return JSON.parse(output.trim().split('\n').at(-1) as string) as [number, number];
    });
    return [0, 1].map((i) => Math.min(...runs.map((run) => run[i])));
  } catch {
    return undefined;
  }
}

/** The table for corten, and for the peers if a Python is given. */
export function importTable(root: string, env: NodeJS.ProcessEnv, python?: string): string {
  const programs: [string, string[], NodeJS.ProcessEnv][] = [
    ['corten', inNode(`await import('corten')`), env],
  ];
  if (python) {
    const tfjs = `(await import('node:module')).createRequire('${root}benchmark/')('@tensorflow/tfjs')`;
    programs.push(
      ['tfjs', inNode(tfjs), env],
      ['PyTorch', inPython(python, 'torch'), env],
      ['Keras jax', inPython(python, 'keras'), { ...env, KERAS_BACKEND: 'jax' }],
      ['Keras tensorflow', inPython(python, 'keras'), { ...env, KERAS_BACKEND: 'tensorflow' }],
    );
  }
  const rows = programs.flatMap(([name, command, environment]) => {
    const measured = measureImport(command, environment, root);
    return measured ? [`| ${name} | ${measured.map((x) => x.toFixed(0)).join(' | ')} |`] : [];
  });
  return ['| import | ms | MB |', '| --- | --- | --- |', ...rows].join('\n');
}
