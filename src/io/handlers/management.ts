// Models where URLs say: copied and moved between handlers, removed from the disk.
import { ConfigError } from '../../errors.js';
import { removeFiles } from './fileSystem.js';
import { theHandler } from './router.js';
import type { ModelArtifactsInfo } from './types.js';

function assertRemovable(url: string): void {
  if (url.startsWith('file://')) return;
  const problem = 'models can be removed from file:// only';
  throw new ConfigError({ where: url, problem, hint: 'Copy it with tf.io.copyModel instead.' });
}

/**
 * The models that the program's stores hold, by URL. There are none in Node, as in tfjs-node: browsers' local storage
 * and databases were such stores, a disk is none. To find models on a disk, look for `model.json`.
 */
export async function listModels(): Promise<Record<string, ModelArtifactsInfo>> {
  return {};
}

/**
 * Removes a model: `model.json` and the weights' files that it names.
 *
 * @param url `file://`, of the folder or of its `model.json`
 * @returns what it was
 * @throws ConfigError for other URLs, UnavailableError or DataError if there is no whole model
 */
export async function removeModel(url: string): Promise<ModelArtifactsInfo> {
  assertRemovable(url);
  return removeFiles(url);
}

/**
 * Copies a model.
 *
 * @param sourceURL what `tf.loadLayersModel` takes: `file://model/model.json`, `https://...`
 * @param destURL what `model.save` takes: `file://copy`
 * @throws ConfigError for equal URLs, and for those that no handler takes
 */
export async function copyModel(sourceURL: string, destURL: string): Promise<ModelArtifactsInfo> {
  if (sourceURL === destURL) {
    throw new ConfigError({ where: sourceURL, problem: 'the model would be copied onto itself' });
  }
  const [source, dest] = [theHandler('load', sourceURL), theHandler('save', destURL)];
  if (!source.load || !dest.save) {
    const where = source.load ? destURL : sourceURL;
    const problem = `its handler can not ${source.load ? 'save' : 'load'}`;
    throw new ConfigError({ where, problem });
  }
  const { modelArtifactsInfo } = await dest.save(await source.load());
  return modelArtifactsInfo;
}

/**
 * Moves a model: copies it, then removes the source.
 *
 * @param sourceURL `file://`, of the folder or of its `model.json`
 * @throws ConfigError as `copyModel` and `removeModel`
 */
export async function moveModel(sourceURL: string, destURL: string): Promise<ModelArtifactsInfo> {
  assertRemovable(sourceURL);
  const info = await copyModel(sourceURL, destURL);
  await removeModel(sourceURL);
  return info;
}
