// Strings cut at delimiters.
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager, eagerStrings } from '../../tensors.js';
import { toTensor } from '../convert.js';

const encoder = new TextEncoder();

/** The pieces of a string's bytes between delimiters; each byte one, if there are no delimiters. */
function pieces(
  bytes: Uint8Array,
  delimiters: ReadonlySet<number>,
  skipEmpty: boolean,
): Uint8Array[] {
  if (delimiters.size === 0) return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  const found: Uint8Array[] = [];
  let start = 0;
  for (let i = 0; i <= bytes.length; i++) {
    if (i < bytes.length && !delimiters.has(bytes[i])) continue;
    if (i > start || !skipEmpty) found.push(bytes.subarray(start, i));
    start = i + 1;
  }
  return found;
}

/**
 * The words of each string, as a sparse matrix with a row for each string.
 *
 * @param input [n]
 * @param delimiter each of its bytes is one; none cuts a string into bytes.
 * @param skipEmpty whether empty words are left out.
 * @returns int32 indices [m, 2], the words [m], and the shape [2]: strings, and the most words that one has.
 * @throws DTypeError for anything but strings; ShapeError for another rank.
 */
export function stringSplit(
  input: TensorLike,
  delimiter: TensorLike,
  skipEmpty = true,
): { indices: Tensor; values: Tensor; shape: Tensor } {
  const where = 'stringSplit';
  const strings = toTensor(input, where, 'input', 'string');
  const separator = toTensor(delimiter, where, 'delimiter', 'string');
  if (strings.rank !== 1) {
    throw new ShapeError(`Input should be Tensor1D but received shape ${showShape(strings.shape)}`);
  }
  if (separator.rank !== 0) {
    throw new ShapeError(
      `Delimiter should be a scalar but received shape ${showShape(separator.shape)}`,
    );
  }
  const delimiters = new Set(encoder.encode(separator.dataSync<'string'>()[0]));
  const words: Uint8Array[] = [];
  const indices: number[] = [];
  let most = 0;
  strings.encodedNow().forEach((bytes, row) => {
    const found = pieces(bytes, delimiters, skipEmpty);
    found.forEach((word, column) => {
      words.push(word);
      indices.push(row, column);
    });
    most = Math.max(most, found.length);
  });
  return {
    indices: eager('int32', [words.length, 2], Int32Array.from(indices)),
    values: eagerStrings([words.length], words),
    shape: eager('int32', [2], Int32Array.of(strings.size, most)),
  };
}
