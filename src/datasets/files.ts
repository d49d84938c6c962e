// Where data files are: the folders of CORTEN_DATA, then the cache folder.
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** `CORTEN_CACHE`, or the platform's folder for caches with `corten` in it. */
export function cacheFolder(): string {
  const { CORTEN_CACHE, LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (CORTEN_CACHE) return CORTEN_CACHE;
  if (process.platform === 'win32') {
    return join(LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'corten', 'Cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'corten');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'corten');
}

/** The folders that `CORTEN_DATA` names, separated as in PATH. */
function dataFolders(): string[] {
  return (process.env.CORTEN_DATA ?? '').split(delimiter).filter(Boolean);
}

/** Where a data set's files may be, first choice first. */
export function foldersOf(dataset: string): string[] {
  const given = dataFolders().flatMap((folder) => [join(folder, dataset), folder]);
  return [...given, join(cacheFolder(), dataset)];
}

export interface FoundFile {
  path: string;
  bytes: number;
}

/** The first of `names` in the first of the data set's folders that has one. */
export async function findFile(dataset: string, names: string[]): Promise<FoundFile | undefined> {
  for (const folder of foldersOf(dataset)) {
    for (const name of names) {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile()) return { path, bytes: found.size };
    }
  }
  return undefined;
}
