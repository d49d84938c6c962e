// Another process that keeps one core busy, for timing beside a neighbour.
import { spawn } from 'node:child_process';

/** Runs `fn` while another process computes without pause. */
export async function whileBusy<T>(fn: () => Promise<T>): Promise<T> {
  const neighbour = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  try {
    return await fn();
  } finally {
    neighbour.kill();
  }
}
