// TensorFlow's ops whose output's shape depends on values: selected boxes, indices of what is true, differences.
import { cast } from '../../ops/convert.js';
import { setdiff1d, whereIndices } from '../../ops/dynamic.js';
import {
  nonMaxSuppression,
  nonMaxSuppressionPadded,
  nonMaxSuppressionWithScore,
} from '../../ops/image/index.js';
import type { Tensor } from '../../tensor.js';
import { alike, type Operations, op, opOf, ports } from '../kernel.js';
import { flagAttribute, number, tensor } from '../readers.js';

const boxes = [
  tensor(0),
  tensor(1),
  number(2),
  number(3, 0.5),
  number(4, Number.NEGATIVE_INFINITY),
] as const;

export const dynamic: Operations = {
  ...alike(['NonMaxSuppressionV2', 'NonMaxSuppressionV3'], op(nonMaxSuppression, ...boxes)),
  NonMaxSuppressionV4: ports(
    ['selected_indices', 'valid_outputs'],
    opOf(
      nonMaxSuppressionPadded,
      ['selectedIndices', 'validOutputs'],
      ...boxes,
      flagAttribute('pad_to_max_output_size'),
    ),
  ),
  NonMaxSuppressionV5: ports(
    ['selected_indices', 'selected_scores', 'valid_outputs'],
    opOf(nonMaxSuppressionWithScore, ['selectedIndices', 'selectedScores'], ...boxes, number(5, 0)),
  ),
  Where: op((condition: Tensor) => whereIndices(cast(condition, 'bool')), tensor(0)),
  ListDiff: ports(['out', 'idx'], op(setdiff1d, tensor(0), tensor(1))),
};
