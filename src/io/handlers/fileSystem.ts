// `file://`: a model as a folder with `model.json` and `weights.bin`, as tfjs-node has it.
import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ConfigError, DataError } from '../../errors.js';
import { type BufferLike, CompositeArrayBuffer } from '../compositeArrayBuffer.js';
import { pathOf, readSource, saveFile } from '../files.js';
import { specsOf } from '../weightSpecs.js';
import {
  getModelArtifactsForJSON,
  getModelArtifactsInfoForJSON,
  modelJSONOf,
  parseModelJSON,
} from './artifacts.js';
import { counting } from './progress.js';
import { registerLoadRouter, registerSaveRouter } from './router.js';
import type {
  IOHandler,
  LoadOptions,
  ModelArtifacts,
  ModelArtifactsInfo,
  ModelJSON,
  SaveResult,
  WeightData,
} from './types.js';

const MODEL = 'model.json';
const WEIGHTS = 'weights.bin';
/** What holds the new weights while `weights.bin` still is the old ones'. */
const staged = /^weights\.[0-9a-f]{12}\.bin$/;

/** The saves that run, by folder: the next one waits. */
const saving = new Map<string, Promise<unknown>>();

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory();

/** Buffers as parts of a file, not copied. */
const partsOf = (data: WeightData | undefined): Uint8Array[] =>
  ([data ?? []].flat() as BufferLike[]).map((buffer) =>
    ArrayBuffer.isView(buffer)
      ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
      : new Uint8Array(buffer),
  );

/** A file of the model's folder. @throws DataError for one outside, which no model file may ask for */
function inside(where: string, folder: string, name: string): string {
  const path = join(folder, name);
  const way = relative(folder, path);
  if (way !== '' && !isAbsolute(name) && !isAbsolute(way) && way.split(sep)[0] !== '..') {
    return path;
  }
  throw new DataError({ where, expected: "weights in the model's folder", received: name });
}

class FileSystem implements IOHandler {
  readonly #path: string;
  readonly #options: LoadOptions;

  constructor(path: string, options: LoadOptions = {}) {
    this.#path = path;
    this.#options = options;
  }

  /** The path of `model.json`, which is the path itself or in it. */
  async #modelPath(): Promise<string> {
    return (await isFolder(this.#path)) ? join(this.#path, MODEL) : this.#path;
  }

  async #read(path: string): Promise<ModelJSON> {
    const { bytes } = await readSource(path, MODEL);
    return parseModelJSON(path, bytes.toString());
  }

  async load(): Promise<ModelArtifacts> {
    const path = await this.#modelPath();
    const json = await this.#read(path);
    return getModelArtifactsForJSON(json, async (manifest) => {
      const specs = specsOf(path, manifest);
      const folder = this.#options.weightPathPrefix ?? dirname(path);
      const files = manifest.flatMap(({ paths }) => paths);
      const reads = files.map(async (name) => {
        const { bytes } = await readSource(inside(path, pathOf(folder), name), name);
        return CompositeArrayBuffer.join(bytes);
      });
      const data = await counting(reads, this.#options.onProgress);
      return [specs, data];
    });
  }

  /** Whatever ends it on the way, `model.json` names weights that are whole and its own. */
  async save(artifacts: ModelArtifacts): Promise<SaveResult> {
    const folder = resolve(this.#path);
    const before = saving.get(folder) ?? Promise.resolve();
    const run = before.catch(() => {}).then(() => this.#save(folder, artifacts));
    saving.set(folder, run);
    try {
      return await run;
    } finally {
      if (saving.get(folder) === run) saving.delete(folder);
    }
  }

  async #save(folder: string, artifacts: ModelArtifacts): Promise<SaveResult> {
    const found = await stat(folder).catch(() => undefined);
    if (found && !found.isDirectory()) {
      const hint = 'Name a folder: model.json and weights.bin go into it.';
      throw new DataError({ where: folder, expected: 'a folder', received: 'a file', hint });
    }
    const parts = partsOf(artifacts.weightData);
    const writeWith = async (weights: string) => {
      await saveFile(join(folder, weights), parts);
      const manifest = [{ paths: [weights], weights: artifacts.weightSpecs ?? [] }];
      const json = JSON.stringify(modelJSONOf(artifacts, manifest));
      await saveFile(join(folder, MODEL), Buffer.from(json));
    };
    const old = await this.#read(join(folder, MODEL)).catch(() => undefined);
    // The old model.json reads weights.bin until it is replaced itself.
    if (old) await writeWith(`weights.${randomBytes(6).toString('hex')}.bin`);
    await writeWith(WEIGHTS);
    // Those of saves that were killed, too.
    const leftOver = (await readdir(folder)).filter((name) => staged.test(name));
    for (const name of leftOver) await rm(join(folder, name), { force: true });
    return { modelArtifactsInfo: getModelArtifactsInfoForJSON(artifacts) };
  }

  /** Removes `model.json`, the weights that it names. */
  async remove(): Promise<ModelArtifactsInfo> {
    const path = await this.#modelPath();
    const artifacts = await this.load();
    const json = await this.#read(path);
    const folder = dirname(path);
    await rm(path);
    for (const name of filesOf(json)) await rm(inside(path, folder, name), { force: true });
    return getModelArtifactsInfoForJSON(artifacts);
  }
}

/** The names of the weights' files, as far as the manifest is one. */
function filesOf(json: ModelJSON | undefined): string[] {
  const manifest: unknown = json?.weightsManifest;
  const groups = Array.isArray(manifest) ? (manifest as ({ paths?: unknown } | null)[]) : [];
  return groups
    .flatMap((group) => (Array.isArray(group?.paths) ? (group.paths as unknown[]) : []))
    .filter((name) => typeof name === 'string');
}

/**
 * Loads a model from `model.json` and the weights beside it, and saves it as a folder of the two; a save that is
 * interrupted leaves the old model or the new one, whole. `file://` URLs mean the same.
 *
 * @param path a folder, or for loading its `model.json`
 * @throws when it loads: UnavailableError if there is no such file, DataError for one that is not whole
 * @see tfjs-node's function of that name
 */
export function fileSystem(path: string | string[], options?: LoadOptions): IOHandler {
  return handlerOf(path, options);
}

function handlerOf(path: string | string[], options?: LoadOptions): FileSystem {
  const [first, ...others] = [path].flat();
  if (typeof first === 'string' && first !== '' && others.length === 0) {
    return new FileSystem(pathOf(first), options);
  }
  const expected = 'the path of a folder or of its model.json';
  throw new ConfigError({ where: 'fileSystem', expected, received: JSON.stringify(path) });
}

/** Removes a model's files. @throws UnavailableError if there are none. @internal */
export function removeFiles(path: string): Promise<ModelArtifactsInfo> {
  return handlerOf(path).remove();
}

const router = (url: string | string[], options?: LoadOptions) =>
  [url].flat().every((one) => one.startsWith('file://')) ? fileSystem(url, options) : null;
registerLoadRouter(router);
registerSaveRouter(router);
