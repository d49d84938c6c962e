// Replacement by a regular expression.
import type { Tensor, TensorLike } from '../../tensor.js';
import { eagerStrings } from '../../tensors.js';
import { toTensor } from '../convert.js';

const encoder = new TextEncoder();

/**
 * Each string with what matches a JavaScript regular expression replaced.
 *
 * @param rewrite may use `$1`, `$&`, as `String.replace` does.
 * @param replaceGlobal whether every match is replaced, or the first one only.
 * @throws DTypeError for anything but strings.
 */
export function staticRegexReplace(
  input: TensorLike,
  pattern: string,
  rewrite: string,
  replaceGlobal = true,
): Tensor {
  const strings = toTensor(input, 'staticRegexReplace', 'input', 'string');
  const expression = new RegExp(pattern, replaceGlobal ? 'g' : '');
  const replaced = strings
    .dataSync<'string'>()
    .map((text) => encoder.encode(text.replace(expression, rewrite)));
  return eagerStrings(strings.shape, replaced);
}
