// A data set's file: from CORTEN_DATA or the cache, else downloaded into the cache.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../io/files.js';
import { type Download, download } from './download.js';
import { cacheFolder, findFile } from './files.js';

export interface Resource extends Omit<Download, 'urls'> {
  /** The data set, and its folder's name; `name` is the file's, at the mirrors and in the cache. */
  dataset: string;
  /** Other names under which people have it, or its uncompressed form. */
  aliases?: string[];
  /** The mirrors' folders; `CORTEN_MNIST_URL` and the like name another. */
  mirrors: string[];
}

/** The file's path and bytes; bytes that fail `check` never reach the cache. */
export async function read(resource: Resource): Promise<{ path: string; bytes: Buffer }> {
  const { dataset, name, aliases = [], mirrors } = resource;
  const found = await findFile(dataset, [name, ...aliases]);
  if (found) return { path: found.path, bytes: await readFile(found.path) };

  const override = process.env[`CORTEN_${dataset.toUpperCase()}_URL`];
  const bases = override ? [override] : mirrors;
  const urls = bases.map((base) => `${base.replace(/\/+$/, '')}/${name}`);
  const path = join(cacheFolder(), dataset, name);
  const bytes = await download({ ...resource, name: `${dataset}/${name}`, urls });
  await writeWhole(path, bytes).catch((error: Error) => {
    process.emitWarning(
      `corten could not keep ${path}, and will download it again: ${error.message}`,
    );
  });
  return { path, bytes };
}
