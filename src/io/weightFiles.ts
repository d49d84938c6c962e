// Some or all weights of a manifest: only the files that hold them are read.
import { ConfigError } from '../errors.js';
import type { Tensor } from '../tensor.js';
import { CompositeArrayBuffer } from './compositeArrayBuffer.js';
import { fetchWeights } from './handlers/http.js';
import type { WeightsManifestConfig } from './handlers/types.js';
import { bytesOfSpec, specsOf } from './weightSpecs.js';
import { decodeWeights } from './weights.js';

/** Loads weights of a manifest by name; all of them without names. */
export type WeightsLoader = (
  manifest: WeightsManifestConfig,
  filePathPrefix?: string,
  weightNames?: readonly string[],
) => Promise<Record<string, Tensor>>;

function assertKnown(weightNames: readonly string[], known: readonly string[]): void {
  const missing = weightNames.filter((name) => !known.includes(name));
  if (missing.length === 0) return;
  throw new ConfigError({
    where: 'weights manifest',
    problem: `there are no weights named ${missing.join(', ')}`,
    hint: `There are ${known.slice(0, 40).join(', ')}.`,
  });
}

/**
 * A loader of weights that gets its files from a function.
 *
 * @param fetchWeightsFunction the contents of files, from their paths
 * @example
 * const load = tf.io.weightsLoaderFactory((paths) => Promise.all(paths.map(readBuffer)));
 * const { kernel } = await load(manifest, 'model', ['kernel']);
 */
export function weightsLoaderFactory(
  fetchWeightsFunction: (fetchUrls: string[]) => Promise<ArrayBuffer[]>,
): WeightsLoader {
  return async (manifest, filePathPrefix = '', weightNames) => {
    const known = specsOf('weights manifest', manifest).map(({ name }) => name);
    if (weightNames) assertKnown(weightNames, known);
    const wanted = (name: string) => weightNames?.includes(name) ?? true;
    const groups = manifest.filter(({ weights }) => weights.some(({ name }) => wanted(name)));
    const prefix = filePathPrefix.endsWith('/') ? filePathPrefix : `${filePathPrefix}/`;
    const urls = groups.flatMap(({ paths }) => paths.map((path) => prefix + path));
    const files = await fetchWeightsFunction(urls);
    let read = 0;
    const loaded = groups.map(({ paths, weights }) => {
      const bytes = new CompositeArrayBuffer(files.slice(read, read + paths.length));
      read += paths.length;
      // Strings say themselves how long they are: what is behind them can't be found without reading them.
      if (weights.some(({ dtype }) => dtype === 'string'))
        return decodeWeights(bytes.slice(), weights);
      let at = 0;
      const found = weights.map((spec) => {
        const start = at;
        at += bytesOfSpec(spec);
        return wanted(spec.name) ? decodeWeights(bytes.slice(start, at), [spec]) : {};
      });
      return Object.assign({}, ...found) as Record<string, Tensor>;
    });
    const all = loaded.flatMap((tensors) => Object.entries(tensors));
    for (const [name, tensor] of all) if (!wanted(name)) tensor.dispose();
    return Object.fromEntries(all.filter(([name]) => wanted(name)));
  };
}

/**
 * The weights of a manifest by name, fetched.
 *
 * @param filePathPrefix the URL that the manifest's paths are relative to
 * @param weightNames default: all
 * @throws ConfigError for names that are not there, UnavailableError if files are not to be had
 */
export async function loadWeights(
  manifest: WeightsManifestConfig,
  filePathPrefix?: string,
  weightNames?: readonly string[],
  requestInit?: RequestInit,
): Promise<Record<string, Tensor>> {
  const load = weightsLoaderFactory((urls) => fetchWeights(urls, { requestInit }));
  return load(manifest, filePathPrefix, weightNames);
}
