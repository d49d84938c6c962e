// Ops on elements that the engine has no dtype for: strings, and complex numbers.

import { DTypeError } from './errors.js';
import { fromPairs, toPairs } from './pairs.js';
import { apply, applyOne } from './session.js';
import type { Tensor } from './tensor.js';
import { eagerStrings, uncounted } from './tensors.js';

/** Ops whose outputs are elements of their inputs, moved: they need not know what they move. */
const moving = new Set([
  'broadcastTo',
  'concat',
  'gather',
  'gatherNd',
  'reshape',
  'reverse',
  'slice',
  'stridedSlice',
  'tensorScatterUpdate',
  'tile',
  'transpose',
  'where',
]);

const comparing = new Set(['equal', 'notEqual', 'greater', 'greaterEqual', 'less', 'lessEqual']);

/** A function of complex tensors, in ops on their parts. */
export type ComplexFunction = (inputs: readonly Tensor[], attributes: object) => Tensor;

const complexFunctions = new Map<string, ComplexFunction>();

/** Gives an op of the engine its meaning for complex numbers. */
export function defineComplex(op: string, fn: ComplexFunction): void {
  complexFunctions.set(op, fn);
}

/** Whether an op on it is done here. */
export function isUnstored({ dtype }: Tensor): boolean {
  return dtype === 'string' || dtype === 'complex64';
}

/**
 * Applies an op that some input of the engine's dtypes can't be given to.
 * @throws DTypeError if it is no op on such elements.
 */
export function applyToElements(
  op: string,
  attributes: object,
  inputs: readonly Tensor[],
): Tensor[] {
  if (moving.has(op)) return [move(op, attributes, inputs)];
  const complex = complexFunctions.get(op);
  if (complex && inputs.every(({ dtype }) => dtype !== 'string'))
    return [complex(inputs, attributes)];
  if (comparing.has(op) && inputs.every(({ dtype }) => dtype === 'string')) {
    return apply(op, attributes, ranks(inputs));
  }
  const { dtype } = inputs.find(isUnstored)!;
  throw new DTypeError({
    problem: `${op} is not defined for ${dtype}`,
    expected: 'a numeric tensor',
    received: `a ${dtype} tensor`,
  });
}

/** Applies a moving op to the elements' positions in all inputs together, and takes what they point to. */
function move(op: string, attributes: object, inputs: readonly Tensor[]): Tensor {
  const moved = inputs.filter(isUnstored);
  const { dtype } = moved[0];
  if (moved.some((input) => input.dtype !== dtype)) {
    throw new DTypeError({
      where: op,
      expected: `${dtype} tensors`,
      received: 'both strings and numbers',
    });
  }
  let next = 0;
  const positions = inputs.map((input) => {
    if (!isUnstored(input)) return input;
    const start = next;
    next += input.size;
    const values = Int32Array.from({ length: input.size }, (_, i) => start + i);
    return uncounted('int32', input.shape, values);
  });
  const indices = applyOne(op, attributes, positions);
  if (dtype === 'complex64') {
    const rows = moved.map((input) =>
      applyOne('reshape', { shape: [input.size, 2] }, [toPairs(input)]),
    );
    const all = rows.length === 1 ? rows[0] : applyOne('concat', { axis: 0 }, rows);
    return fromPairs(applyOne('gather', { axis: 0, batchDims: 0 }, [all, indices]));
  }
  const all = moved.flatMap((input) => input.encodedNow());
  const taken = Array.from(indices.valuesNow() as Int32Array, (i) => all[i]);
  return eagerStrings([...indices.shape], taken);
}

/** Numbers in the order of the strings, equal where they are. */
function ranks(inputs: readonly Tensor[]): Tensor[] {
  const texts = inputs.map((input) => input.dataSync<'string'>());
  const order = new Map([...new Set(texts.flat())].sort().map((text, rank) => [text, rank]));
  return inputs.map(({ shape }, i) =>
    uncounted(
      'int32',
      shape,
      Int32Array.from(texts[i], (text) => order.get(text)!),
    ),
  );
}
