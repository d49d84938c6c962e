// What the other scripts share: the repository's root, and running a command there.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The command line that runs a TypeScript file without a build step. */
export const tsx = (file, ...options) => [process.execPath, '--import', 'tsx', file, ...options];

/** Runs a command at the root with its output shown; true if it ended well. */
export function succeeds([command, ...options]) {
  return spawnSync(command, options, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Runs a command at the root; each line of its output goes to `onLine`. Resolves to its exit code. */
export function eachLine([command, ...options], onLine) {
  const child = spawn(command, options, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    lines.forEach(onLine);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code) => {
      if (rest) onLine(rest);
      resolve(code ?? 1);
    });
  });
}
