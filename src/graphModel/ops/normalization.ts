// TensorFlow's normalizations, softmax and norms.
import { euclideanNorm } from '../../ops/norm.js';
import { batchNorm, localResponseNormalization } from '../../ops/normalization.js';
import { logSoftmax, softmax } from '../../ops/softmax.js';
import type { Tensor } from '../../tensor.js';
import { alike, type Operations, op, ports } from '../kernel.js';
import { flagAttribute, numberAttribute, numbers, tensor } from '../readers.js';
import { channelsLast } from './window.js';

/** By the moving averages, as in inference; TensorFlow's order of inputs is scale, offset, mean, variance. */
const batchNormOp = op(
  (x: Tensor, scale, offset, mean, variance, epsilon: number, _format: undefined) =>
    batchNorm(x, mean, variance, offset, scale, epsilon),
  tensor(0),
  tensor(1),
  tensor(2),
  tensor(3),
  tensor(4),
  numberAttribute('epsilon', 0.001),
  channelsLast,
);

export const normalization: Operations = {
  EuclideanNorm: op(euclideanNorm, tensor(0), numbers(1), flagAttribute('keep_dims')),
  ...alike(
    ['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'],
    ports(['y', 'batch_mean', 'batch_variance'], batchNormOp),
  ),
  LRN: op(
    localResponseNormalization,
    tensor(0),
    numberAttribute('depth_radius', 5),
    numberAttribute('bias', 1),
    numberAttribute('alpha', 1),
    numberAttribute('beta', 0.5),
  ),
  Softmax: op((x: Tensor) => softmax(x), tensor(0)),
  LogSoftmax: op((x: Tensor) => logSoftmax(x), tensor(0)),
};
