// TensorFlow's ops that make tensors of a shape: constant, counted or random.
import type { DType } from '../../dtype.js';
import { fill, linspace, ones, onesLike, range, zeros, zerosLike } from '../../ops/creation.js';
import {
  multinomial,
  randomStandardNormal,
  randomUniform,
  randomUniformInt,
  truncatedNormal,
} from '../../ops/random.js';
import { oneHot, transpose } from '../../ops/shape.js';
import type { Tensor } from '../../tensor.js';
import { type Operations, op, type Reader } from '../kernel.js';
import {
  attributes,
  dtypeAttribute,
  dtypeOf,
  number,
  numberAttribute,
  numbers,
  tensor,
  value,
} from '../readers.js';

/** 0 means a seed of its own for each run, in TensorFlow too. */
const seed = attributes((given) => given.number('seed', 0) || undefined);
const realType = attributes(
  (given) => (given.dtype('dtype') === 'int32' ? 'int32' : 'float32') as 'float32',
);
const numberType = dtypeAttribute('T');

/** A bound of random integers: an input in TensorFlow, an attribute in tfjs. */
const bound =
  (index: number, name: string): Reader<number> =>
  (node) =>
    node.attributes.has(name) ? numberAttribute(name)(node) : number(index)(node);

/** One-hot vectors along an axis: a new one at `axis`. */
function oneHotAlong(
  indices: Tensor,
  depth: number,
  on: number,
  off: number,
  dtype: DType | undefined,
  axis: number,
): Tensor {
  const known = dtype === 'int32' || dtype === 'bool' ? dtype : 'float32';
  const last = oneHot(indices, depth, on, off, known);
  if (axis === -1 || axis === last.rank - 1) return last;
  const others = [...last.shape.keys()].slice(0, -1);
  return transpose(last, others.toSpliced(axis, 0, last.rank - 1));
}

export const creation: Operations = {
  Fill: op(fill, numbers(0), value(1), dtypeOf(1)),
  LinSpace: op(linspace, number(0), number(1), number(2)),
  Multinomial: op(multinomial, tensor(0), number(1), seed),
  OneHot: op(
    oneHotAlong,
    tensor(0),
    number(1),
    number(2, 1),
    number(3, 0),
    numberType,
    numberAttribute('axis', -1),
  ),
  Ones: op(ones, numbers(0), numberType),
  OnesLike: op(onesLike, tensor(0)),
  RandomStandardNormal: op(randomStandardNormal, numbers(0), realType, seed),
  RandomUniform: op(
    randomUniform,
    numbers(0),
    numberAttribute('minval', 0),
    numberAttribute('maxval', 1),
    realType,
  ),
  RandomUniformInt: op(randomUniformInt, numbers(0), bound(1, 'minval'), bound(2, 'maxval'), seed),
  Range: op(
    (start: number, stop: number, step: number, dtype: DType | undefined, own: DType) =>
      range(start, stop, step, dtype ?? own),
    number(0),
    number(1),
    number(2),
    dtypeAttribute('Tidx'),
    dtypeOf(0),
  ),
  TruncatedNormal: op(
    truncatedNormal,
    numbers(0),
    numberAttribute('means', 0),
    numberAttribute('stddev', 1),
    realType,
    seed,
  ),
  Zeros: op(zeros, numbers(0), numberType),
  ZerosLike: op(zerosLike, tensor(0)),
};

/** Those whose results are others at each run. */
export const random: readonly string[] = [
  'Multinomial',
  'RandomStandardNormal',
  'RandomUniform',
  'RandomUniformInt',
  'TruncatedNormal',
];
