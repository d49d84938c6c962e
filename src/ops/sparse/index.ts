// tf.sparse: sparse tensors as index tuples, values and a shape. Eager only, but for the segments' sums and means.
export { sparseFillEmptyRows } from './fillEmptyRows.js';
export { sparseReshape } from './reshape.js';
export { sparseSegmentMean, sparseSegmentSum } from './segments.js';
