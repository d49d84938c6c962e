// Where bytes come from, chunk by chunk: files, memory, the network; as many chunks as are asked for.
import { open } from 'node:fs/promises';
import { UnavailableError } from '../errors.js';
import { get } from '../io/connect.js';
import { pathOf } from '../io/files.js';
import { positive } from './buffers.js';
import { derived, type LazyIterator } from './lazyIterator.js';

export interface FileChunkOptions {
  /** The byte to start at. Default: 0. */
  offset?: number;
  /** Bytes a chunk. Default: 1 MB. */
  chunkSize?: number;
}

/** What a data set of text reads: each pass asks for the bytes anew. */
export abstract class DataSource {
  /** The chunks, from the start. */
  abstract iterator(): Promise<LazyIterator<Uint8Array>>;
}

/**
 * A local file, a `Blob`, or bytes.
 *
 * @example
 * const lines = new tf.data.TextLineDataset(new tf.data.FileDataSource('notes.txt'));
 */
export class FileDataSource extends DataSource {
  readonly input: string | URL | Blob | Uint8Array;
  readonly options: FileChunkOptions;

  /** @param input a path, a `file:` URL, a `Blob` or bytes */
  constructor(input: string | URL | Blob | Uint8Array, options: FileChunkOptions = {}) {
    super();
    this.input = input;
    this.options = options;
  }

  /** @throws UnavailableError, when the first chunk is asked for, if there is no such file */
  async iterator(): Promise<LazyIterator<Uint8Array>> {
    const { input, options } = this;
    const chunkSize = positive('FileDataSource chunkSize', options.chunkSize ?? 1024 * 1024);
    const start = options.offset ?? 0;
    if (typeof input === 'string' || input instanceof URL) {
      return derived(fileChunks(pathOf(input), start, chunkSize));
    }
    return derived(memoryChunks(input, start, chunkSize));
  }
}

async function* fileChunks(path: string, start: number, chunkSize: number) {
  const file = await open(path).catch((cause: Error) => {
    throw new UnavailableError({ where: path, problem: `can't be read: ${cause.message}`, cause });
  });
  try {
    for (let at = start; ; ) {
      const chunk = new Uint8Array(chunkSize);
      const { bytesRead } = await file.read(chunk, 0, chunkSize, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* memoryChunks(input: Blob | Uint8Array, start: number, chunkSize: number) {
  const size = input instanceof Uint8Array ? input.byteLength : input.size;
  for (let at = start; at < size; at += chunkSize) {
    const part = input.slice(at, at + chunkSize);
    yield part instanceof Uint8Array ? part : new Uint8Array(await part.arrayBuffer());
  }
}

/**
 * A URL, fetched anew on each pass and read as it arrives; `file:` URLs and local paths work too. `HTTPS_PROXY` is
 * obeyed; a `Request` goes to Node's own `fetch`, which has its own rules.
 */
export class URLDataSource extends DataSource {
  readonly url: string | URL | Request;
  readonly fileOptions: FileChunkOptions;

  constructor(url: string | URL | Request, fileOptions: FileChunkOptions = {}) {
    super();
    this.url = url;
    this.fileOptions = fileOptions;
  }

  /** @throws UnavailableError, when the first chunk is asked for, unless the answer is 200 */
  async iterator(): Promise<LazyIterator<Uint8Array>> {
    const { url } = this;
    if (typeof url !== 'string' && !(url instanceof URL)) return derived(fetched(url));
    const text = String(url);
    if (/^https?:/i.test(text)) return derived(responseChunks(new URL(text)));
    if (/^(data|blob):/i.test(text)) return derived(fetched(text));
    return new FileDataSource(text, this.fileOptions).iterator();
  }
}

function unavailable(where: string, cause: unknown): UnavailableError {
  const problem = `could not be downloaded: ${(cause as Error).message}`;
  return new UnavailableError({ where, problem, cause });
}

async function* responseChunks(url: URL): AsyncGenerator<Uint8Array> {
  const control = new AbortController();
  try {
    const response = await get(url, control.signal);
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (cause) {
    throw unavailable(url.href, cause);
  } finally {
    control.abort();
  }
}

async function* fetched(url: string | Request): AsyncGenerator<Uint8Array> {
  const where = typeof url === 'string' ? url.slice(0, 80) : url.url;
  try {
    const response = await fetch(typeof url === 'string' ? url : url.clone());
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    for await (const chunk of response.body ?? []) yield chunk as Uint8Array;
  } catch (cause) {
    throw unavailable(where, cause);
  }
}

/** What text data sets take as their source. */
export type TextSource = string | URL | Request | Blob | Uint8Array | DataSource;

/** A source's chunks. */
export function sourceOf(source: TextSource): DataSource {
  if (source instanceof Uint8Array || source instanceof Blob) return new FileDataSource(source);
  const isUrl = typeof source === 'string' || source instanceof URL || source instanceof Request;
  return isUrl ? new URLDataSource(source) : source;
}
