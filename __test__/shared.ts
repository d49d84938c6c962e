// Where tests find real data and golden values: beside the project, or where CORTEN_SHARED says.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const base = resolve(root, process.env.CORTEN_SHARED ?? '../shared');

/** The path of a shared file or folder, or undefined, said in the test's log, where this machine has none. */
export function shared(t: ExecutionContext, ...parts: string[]): string | undefined {
  const path = join(base, ...parts);
  if (existsSync(path)) return path;
  t.log(`not checked: ${path} is not there (CORTEN_SHARED names another place)`);
  t.pass();
  return undefined;
}
