// Hash buckets of strings.
import { ConfigError } from '../../errors.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager } from '../../tensors.js';
import { toTensor } from '../convert.js';
import { fingerprint64 } from './farmHash.js';

/**
 * For each string its bucket, from 0 to `numBuckets - 1`: FarmHash's fingerprint modulo their number, as TensorFlow's.
 *
 * @returns int32, of the input's shape.
 * @throws ConfigError for fewer than one bucket; DTypeError for anything but strings.
 */
export function stringToHashBucketFast(input: TensorLike, numBuckets: number): Tensor {
  const strings = toTensor(input, 'stringToHashBucketFast', 'input', 'string');
  if (!(numBuckets >= 1)) throw new ConfigError('Number of buckets must be at least 1');
  const modulus = BigInt(numBuckets);
  const buckets = strings.encodedNow().map((bytes) => Number(fingerprint64(bytes) % modulus));
  return eager('int32', strings.shape, Int32Array.from(buckets));
}
