// How corten writes each operation of the golden family `ops`: its inputs and attributes, as TensorFlow names them.
import type { Tensor } from '../../../index.js';
import { corten as tf } from '../corten.js';

// biome-ignore lint/suspicious/noExplicitAny: attributes are whatever JSON holds.
type Operation = (inputs: Tensor[], attributes: any) => Tensor | Tensor[];

/** Operations that take their inputs and nothing else, under corten's name for them. */
const plain: Record<string, string> = {
  abs: 'abs',
  acos: 'acos',
  add: 'add',
  asin: 'asin',
  asinh: 'asinh',
  atan: 'atan',
  atan2: 'atan2',
  atanh: 'atanh',
  ceil: 'ceil',
  cos: 'cos',
  cosh: 'cosh',
  divide: 'div',
  divide_no_nan: 'divNoNan',
  elu: 'elu',
  erf: 'erf',
  exp: 'exp',
  expm1: 'expm1',
  floor: 'floor',
  floor_divide: 'floorDiv',
  floormod: 'mod',
  gather_nd: 'gatherND',
  greater: 'greater',
  greater_equal: 'greaterEqual',
  isfinite: 'isFinite',
  isinf: 'isInf',
  isnan: 'isNaN',
  less: 'less',
  less_equal: 'lessEqual',
  log: 'log',
  log1p: 'log1p',
  log_sigmoid: 'logSigmoid',
  logical_and: 'logicalAnd',
  logical_not: 'logicalNot',
  logical_or: 'logicalOr',
  logical_xor: 'logicalXor',
  maximum: 'maximum',
  minimum: 'minimum',
  multiply: 'mul',
  negative: 'neg',
  not_equal: 'notEqual',
  reciprocal: 'reciprocal',
  relu: 'relu',
  relu6: 'relu6',
  round: 'round',
  rsqrt: 'rsqrt',
  selu: 'selu',
  sigmoid: 'sigmoid',
  sign: 'sign',
  silu: 'silu',
  sin: 'sin',
  sinh: 'sinh',
  softplus: 'softplus',
  softsign: 'softsign',
  sqrt: 'sqrt',
  square: 'square',
  squared_difference: 'squaredDifference',
  subtract: 'sub',
  tan: 'tan',
  tanh: 'tanh',
  where: 'where',
};

/** Reductions over `axis`, which keep it if `keepdims`. */
const reductions: Record<string, string> = {
  all: 'all',
  any: 'any',
  logsumexp: 'logSumExp',
  max: 'max',
  mean: 'mean',
  min: 'min',
  prod: 'prod',
  sum: 'sum',
};

/** TensorFlow's null is JavaScript's left-out argument. */
const given = <T>(value: T | null): T | undefined => value ?? undefined;

const others: Record<string, Operation> = {
  argmax: ([x], { axis }) => tf.argMax(x, axis),
  argmin: ([x], { axis }) => tf.argMin(x, axis),
  argsort: ([x], { axis, direction }) => tf.argsort(x, axis, direction.toLowerCase()),
  avg_pool: ([x], { ksize, strides, padding }) =>
    tf.avgPool(x, ksize, strides, padding.toLowerCase()),
  band_part: ([x], { lower, upper }) => tf.linalg.bandPart(x, lower, upper),
  bias_add: ([x, b], { data_format }) =>
    tf.nn.biasAdd(x, b, data_format === 'channels_first' ? 'channelsFirst' : 'channelsLast'),
  bincount: ([x], { length }) => tf.bincount(x, tf.tensor1d([]), length),
  broadcast_to: ([x], { shape }) => tf.broadcastTo(x, shape),
  cast: ([x], { dtype }) => tf.cast(x, dtype),
  cholesky: ([x]) => tf.linalg.cholesky(x),
  clip: ([x], { low, high }) => tf.clipByValue(x, low, high),
  clip_by_norm: ([x], { norm }) => tf.clipByNorm(x, norm),
  composite_accuracy: ([x, y]) =>
    tf.mean(tf.cast(tf.equal(tf.argMax(x, 1), tf.argMax(y, 1)), 'float32')),
  composite_rnn_step: ([x, h, w, b]) => tf.tanh(tf.add(tf.matMul(tf.concat([x, h], 1), w), b)),
  composite_second_order: ([x]) => tf.grad((v: Tensor) => tf.sum(tf.square(tf.tanh(v))))(x),
  concat: (xs, { axis }) => tf.concat(xs, axis),
  conv2d: ([x, filter], { strides, padding, dilations }) =>
    tf.conv2d(x, filter, strides, padding.toLowerCase(), 'NHWC', dilations),
  cumprod: ([x], { axis }) => tf.cumprod(x, axis),
  cumsum: ([x], { axis, exclusive, reverse }) => tf.cumsum(x, axis, exclusive, reverse),
  diag_part: ([x]) => tf.linalg.diagPart(x),
  einsum: (xs, { equation }) => tf.einsum(equation, ...xs),
  embedding_lookup: ([x, ids]) => tf.gather(x, ids),
  equal: ([x, y], { of }) =>
    of === 'argmax' ? tf.equal(tf.argMax(x, 1), tf.argMax(y, 1)) : tf.equal(x, y),
  expand_dims: ([x], { axis }) => tf.expandDims(x, axis),
  eye: (_, { num_rows, num_columns }) => tf.eye(num_rows, num_columns),
  gather: ([x, indices], { axis }) => tf.gather(x, indices, axis),
  in_top_k: ([targets, predictions], { k }) => tf.inTopK(predictions, targets, k),
  inv: ([x]) => tf.linalg.inv(x),
  l2_loss: ([x]) => tf.nn.l2Loss(x),
  l2_normalize: ([x], { axis }) => tf.nn.l2Normalize(x, axis),
  leaky_relu: ([x], { alpha }) => tf.leakyRelu(x, alpha),
  linspace: (_, { start, stop, num }) => tf.linspace(start, stop, num),
  log_softmax: ([x], { axis }) => tf.logSoftmax(x, axis),
  matmul: ([x, y], { transpose_a, transpose_b }) => tf.matMul(x, y, transpose_a, transpose_b),
  max_pool: ([x], { ksize, strides, padding }) =>
    tf.maxPool(x, ksize, strides, padding.toLowerCase()),
  meshgrid: ([x, y], { indexing }) => tf.meshgrid(x, y, { indexing }),
  moments: ([x], { axes }) => {
    const { mean, variance } = tf.moments(x, axes);
    return [mean, variance];
  },
  norm: ([x], { ord, axis, keepdims }) =>
    tf.norm(x, ord === 'inf' ? Number.POSITIVE_INFINITY : ord, given(axis), keepdims),
  one_hot: ([x], { depth, axis }) => {
    const last = tf.oneHot(x, depth);
    return axis === 0 ? tf.transpose(last, [last.rank - 1, ...x.shape.keys()]) : last;
  },
  pad: ([x], { paddings, mode, constant_values }) =>
    mode === 'CONSTANT'
      ? tf.pad(x, paddings, constant_values)
      : tf.mirrorPad(x, paddings, mode.toLowerCase()),
  power: ([x, y], { exponent }) => tf.pow(x, y ?? exponent),
  range: (_, { start, limit, delta }) => tf.range(start, limit, delta),
  repeat: ([x], { repeats, axis }) => tf.repeat(x, repeats, axis),
  reshape: ([x], { shape }) => tf.reshape(x, shape),
  reverse: ([x], { axis }) => tf.reverse(x, axis),
  reverse_sequence: ([x, lengths], { seq_axis, batch_axis }) =>
    tf.reverseSequence(x, lengths, seq_axis, batch_axis),
  roll: ([x], { shift, axis }) => tf.roll(x, shift, axis),
  scatter_nd: ([indices, updates], { shape }) => tf.scatterND(indices, updates, shape),
  segment_sum: ([x, ids], { num_segments }) => tf.unsortedSegmentSum(x, ids, num_segments),
  sequence_mask: ([lengths], { maxlen }) => tf.sequenceMask(lengths, maxlen),
  sigmoid_cross_entropy_with_logits: ([labels, logits]) =>
    tf.nn.sigmoidCrossEntropyWithLogits({ labels, logits }),
  slice: ([x], { begin, size }) => tf.slice(x, begin, size),
  softmax: ([x], { axis }) => tf.softmax(x, axis),
  // The cases were made with labels that no gradient flows to.
  softmax_cross_entropy_with_logits: ([labels, logits]) =>
    tf.nn.softmaxCrossEntropyWithLogits({ labels: tf.stopGradient(labels), logits }),
  solve: ([x, y]) => tf.linalg.solve(x, y),
  sort: ([x], { axis, direction }) => tf.sort(x, axis, direction.toLowerCase()),
  sparse_softmax_cross_entropy_with_logits: ([labels, logits]) =>
    tf.nn.sparseSoftmaxCrossEntropyWithLogits({ labels, logits }),
  split: ([x], { num_or_size_splits, axis }) => tf.split(x, num_or_size_splits, axis),
  squeeze: ([x], { axis }) => tf.squeeze(x, given(axis)),
  stack: (xs, { axis }) => tf.stack(xs, axis),
  std: ([x], { axis, keepdims }) => tf.sqrt(tf.moments(x, given(axis), keepdims).variance),
  stop_gradient: ([x]) => tf.mul(x, tf.stopGradient(x)),
  strided_slice: ([x], { slices }) => stridedSlice(x, slices),
  take_along_axis: ([x, indices], { axis }) => tf.takeAlongAxis(x, indices, axis),
  tensordot: ([x, y], { axes }) => tf.tensordot(x, y, axes),
  tile: ([x], { multiples }) => tf.tile(x, multiples),
  top_k: ([x], { k }) => {
    const { values, indices } = tf.topk(x, k);
    return [values, indices];
  },
  trace: ([x]) => tf.linalg.trace(x),
  transpose: ([x], { perm }) => tf.transpose(x, given(perm)),
  unique: ([x]) => {
    const { values, indices } = tf.unique(x);
    return [values, indices];
  },
  unstack: ([x], { axis }) => tf.unstack(x, axis),
  var: ([x], { axis, keepdims }) => tf.moments(x, given(axis), keepdims).variance,
  weighted_cross_entropy_with_logits: ([labels, logits], { pos_weight }) =>
    tf.nn.weightedCrossEntropyWithLogits({ labels, logits, posWeight: pos_weight }),
  where_indices: ([condition]) => tf.whereIndices(condition),
};

type Slice = [number | null, number | null, number | null] | number | '...' | 'newaxis';

/** tfjs's strided slice: begins, ends and strides, with a bit in a mask for each that is not a plain range. */
function stridedSlice(x: Tensor, slices: Slice[]): Tensor {
  const bits = (is: (slice: Slice) => boolean) =>
    slices.reduce<number>((mask, slice, i) => (is(slice) ? mask | (1 << i) : mask), 0);
  const part = (i: 0 | 1 | 2, other: number) => (slice: Slice) =>
    Array.isArray(slice)
      ? (slice[i] ?? other)
      : typeof slice === 'number'
        ? slice + (i % 2)
        : other;
  return tf.stridedSlice(
    x,
    slices.map(part(0, 0)),
    slices.map(part(1, 0)),
    slices.map((slice) => (Array.isArray(slice) ? (slice[2] ?? 1) : 1)),
    bits((slice) => Array.isArray(slice) && slice[0] === null),
    bits((slice) => Array.isArray(slice) && slice[1] === null),
    bits((slice) => slice === '...'),
    bits((slice) => slice === 'newaxis'),
    bits((slice) => typeof slice === 'number'),
  );
}

export const operations: Record<string, Operation> = {
  ...Object.fromEntries(
    Object.entries(plain).map(([name, own]) => [name, (xs: Tensor[]) => tf[own](...xs)]),
  ),
  ...Object.fromEntries(
    Object.entries(reductions).map(([name, own]): [string, Operation] => [
      name,
      ([x], { axis, keepdims }) => tf[own](x, given(axis), keepdims),
    ]),
  ),
  ...others,
};
