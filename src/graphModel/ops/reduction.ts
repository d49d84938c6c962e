// TensorFlow's reductions along axes, running totals and counts.
import { bincount, denseBincount } from '../../ops/counting.js';
import * as reduce from '../../ops/reduction.js';
import type { Tensor } from '../../tensor.js';
import { type Operations, op } from '../kernel.js';
import { flagAttribute, number, numbers, tensor } from '../readers.js';

const alongAxes = (fn: typeof reduce.sum) =>
  op(fn, tensor(0), numbers(1), flagAttribute('keep_dims'));
const position = (fn: typeof reduce.argMax) => op(fn, tensor(0), number(1, 0));
const running = (fn: typeof reduce.cumsum) =>
  op(fn, tensor(0), number(1), flagAttribute('exclusive'), flagAttribute('reverse'));

export const reduction: Operations = {
  All: alongAxes(reduce.all),
  Any: alongAxes(reduce.any),
  Max: alongAxes(reduce.max),
  Mean: alongAxes(reduce.mean),
  Min: alongAxes(reduce.min),
  Prod: alongAxes(reduce.prod),
  Sum: alongAxes(reduce.sum),
  ArgMax: position(reduce.argMax),
  ArgMin: position(reduce.argMin),
  Cumprod: running(reduce.cumprod),
  Cumsum: running(reduce.cumsum),
  Bincount: op(
    (x: Tensor, size: number, weights: Tensor) => bincount(x, weights, size),
    tensor(0),
    number(1),
    tensor(2),
  ),
  DenseBincount: op(
    (x: Tensor, size: number, weights: Tensor, binary: boolean) =>
      denseBincount(x, weights, size, binary),
    tensor(0),
    number(1),
    tensor(2),
    flagAttribute('binary_output'),
  ),
};
