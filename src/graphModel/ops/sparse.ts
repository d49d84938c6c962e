// TensorFlow's sparse tensors: indices, values and a shape.
import {
  sparseFillEmptyRows,
  sparseReshape,
  sparseSegmentMean,
  sparseSegmentSum,
} from '../../ops/sparse/index.js';
import { type Operations, op, opOf, ports } from '../kernel.js';
import { tensor } from '../readers.js';

export const sparse: Operations = {
  SparseFillEmptyRows: ports(
    ['output_indices', 'output_values', 'empty_row_indicator', 'reverse_index_map'],
    opOf(
      sparseFillEmptyRows,
      ['outputIndices', 'outputValues', 'emptyRowIndicator', 'reverseIndexMap'],
      tensor(0),
      tensor(1),
      tensor(2),
      tensor(3),
    ),
  ),
  SparseReshape: ports(
    ['output_indices', 'output_shape'],
    opOf(sparseReshape, ['outputIndices', 'outputShape'], tensor(0), tensor(1), tensor(2)),
  ),
  SparseSegmentMean: op(sparseSegmentMean, tensor(0), tensor(1), tensor(2)),
  SparseSegmentSum: op(sparseSegmentSum, tensor(0), tensor(1), tensor(2)),
};
