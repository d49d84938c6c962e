// Same seed, same bits: at 1, 2 and 4 threads, run after run, and whichever calls train the model.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';

const program = fileURLToPath(new URL('programs/train.ts', import.meta.url));
const run = promisify(execFile);

/** What the program prints with this many threads. */
async function hash(threads: number): Promise<string> {
  const env = { ...process.env, CORTEN_THREADS: String(threads) };
  const { stdout } = await run(process.execPath, ['--import', 'tsx', program], { env });
  return stdout.trim();
}

test('training gives the same bits at 1, 2 and 4 threads, and again', async (t) => {
  const one = await hash(1);
  t.regex(one, /^[0-9a-f]{64}$/);
  for (const threads of [2, 4, 2]) t.is(await hash(threads), one, `${threads} threads`);
});
