// TensorFlow's ops that look for values: the largest, the different ones, where one belongs.
import { unique } from '../../ops/dynamic.js';
import { lowerBound, topk, upperBound } from '../../ops/order.js';
import { type Operations, op, opOf, ports } from '../kernel.js';
import { constant, flagAttribute, from, number, numbers, tensor } from '../readers.js';

/** The axis as a vector, which is empty for 0. */
const firstAxis = from(numbers(1), ([axis]) => axis ?? 0);
const fields = ['values', 'indices'] as const;

export const evaluation: Operations = {
  LowerBound: op(lowerBound, tensor(0), tensor(1)),
  UpperBound: op(upperBound, tensor(0), tensor(1)),
  TopKV2: ports(
    ['values', 'indices'],
    opOf(topk, fields, tensor(0), number(1), flagAttribute('sorted', true)),
  ),
  Unique: ports(['y', 'idx'], opOf(unique, fields, tensor(0), constant(0))),
  UniqueV2: ports(['y', 'idx'], opOf(unique, fields, tensor(0), firstAxis)),
};
