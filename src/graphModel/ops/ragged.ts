// TensorFlow's ragged tensors.
import {
  type RowPartitionType,
  raggedGather,
  raggedRange,
  raggedTensorToTensor,
} from '../../ops/ragged/index.js';
import type { Tensor } from '../../tensor.js';
import { type Operations, op, opOf, ports } from '../kernel.js';
import { attributes, numberAttribute, tensor, tensors } from '../readers.js';

function gather(splits: Tensor[], values: Tensor, indices: Tensor, rank: number): Tensor[] {
  const { outputNestedSplits, outputDenseValues } = raggedGather(splits, values, indices, rank);
  return [...outputNestedSplits, outputDenseValues];
}

export const ragged: Operations = {
  RaggedGather: op(
    gather,
    tensors(0, -2),
    tensor(-2),
    tensor(-1),
    numberAttribute('OUTPUT_RAGGED_RANK'),
  ),
  RaggedRange: ports(
    ['rt_nested_splits', 'rt_dense_values'],
    opOf(raggedRange, ['rtNestedSplits', 'rtDenseValues'], tensor(0), tensor(1), tensor(2)),
  ),
  RaggedTensorToTensor: op(
    raggedTensorToTensor,
    tensor(0),
    tensor(1),
    tensor(2),
    tensors(3),
    attributes((given) => given.texts('row_partition_types', []) as RowPartitionType[]),
  ),
};
