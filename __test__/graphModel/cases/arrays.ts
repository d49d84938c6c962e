// Ops that make, move, reduce and search arrays.
import { a, bool, f32, i32, str } from '../builders.js';
import { cases } from './case.js';

const m = f32([1, 2, 3, 4, 5, 6], [2, 3]);
const float = { T: a.type('DT_FLOAT') };
const none = f32([], [0]);
const axis = (n: number) => i32(n);

export const creation = cases([
  ['Fill', [i32([2]), f32(1.5)], [f32([1.5, 1.5])]],
  ['Fill', [i32([2]), i32(3)], [i32([3, 3])]],
  ['Fill', [i32([1]), str('a')], [str(['a'])]],
  ['LinSpace', [f32(0), f32(1), i32(3)], [f32([0, 0.5, 1])]],
  ['OneHot', [i32([1, 0]), i32(2), f32(5), f32(-1)], [f32([-1, 5, 5, -1], [2, 2])], float],
  [
    'OneHot',
    [i32([0, 1, 1]), i32(2), f32(1), f32(0)],
    [f32([1, 0, 0, 0, 1, 1], [2, 3])],
    { ...float, axis: a.int(0) },
  ],
  ['Ones', [i32([2])], [i32([1, 1])], { T: a.type('DT_INT32') }],
  ['OnesLike', [m], [f32([1, 1, 1, 1, 1, 1], [2, 3])]],
  ['Range', [i32(1), i32(9), i32(3)], [i32([1, 4, 7])], { Tidx: a.type('DT_INT32') }],
  ['Zeros', [i32([2])], [f32([0, 0])], float],
  ['ZerosLike', [i32([7])], [i32([0])]],
  ['RandomStandardNormal', [i32([2, 3])], [undefined], { dtype: a.type('DT_FLOAT') }],
  ['RandomUniform', [i32([2, 3])], [undefined], { dtype: a.type('DT_FLOAT') }],
  ['RandomUniformInt', [i32([4]), i32(5), i32(6)], [i32([5, 5, 5, 5])]],
  ['TruncatedNormal', [i32([2])], [undefined], { dtype: a.type('DT_FLOAT') }],
  ['Multinomial', [f32([-99, 99, -99], [1, 3]), i32(2)], [i32([1, 1], [1, 2])]],
]);

export const graph = cases([
  ['Identity', [m], [m]],
  ['IdentityN', [m, i32([1])], [m, i32([1])]],
  ['PlaceholderWithDefault', [m], [m]],
  ['Snapshot', [m], [m]],
  ['StopGradient', [m], [m]],
  ['FakeQuantWithMinMaxVars', [m], [m]],
  ['Rank', [m], [i32(2)]],
  ['Shape', [m], [i32([2, 3])]],
  ['ShapeN', [m, f32(1)], [i32([2, 3]), i32([], [0])]],
  ['Size', [m], [i32(6)]],
]);

export const reduction = cases([
  ['Max', [m, i32([1])], [f32([3, 6])]],
  ['Mean', [m, i32([1])], [f32([2, 5])]],
  ['Min', [m, i32([0])], [f32([1, 2, 3])]],
  ['Prod', [m, i32([1])], [f32([6, 120])]],
  ['Sum', [m, i32([0, 1])], [f32(21)]],
  ['Sum', [m, axis(0)], [f32([5, 7, 9], [1, 3])], { keep_dims: a.flag(true) }],
  ['Sum', [m, i32([], [0])], [m]],
  ['All', [bool([1, 0, 1, 1], [2, 2]), i32([1])], [bool([0, 1])]],
  ['Any', [bool([1, 0, 0, 0], [2, 2]), i32([1])], [bool([1, 0])]],
  ['ArgMax', [m, axis(1)], [i32([2, 2])]],
  ['ArgMin', [m, axis(0)], [i32([0, 0, 0])]],
  [
    'Cumsum',
    [f32([1, 2, 3]), axis(0)],
    [f32([5, 3, 0])],
    { exclusive: a.flag(true), reverse: a.flag(true) },
  ],
  ['Cumprod', [f32([1, 2, 3]), axis(0)], [f32([1, 2, 6])]],
  ['Bincount', [i32([1, 1, 2]), i32(4), none], [f32([0, 2, 1, 0])]],
  [
    'DenseBincount',
    [i32([1, 1, 2]), i32(4), none],
    [f32([0, 1, 1, 0])],
    { binary_output: a.flag(true) },
  ],
  ['EuclideanNorm', [f32([3, 4], [1, 2]), i32([1])], [f32([5])]],
]);

export const search = cases([
  ['LowerBound', [f32([1, 3, 5], [1, 3]), f32([3, 4], [1, 2])], [i32([1, 2], [1, 2])]],
  ['UpperBound', [f32([1, 3, 5], [1, 3]), f32([3, 4], [1, 2])], [i32([2, 2], [1, 2])]],
  ['TopKV2', [f32([1, 3, 2]), i32(2)], [f32([3, 2]), i32([1, 2])], { sorted: a.flag(true) }],
  ['Unique', [i32([3, 1, 3])], [i32([3, 1]), i32([0, 1, 0])]],
  ['UniqueV2', [i32([1, 2, 1, 2], [2, 2]), i32([0])], [i32([1, 2], [1, 2]), i32([0, 0])]],
  ['UniqueV2', [i32([3, 1, 3]), i32([], [0])], [i32([3, 1]), i32([0, 1, 0])]],
  ['Where', [f32([0, 2, 1])], [i32([1, 2], [2, 1])]],
  ['ListDiff', [i32([1, 2, 3, 4]), i32([2, 4])], [i32([1, 3]), i32([0, 2])]],
]);

export const sliceJoin = cases([
  ['Concat', [axis(0), i32([1]), i32([2, 3])], [i32([1, 2, 3])], { N: a.int(2) }],
  ['ConcatV2', [m, f32([7, 8], [2, 1]), axis(1)], [f32([1, 2, 3, 7, 4, 5, 6, 8], [2, 4])]],
  ['Gather', [i32([5, 6, 7]), i32([2, 0])], [i32([7, 5])]],
  ['GatherV2', [m, i32([2, 0]), axis(1)], [f32([3, 1, 6, 4], [2, 2])]],
  ['GatherV2', [m, i32([2, 0], [2, 1]), axis(1)], [f32([3, 4], [2, 1])], { batch_dims: a.int(1) }],
  ['GatherNd', [m, i32([1, 2, 0, 0], [2, 2])], [f32([6, 1])]],
  ['Pack', [i32([1, 2]), i32([3, 4])], [i32([1, 3, 2, 4], [2, 2])], { axis: a.int(1) }],
  ['Pack', [i32([1]), i32(2)], [i32([1, 2], [2, 1])]],
  ['Unpack', [m], [f32([1, 2, 3]), f32([4, 5, 6])]],
  ['Reverse', [m, bool([0, 1])], [f32([3, 2, 1, 6, 5, 4], [2, 3])]],
  ['ReverseV2', [m, i32([0])], [f32([4, 5, 6, 1, 2, 3], [2, 3])]],
  ['ScatterNd', [i32([1, 0], [2, 1]), f32([5, 6]), i32([3])], [f32([6, 5, 0])]],
  ['Slice', [m, i32([0, 1]), i32([2, -1])], [f32([2, 3, 5, 6], [2, 2])]],
  ['SparseToDense', [i32([0, 2], [2, 1]), i32([3]), f32([4, 5]), f32(0.5)], [f32([4, 0.5, 5])]],
  [
    'Split',
    [axis(1), m],
    [f32([1, 4], [2, 1]), f32([2, 5], [2, 1]), f32([3, 6], [2, 1])],
    { num_split: a.int(3) },
  ],
  ['SplitV', [m, i32([1, -1]), axis(1)], [f32([1, 4], [2, 1]), f32([2, 3, 5, 6], [2, 2])]],
  [
    'StridedSlice',
    [i32([2, 3, 4]), i32([1]), i32([2]), i32([1])],
    [i32(3)],
    { shrink_axis_mask: a.int(1) },
  ],
  [
    'StridedSlice',
    [m, i32([0, 2]), i32([0, 0]), i32([1, -1])],
    [f32([3, 2, 1, 6, 5, 4], [2, 3])],
    { end_mask: a.int(3) },
  ],
  ['TensorScatterUpdate', [f32([1, 2, 3]), i32([2], [1, 1]), f32([9])], [f32([1, 2, 9])]],
  ['Tile', [i32([1, 2]), i32([2])], [i32([1, 2, 1, 2])]],
]);

const pads = i32([1, 0], [1, 2]);
export const transformation = cases([
  ['ExpandDims', [i32([1, 2]), axis(-1)], [i32([1, 2], [2, 1])]],
  ['Squeeze', [i32([1, 2], [1, 2, 1])], [i32([1, 2])]],
  ['Squeeze', [i32([1, 2], [1, 2, 1])], [i32([1, 2], [2, 1])], { squeeze_dims: a.ints(0) }],
  ['Squeeze', [i32([1, 2], [1, 2, 1])], [i32([1, 2], [1, 2])], { axis: a.ints(2) }],
  ['Reshape', [m, i32([3, -1])], [f32([1, 2, 3, 4, 5, 6], [3, 2])]],
  ['EnsureShape', [m, i32([2, -1])], [m]],
  ['EnsureShape', [m], [m], { shape: a.shape(-1, 3) }],
  ['Transpose', [m, i32([1, 0])], [f32([1, 4, 2, 5, 3, 6], [3, 2])]],
  ['Pad', [i32([1, 2]), pads], [i32([0, 1, 2])]],
  ['PadV2', [i32([1, 2]), pads, i32(7)], [i32([7, 1, 2])]],
  ['MirrorPad', [i32([1, 2]), pads], [i32([2, 1, 2])], { mode: a.text('REFLECT') }],
  ['BroadcastTo', [i32([1, 2]), i32([2, 2])], [i32([1, 2, 1, 2], [2, 2])]],
  ['BroadcastArgs', [i32([1, 3]), i32([2, 1])], [i32([2, 3])]],
  [
    'SpaceToBatchND',
    [i32([1, 2, 3, 4], [1, 4, 1]), i32([2]), i32([0, 0], [1, 2])],
    [i32([1, 3, 2, 4], [2, 2, 1])],
  ],
  [
    'BatchToSpaceND',
    [i32([1, 3, 2, 4], [2, 2, 1]), i32([2]), i32([0, 0], [1, 2])],
    [i32([1, 2, 3, 4], [1, 4, 1])],
  ],
  [
    'DepthToSpace',
    [f32([1, 2, 3, 4], [1, 1, 1, 4])],
    [f32([1, 2, 3, 4], [1, 2, 2, 1])],
    { block_size: a.int(2) },
  ],
]);
