// A file from the first mirror that has it whole: checked before anyone sees it, with the progress on a terminal.
import { DataError, UnavailableError } from '../errors.js';
import { get } from '../io/connect.js';
import { LiveLine } from '../terminal.js';

/** Without any response for this long, from all mirrors together, there is no network. */
const connectTimeout = 5_000;
/** A response that stops for this long is given up. */
const stallTimeout = 15_000;

export interface Download {
  /** What is fetched, for messages: `mnist/train-images-idx3-ubyte.gz`. */
  name: string;
  /** The same file at several mirrors, first choice first. */
  urls: string[];
  maxBytes: number;
  /** Throws a DataError for bytes that are not the file. */
  check: (bytes: Buffer) => Promise<unknown>;
  /** What a user without network can do. */
  hint: string;
}

/**
 * @throws DataError if what came was not the file
 * @throws UnavailableError if no mirror answered, after at most 5 seconds
 */
export async function download({ name, urls, maxBytes, check, hint }: Download): Promise<Buffer> {
  const failures: Error[] = [];
  let patience = connectTimeout;
  for (const [i, url] of urls.entries()) {
    const started = performance.now();
    try {
      const bytes = await fetchBytes(name, new URL(url), maxBytes, patience / (urls.length - i));
      await check(bytes);
      return bytes;
    } catch (error) {
      failures.push(error as Error);
      patience = Math.max(500, patience - (performance.now() - started));
    }
  }
  const corrupt = failures.find((error) => error instanceof DataError);
  if (corrupt) throw corrupt;
  throw new UnavailableError({
    where: name,
    problem: `could not be downloaded: ${failures.map(({ message }) => message).join('; ')}`,
    hint,
    cause: failures.at(-1),
  });
}

async function fetchBytes(
  name: string,
  url: URL,
  maxBytes: number,
  patience: number,
): Promise<Buffer> {
  const control = new AbortController();
  let timer = setTimeout(() => control.abort(), patience);
  const line = new LiveLine();
  try {
    const response = await get(url, control.signal);
    const declared = Number(response.headers['content-length'] ?? Number.NaN);
    const chunks: Buffer[] = [];
    let received = 0;
    clearTimeout(timer);
    timer = setTimeout(() => control.abort(), stallTimeout);
    try {
      for await (const chunk of response) {
        timer.refresh();
        chunks.push(chunk);
        received += chunk.length;
        if (received > maxBytes) break;
        if (process.stderr.isTTY) line.draw(`Downloading ${name} ${megabytes(received, declared)}`);
      }
    } catch (cause) {
      throw truncated(name, url, declared, received, cause);
    }
    if (received > maxBytes) {
      throw new DataError({
        where: `${name} from ${url.host}`,
        expected: `at most ${maxBytes} bytes`,
        received: 'more',
      });
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (!control.signal.aborted || error instanceof DataError) throw error;
    throw new Error(`${url.host} did not answer within ${(patience / 1000).toFixed(1)} s`);
  } finally {
    clearTimeout(timer);
    line.clear();
  }
}

function truncated(name: string, url: URL, declared: number, received: number, cause: unknown) {
  return new DataError({
    where: `${name} from ${url.host}`,
    problem: 'the connection broke off',
    expected: Number.isNaN(declared) ? 'the rest of the file' : `${declared} bytes`,
    received: `${received} bytes`,
    hint: 'Run it again: files that are complete are kept.',
    cause,
  });
}

function megabytes(received: number, declared: number): string {
  const [now, all] = [received, declared].map((bytes) => (bytes / 1e6).toFixed(1));
  return Number.isNaN(declared) ? `${now} MB` : `${now} of ${all} MB`;
}
