// TensorFlow's comparisons, logic and selection.
import {
  bitwiseAnd,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
  where,
} from '../../ops/arithmetic.js';
import type { Tensor } from '../../tensor.js';
import { type Operations, op } from '../kernel.js';
import { tensor } from '../readers.js';

const binary = (fn: typeof equal) => op(fn, tensor(0), tensor(1));

/** `Select` takes a vector as the condition of whole rows; `SelectV2` broadcasts. */
function select(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  const byRow = condition.rank === 1 && a.rank > 1;
  const shape = [...condition.shape, ...new Array<number>(a.rank - 1).fill(1)];
  return where(byRow ? condition.reshape(shape) : condition, a, b);
}

export const logical: Operations = {
  Equal: binary(equal),
  NotEqual: binary(notEqual),
  Greater: binary(greater),
  GreaterEqual: binary(greaterEqual),
  Less: binary(less),
  LessEqual: binary(lessEqual),
  LogicalAnd: binary(logicalAnd),
  LogicalNot: op(logicalNot, tensor(0)),
  LogicalOr: binary(logicalOr),
  BitwiseAnd: op(bitwiseAnd, tensor(0), tensor(1)),
  Select: op(select, tensor(0), tensor(1), tensor(2)),
  SelectV2: op(where, tensor(0), tensor(1), tensor(2)),
};
