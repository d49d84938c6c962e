// TextLineDataset: the lines of a UTF-8 text.
import { ConfigError } from '../errors.js';
import { Dataset } from './dataset.js';
import { derived, type LazyIterator, lazy } from './lazyIterator.js';
import { type DataSource, sourceOf, type TextSource } from './sources.js';

/**
 * The lines of a text without their ends, `\n` or `\r\n`; read as they are asked for.
 *
 * @example
 * const lines = new tf.data.TextLineDataset('notes.txt');
 * for await (const line of lines.take(3)) console.log(line);
 */
export class TextLineDataset extends Dataset<string> {
  readonly input: DataSource;

  /** @param input a path, a URL, bytes, or a data source */
  constructor(input: TextSource) {
    super();
    const source = input === undefined || input === null ? undefined : sourceOf(input);
    if (typeof source?.iterator !== 'function') {
      throw new ConfigError({
        where: 'TextLineDataset',
        expected: 'a path, a URL, bytes or a data source',
        received: input === null ? 'null' : typeof input,
      });
    }
    this.input = source;
  }

  async iterator(): Promise<LazyIterator<string>> {
    const chunks = lazy(await this.input.iterator());
    return derived(linesOf(chunks), chunks);
  }
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() as string;
    for (const line of lines) yield withoutReturn(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}
