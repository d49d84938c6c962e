// Eager calls: an op on given types is checked and numbered once; from then on a call passes a number and arrays.
import { translate } from './binding/errors.js';
import { native } from './binding/load.js';
import { allocate, type DType } from './dtype.js';
import { allocateShared } from './slab.js';
import { type SmallKernel, smallKernel } from './smallKernels.js';
import type { Tensor } from './tensor.js';
import { eagerOf } from './tensors.js';
import { type TensorType, tensorType } from './types.js';

/** The calls of one op, by the types of its inputs, one after the other. */
class Signatures {
  readonly next = new Map<TensorType, Signatures>();
  /** The call with the inputs so far: its number, or -1, and what it gives. */
  call = -1;
  outputs: readonly TensorType[] = [];
  /** What computes it without the engine. */
  small: SmallKernel | undefined;
}

/** Calls remembered. When they are more, all are forgotten: a loop over ever new shapes must not pile them up. */
const MOST = 4096;
const ops = new Map<string, Signatures>();
const calls: number[] = [];

function find(key: string, inputs: readonly Tensor[]): Signatures | undefined {
  let signatures = ops.get(key);
  for (let i = 0; i < inputs.length && signatures !== undefined; i++) {
    signatures = signatures.next.get(inputs[i].type);
  }
  return signatures;
}

function step(from: Map<unknown, Signatures>, key: unknown): Signatures {
  let next = from.get(key);
  if (next === undefined) {
    next = new Signatures();
    from.set(key, next);
  }
  return next;
}

/** Checks a call, and remembers it. */
function prepare(op: string, attributes: string, inputs: readonly Tensor[]): Signatures {
  if (calls.length === MOST) {
    native.forgetCalls(calls);
    calls.length = 0;
    ops.clear();
  }
  const types = inputs.map((input) => input.type);
  const { call, outputs } = native.prepareCall(
    op,
    attributes,
    types.map((type) => type.dtype),
    types.map((type) => type.shape as number[]),
  );
  calls.push(call);
  let signatures = step(ops, op + attributes);
  for (const type of types) signatures = step(signatures.next, type);
  signatures.call = call;
  signatures.outputs = outputs.map(({ dtype, shape }) => tensorType(dtype as DType, shape));
  signatures.small = smallKernel(op, types, signatures.outputs[0]);
  return signatures;
}

/** Runs an op of one output at once on eager tensors; `attributes` is JSON. */
export function executeOne(op: string, attributes: string, inputs: readonly Tensor[]): Tensor {
  if (inputs.length > 3) return execute(op, attributes, inputs)[0];
  try {
    let signatures = find(op + attributes, inputs);
    if (signatures === undefined || signatures.call < 0) {
      signatures = prepare(op, attributes, inputs);
    }
    const { call, outputs, small } = signatures;
    if (outputs.length !== 1) return execute(op, attributes, inputs)[0];
    const type = outputs[0];
    const values = allocateShared(type.dtype, type.size, small === undefined);
    // Arguments that are left out would be read as well.
    if (small !== undefined) small(values, inputs[0].valuesNow(), inputs[1].valuesNow());
    else if (inputs.length === 2) {
      native.runCall(call, values, inputs[0].valuesNow(), inputs[1].valuesNow());
    } else if (inputs.length === 1) {
      native.runCall(call, values, inputs[0].valuesNow());
    } else {
      const [a, b, c] = inputs;
      native.runCall(call, values, a?.valuesNow(), b?.valuesNow(), c?.valuesNow());
    }
    return eagerOf(type, values);
  } catch (error) {
    throw translate(error);
  }
}

/** Runs an op at once on eager tensors; `attributes` is JSON. */
export function execute(op: string, attributes: string, inputs: readonly Tensor[]): Tensor[] {
  try {
    const arrays = inputs.map((input) => input.valuesNow());
    let signatures = find(op + attributes, inputs);
    if (signatures === undefined || signatures.call < 0) {
      signatures = prepare(op, attributes, inputs);
    }
    const { call, outputs } = signatures;
    const results = outputs.map((type) => allocate(type.dtype, type.size));
    native.runCallOnMany(call, arrays, results);
    return outputs.map((type, i) => eagerOf(type, results[i]));
  } catch (error) {
    throw translate(error);
  }
}
