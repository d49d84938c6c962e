// Ops of single fields: matrices, images, convolutions, sparse and ragged tensors, strings.
import { a, bool, f32, i32, str } from '../builders.js';
import { cases, type Row } from './case.js';

const m = f32([1, 2, 3, 4], [2, 2]);
const product = f32([7, 10, 15, 22], [2, 2]);

export const matrices = cases([
  ['MatMul', [m, m], [product]],
  ['MatMul', [m, m], [f32([10, 14, 14, 20], [2, 2])], { transpose_a: a.flag(true) }],
  ['BatchMatMul', [m, m], [f32([5, 11, 11, 25], [2, 2])], { adj_y: a.flag(true) }],
  ['BatchMatMulV2', [m, m], [product]],
  [
    '_FusedMatMul',
    [m, m, f32([-8, 1])],
    [f32([0, 11, 7, 23], [2, 2])],
    { fused_ops: a.texts('BiasAdd', 'Relu') },
  ],
  [
    '_FusedMatMul',
    [m, m, f32([-8, 1]), f32([2, 2])],
    [f32([-2, 11, 7, 23], [2, 2])],
    { fused_ops: a.texts('BiasAdd', 'Prelu') },
  ],
  ['Einsum', [m, m], [product], { equation: a.text('ij,jk->ik') }],
  [
    'MatrixBandPart',
    [f32([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]), i32(0), i32(1)],
    [f32([1, 2, 0, 0, 5, 6, 0, 0, 9], [3, 3])],
  ],
  ['Softmax', [f32([0, 0])], [f32([0.5, 0.5])]],
  ['LogSoftmax', [f32([0, 0])], [f32([-Math.LN2, -Math.LN2])]],
]);

const image = f32([1, 2, 3, 4], [1, 2, 2, 1]);
const kernel = f32([1, 1, 1, 1], [2, 2, 1, 1]);
const window = { strides: a.ints(1, 1, 1, 1), padding: a.text('SAME') };
const valid = { strides: a.ints(1, 1, 1, 1), ksize: a.ints(1, 2, 2, 1), padding: a.text('VALID') };
const sums = f32([10, 6, 7, 4], [1, 2, 2, 1]);
const cube = f32([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2, 1]);
const cubic = {
  strides: a.ints(1, 1, 1, 1, 1),
  ksize: a.ints(1, 2, 2, 2, 1),
  padding: a.text('VALID'),
};
const explicit = {
  ...window,
  padding: a.text('EXPLICIT'),
  explicit_paddings: a.ints(0, 0, 1, 0, 0, 0, 0, 0),
};
const biased = { ...window, fused_ops: a.texts('BiasAdd', 'Relu6') };

export const convolution = cases([
  [
    'Conv1D',
    [f32([1, 2, 3], [1, 3, 1]), f32([1, 1], [2, 1, 1])],
    [f32([3, 5], [1, 2, 1])],
    { stride: a.int(1), padding: a.text('VALID') },
  ],
  ['Conv2D', [image, kernel], [sums], window],
  ['Conv2D', [image, kernel], [f32([3, 10], [1, 2, 1, 1])], explicit],
  [
    'Conv2D',
    [f32([1, 2, 3, 4], [1, 1, 2, 2]), kernel],
    [f32([10], [1, 1, 1, 1])],
    { ...window, strides: a.ints(1, 1, 2, 2), data_format: a.text('NCHW') },
  ],
  ['DepthwiseConv2d', [image, kernel], [sums], window],
  ['DepthwiseConv2dNative', [image, kernel], [sums], window],
  ['_FusedConv2D', [image, kernel, f32([-5])], [f32([5, 1, 2, 0], [1, 2, 2, 1])], biased],
  ['_FusedConv2D', [image, kernel], [sums], { ...window, fused_ops: a.texts('NoOp', 'Relu') }],
  [
    'FusedDepthwiseConv2dNative',
    [image, kernel, f32([-5])],
    [f32([5, 1, 2, 0], [1, 2, 2, 1])],
    biased,
  ],
  [
    'Conv2DBackpropInput',
    [i32([1, 2, 2, 1]), kernel, image],
    [f32([1, 3, 4, 10], [1, 2, 2, 1])],
    window,
  ],
  [
    'Conv2dTranspose',
    [i32([1, 2, 2, 1]), kernel, image],
    [f32([1, 3, 4, 10], [1, 2, 2, 1])],
    window,
  ],
  [
    'Conv3D',
    [cube, f32([1, 1, 1, 1, 1, 1, 1, 1], [2, 2, 2, 1, 1])],
    [f32([36], [1, 1, 1, 1, 1])],
    cubic,
  ],
  ['AvgPool', [image], [f32([2.5], [1, 1, 1, 1])], valid],
  ['MaxPool', [image], [f32([4], [1, 1, 1, 1])], valid],
  ['AvgPool3D', [cube], [f32([4.5], [1, 1, 1, 1, 1])], cubic],
  ['MaxPool3D', [cube], [f32([8], [1, 1, 1, 1, 1])], cubic],
  ['MaxPoolWithArgmax', [image], [f32([4], [1, 1, 1, 1]), i32([3], [1, 1, 1, 1])], valid],
  [
    'Dilation2D',
    [image, f32([0, 0, 0, 0], [2, 2, 1])],
    [f32([4, 4, 4, 4], [1, 2, 2, 1])],
    { ...window, rates: a.ints(1, 1, 1, 1) },
  ],
  ...['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'].map(
    (op): Row => [
      op,
      [f32([3], [1, 1, 1, 1]), f32([2]), f32([0.5]), f32([1]), f32([3])],
      [f32([2.5], [1, 1, 1, 1])],
      { epsilon: a.float(1) },
    ],
  ),
  [
    'LRN',
    [f32([1, 2], [1, 1, 1, 2])],
    [f32([1 / 6, 2 / 6], [1, 1, 1, 2])],
    { depth_radius: a.int(1), beta: a.float(1) },
  ],
]);

const boxes = f32([0, 0, 1, 1, 0, 0, 1, 1.1, 0, 5, 1, 6], [3, 4]);
const scores = f32([0.5, 0.9, 0.7]);
const chosen = [boxes, scores, i32(3), f32(0.5)];

export const images = cases([
  [
    'ResizeBilinear',
    [image, i32([2, 3])],
    [f32([1, 1.5, 2, 3, 3.5, 4], [1, 2, 3, 1])],
    { align_corners: a.flag(true) },
  ],
  ['ResizeNearestNeighbor', [image, i32([1, 4])], [f32([1, 1, 2, 2], [1, 1, 4, 1])]],
  [
    'CropAndResize',
    [image, f32([0, 0, 1, 1], [1, 4]), i32([0]), i32([2, 2])],
    [image],
    { method: a.text('bilinear') },
  ],
  [
    'ImageProjectiveTransformV3',
    [image, f32([1, 0, 1, 0, 1, 0, 0, 0], [1, 8]), i32([2, 2]), f32(9)],
    [f32([2, 9, 4, 9], [1, 2, 2, 1])],
    { interpolation: a.text('NEAREST'), fill_mode: a.text('CONSTANT') },
  ],
  ['NonMaxSuppressionV2', chosen, [i32([1, 2])]],
  ['NonMaxSuppressionV3', [...chosen, f32(0.8)], [i32([1])]],
  [
    'NonMaxSuppressionV4',
    [...chosen, f32(0)],
    [i32([1, 2, 0]), i32(2)],
    { pad_to_max_output_size: a.flag(true) },
  ],
  ['NonMaxSuppressionV5', [...chosen, f32(0), f32(0)], [i32([1, 2]), f32([0.9, 0.7])]],
]);

export const ragged = cases([
  [
    'RaggedGather',
    [i32([0, 2, 3]), f32([1, 2, 3]), i32([1, 0])],
    [i32([0, 1, 3]), f32([3, 1, 2])],
    { OUTPUT_RAGGED_RANK: a.int(1) },
  ],
  ['RaggedRange', [i32([0, 5]), i32([2, 6]), i32([1, 1])], [i32([0, 2, 3]), i32([0, 1, 5])]],
  [
    'RaggedTensorToTensor',
    [i32([2, 2]), f32([1, 2, 3]), f32(0), i32([0, 1, 3])],
    [f32([1, 0, 2, 3], [2, 2])],
    { row_partition_types: a.texts('ROW_SPLITS') },
  ],
  [
    'SparseFillEmptyRows',
    [i32([1, 0], [1, 2]), f32([5]), i32([2, 2]), f32(-1)],
    [i32([0, 0, 1, 0], [2, 2]), f32([-1, 5]), bool([1, 0]), i32([1])],
  ],
  [
    'SparseReshape',
    [i32([1, 1], [1, 2]), i32([2, 3]), i32([3, -1])],
    [i32([2, 0], [1, 2]), i32([3, 2])],
  ],
  ['SparseSegmentMean', [f32([1, 3, 5]), i32([0, 1, 2]), i32([0, 0, 1])], [f32([2, 5])]],
  ['SparseSegmentSum', [f32([1, 3, 5]), i32([0, 1, 2]), i32([0, 0, 1])], [f32([4, 5])]],
]);

const grams = {
  separator: a.text('-'),
  ngram_widths: a.ints(2),
  pad_width: a.int(-1),
  left_pad: a.text('L'),
  right_pad: a.text('R'),
};
export const strings = cases([
  [
    'StaticRegexReplace',
    [str(['Say Hi'])],
    [str(['Say Ho'])],
    { pattern: a.text('H[A-z]'), rewrite: a.text('Ho') },
  ],
  [
    'StringNGrams',
    [str(['a', 'b']), i32([0, 2])],
    [str(['L-a', 'a-b', 'b-R']), i32([0, 3])],
    grams,
  ],
  [
    'StringSplit',
    [str(['a b']), str(' ')],
    [i32([0, 0, 0, 1], [2, 2]), str(['a', 'b']), i32([1, 2])],
  ],
  ['StringToHashBucketFast', [str(['a', 'b'])], [i32([0, 0])], { num_buckets: a.int(1) }],
]);
