// What is here of the data sets, where, and how large.
import { sep } from 'node:path';
import { cacheFolder, findFile } from './files.js';
import { imdbFiles } from './imdb.js';
import { mnistFiles } from './mnist.js';

export interface DatasetFile {
  /** The data set: `mnist`. */
  dataset: string;
  /** The file's usual name. */
  name: string;
  /** Where it is, or undefined while it is not here. */
  path?: string;
  /** Its size. */
  bytes?: number;
  /** Whether it was found in a folder that `CORTEN_DATA` names, or in the cache. */
  source?: 'CORTEN_DATA' | 'cache';
}

const known = Object.entries({ mnist: mnistFiles, imdb: imdbFiles });

/**
 * The files of each data set, and where `loadData` will read them; those without a path it will download.
 *
 * @example
 * console.table(await tf.datasets.list());
 */
export async function list(): Promise<DatasetFile[]> {
  const entries = known.flatMap(([dataset, files]) => files.map((names) => ({ dataset, names })));
  return Promise.all(
    entries.map(async ({ dataset, names }): Promise<DatasetFile> => {
      const found = await findFile(dataset, names);
      if (!found) return { dataset, name: names[0] };
      const cached = found.path.startsWith(cacheFolder() + sep);
      return { dataset, name: names[0], ...found, source: cached ? 'cache' : 'CORTEN_DATA' };
    }),
  );
}
