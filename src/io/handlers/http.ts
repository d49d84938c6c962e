// `http://` and `https://`: `model.json` and the weights beside it fetched, and a model posted as a form.
import { ConfigError, CortenError, UnavailableError } from '../../errors.js';
import { type BufferLike, CompositeArrayBuffer } from '../compositeArrayBuffer.js';
import { checkLoadOptions, specsOf } from '../weightSpecs.js';
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
  ModelJSON,
  SaveResult,
  WeightsManifestConfig,
} from './types.js';

/** Whether it is an `http://` or `https://` URL. */
export function isHTTPScheme(url: string): boolean {
  return /^https?:\/\//.test(url);
}

/** A request's answer. @throws UnavailableError if there is none, or it is not a success */
async function request(url: string, options: LoadOptions, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await (options.fetchFunc ?? fetch)(url, init ?? options.requestInit);
  } catch (cause) {
    const { message, cause: why } = cause as Error;
    const problem = `no answer: ${why instanceof Error ? why.message : message}`;
    throw new UnavailableError({ where: url, problem, cause });
  }
  if (response.ok) return response;
  const problem = `the answer is ${response.status} ${response.statusText}`.trim();
  throw new UnavailableError({ where: url, problem });
}

/** What `read` makes of an answer. @throws UnavailableError if the connection ends on the way */
async function bodyOf<T>(url: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof CortenError) throw cause;
    const problem = `the answer ends too early: ${(cause as Error).message}`;
    throw new UnavailableError({ where: url, problem, cause });
  }
}

/** The weights of several URLs. @internal */
export async function fetchWeights(urls: string[], options: LoadOptions): Promise<ArrayBuffer[]> {
  const { onProgress } = options;
  const requests = urls.map((url) => request(url, options));
  // Half of the progress is the answers, half what is in them.
  const responses = await counting(requests, onProgress, 0, 0.5);
  const bodies = responses.map((response, i) => bodyOf(urls[i], () => response.arrayBuffer()));
  return counting(bodies, onProgress, 0.5, 1);
}

async function* chunksOf(urls: string[], options: LoadOptions): AsyncGenerator<Uint8Array> {
  for (const [i, url] of urls.entries()) {
    const { body } = await request(url, options);
    try {
      for await (const chunk of body ?? []) yield chunk as Uint8Array;
    } catch (cause) {
      const problem = `the answer ends too early: ${(cause as Error).message}`;
      throw new UnavailableError({ where: url, problem, cause });
    }
    options.onProgress?.((i + 1) / urls.length);
  }
}

class HTTPRequest implements IOHandler {
  readonly #url: string;
  readonly #options: LoadOptions;

  constructor(url: string, options: LoadOptions) {
    if (typeof url !== 'string' || url === '') {
      const received = JSON.stringify(url);
      throw new ConfigError({ where: 'http', expected: "the model's URL", received });
    }
    checkLoadOptions('http', options);
    if (options.requestInit?.body) {
      const problem = 'a body can not be given: it is the model';
      throw new ConfigError({ where: 'http.requestInit', problem });
    }
    this.#url = url;
    this.#options = options;
  }

  async load(): Promise<ModelArtifacts> {
    const response = await request(this.#url, this.#options);
    const json = parseModelJSON(this.#url, await bodyOf(this.#url, () => response.text()));
    if (this.#options.streamWeights && json.weightsManifest) return this.#stream(json);
    return getModelArtifactsForJSON(json, async (manifest) => {
      const specs = specsOf(this.#url, manifest);
      return [specs, await fetchWeights(await this.#weightURLs(manifest), this.#options)];
    });
  }

  async #stream({ weightsManifest = [], ...json }: ModelJSON): Promise<ModelArtifacts> {
    const weightSpecs = specsOf(this.#url, weightsManifest);
    const urls = await this.#weightURLs(weightsManifest);
    const chunks = () => chunksOf(urls, this.#options);
    // Node's types have two of ReadableStream.
    const getWeightStream = () =>
      ReadableStream.from(chunks()) as unknown as ReadableStream<Uint8Array>;
    return { ...json, weightSpecs, getWeightStream };
  }

  async #weightURLs(manifest: WeightsManifestConfig): Promise<string[]> {
    const { weightUrlConverter, weightPathPrefix } = this.#options;
    const names = manifest.flatMap(({ paths }) => paths);
    if (weightUrlConverter) return Promise.all(names.map((name) => weightUrlConverter(name)));
    // A query, which may authorize, goes along.
    const [path, ...query] = this.#url.split('?');
    const prefix = weightPathPrefix ?? path.slice(0, path.lastIndexOf('/') + 1);
    return names.map((name) => [prefix + name, ...query].join('?'));
  }

  async save(artifacts: ModelArtifacts): Promise<SaveResult> {
    const { weightSpecs = [], weightData } = artifacts;
    const manifest = [{ paths: ['./model.weights.bin'], weights: weightSpecs }];
    const body = new FormData();
    const add = (name: string, type: string, content: string | ArrayBuffer) =>
      body.append(name, new Blob([content], { type }), name);
    const json = JSON.stringify(modelJSONOf(artifacts, manifest));
    add('model.json', 'application/json', json);
    if (weightData) {
      const bytes = CompositeArrayBuffer.join(weightData as BufferLike[]);
      add('model.weights.bin', 'application/octet-stream', bytes);
    }
    const init = { method: 'POST', ...this.#options.requestInit, body };
    const response = await request(this.#url, this.#options, init);
    return {
      modelArtifactsInfo: getModelArtifactsInfoForJSON(artifacts),
      responses: [response],
    };
  }
}

/**
 * Loads a model from the URL of its `model.json`, or sends it there: a POST of a form with `model.json` and
 * `model.weights.bin`. http(s):// URLs mean the same.
 *
 * @param loadOptions the request, `fetch` itself, where the weights are
 * @throws ConfigError for a request that has a body; when it loads or saves: UnavailableError unless the answer is a
 *   success, DataError for one that is no model's
 * @example
 * await model.save(tf.io.http('https://example.org/upload', { requestInit: { method: 'PUT' } }));
 */
export function http(path: string, loadOptions: LoadOptions = {}): IOHandler {
  return new HTTPRequest(path, loadOptions);
}

/** `http`, by the name that tfjs gave it first. */
export function browserHTTPRequest(path: string, loadOptions?: LoadOptions): IOHandler {
  return http(path, loadOptions);
}

const router = (url: string | string[], options?: LoadOptions) =>
  typeof url === 'string' && isHTTPScheme(url) ? http(url, options) : null;
registerLoadRouter(router);
registerSaveRouter(router);
