// A model from `File` objects: those of a browser's file input, or Node's own.
import { ConfigError, DataError } from '../../errors.js';
import { specsOf } from '../weightSpecs.js';
import { getModelArtifactsForJSON, parseModelJSON } from './artifacts.js';
import type { IOHandler } from './types.js';

const lastName = (path: string) => path.split('/').at(-1) ?? path;

/**
 * Loads a model from files: `model.json` first, then those of the weights, in any order.
 *
 * @throws ConfigError for what are no `File` objects; when it loads, DataError if files of the manifest are not there
 * @example
 * const model = await tf.loadLayersModel(tf.io.browserFiles([jsonFile, weightsFile]));
 */
export function browserFiles(files: readonly File[]): IOHandler {
  const isFile = (x: unknown) => typeof File === 'function' && x instanceof File;
  if (!Array.isArray(files) || files.length === 0 || !files.every(isFile)) {
    throw new ConfigError({
      where: 'browserFiles',
      expected: 'File objects, model.json first',
      received: Array.isArray(files) && files.length === 0 ? 'none' : 'something else',
      hint: 'For files on disk, load file://folder/model.json.',
    });
  }
  const [json, ...weights] = files as readonly File[];
  return {
    load: async () =>
      getModelArtifactsForJSON(parseModelJSON(json.name, await json.text()), async (manifest) => {
        const specs = specsOf(json.name, manifest);
        const names = manifest.flatMap(({ paths }) => paths.map(lastName));
        const found = names.map((name) => {
          const file = weights.find((one) => one.name === name);
          if (file) return file;
          const received = weights.map((one) => one.name).join(', ') || 'none';
          throw new DataError({ where: json.name, expected: `the file ${name} too`, received });
        });
        return [specs, await Promise.all(found.map((file) => file.arrayBuffer()))];
      }),
  };
}
