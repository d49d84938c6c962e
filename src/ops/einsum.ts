// Sums of products over named axes: transpositions, one matrix product, and a transposition back.

import { arithmeticDType, widest } from '../dtype.js';
import { ConfigError, ShapeError } from '../errors.js';
import { sizeOf } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { castArgument, toTensor } from './convert.js';
import { matMul } from './matrix.js';
import { normalizeAxis, sum } from './reduction.js';
import { tidy } from './scopes.js';
import { reshape } from './shape.js';

const where = 'einsum';

/** A tensor whose axes have names. */
interface Named {
  x: Tensor;
  labels: string[];
}

/** The names of each axis; those of an ellipsis are `.n`, counted from its right end. */
function parse(
  equation: string,
  ranks: readonly number[],
): { inputs: string[][]; output: string[] } {
  const plain = equation.replaceAll(/\s/g, '');
  const sides = plain.split('->');
  if (sides.length !== 2) {
    const problem =
      sides.length < 2
        ? 'Equations without an arrow are not supported.'
        : 'Expected exactly one arrow ("->") in the equation.';
    throw new ConfigError({ where, problem, received: equation });
  }
  const terms = sides[0].split(',');
  if (terms.length !== ranks.length) {
    const problem = `Expected ${terms.length} input tensors, received ${ranks.length}`;
    throw new ConfigError({ where, problem });
  }
  let widestEllipsis = 0;
  const name = (term: string, rank: number | undefined): string[] => {
    const dots = term.indexOf('...');
    const letters = [...term.replace('...', '')];
    if (letters.some((letter) => !/[A-Za-z]/.test(letter))) {
      throw new ConfigError({
        where,
        expected: 'letters, commas and one arrow',
        received: equation,
      });
    }
    // tfjs's own tests ask for this error, in these words.
    if (new Set(letters).size !== letters.length) {
      const problem = `a label that occurs twice in "${term}" is not implemented yet`;
      throw new ConfigError({ where, problem, hint: 'tf.linalg.diagPart takes diagonals.' });
    }
    if (dots < 0) return letters;
    const count = rank === undefined ? widestEllipsis : rank - letters.length;
    widestEllipsis = Math.max(widestEllipsis, count);
    const hidden = Array.from({ length: Math.max(0, count) }, (_, i) => `.${count - i}`);
    return [...letters.slice(0, dots), ...hidden, ...letters.slice(dots)];
  };
  const inputs = terms.map((term, i) => name(term, ranks[i]));
  const output = name(sides[1], undefined);
  const unknown = output.find((label) => !inputs.some((labels) => labels.includes(label)));
  if (unknown !== undefined) {
    const problem = `Output subscripts contain the label ${unknown} not present in the input subscripts.`;
    throw new ConfigError({ problem });
  }
  return { inputs, output };
}

/** Checks that axes of one name have one length. */
function checkSizes(operands: readonly Named[]): void {
  const sizes = new Map<string, number>();
  for (const { x, labels } of operands) {
    if (labels.length !== x.rank) {
      const expected = `a tensor of rank ${labels.length} for "${labels.join('')}"`;
      throw new ShapeError({ where, expected, received: `rank ${x.rank}` });
    }
    labels.forEach((label, axis) => {
      const known = sizes.get(label);
      const size = x.shape[axis];
      if (known === undefined || (label.startsWith('.') && known === 1)) sizes.set(label, size);
      else if (known !== size && !(label.startsWith('.') && size === 1)) {
        const problem = `Expected dimension ${known} at axis ${axis} of input shaped ${JSON.stringify(x.shape)}, but got dimension ${size}`;
        throw new ShapeError({ where, problem });
      }
    });
  }
}

/** Sums over the axes whose names nobody needs. */
function reduceTo({ x, labels }: Named, needed: (label: string) => boolean): Named {
  const axes = labels.flatMap((label, axis) => (needed(label) ? [] : [axis]));
  return axes.length === 0 ? { x, labels } : { x: sum(x, axes), labels: labels.filter(needed) };
}

/** The axes in this order. */
function arrange({ x, labels }: Named, order: readonly string[]): Tensor {
  const perm = order.map((label) => labels.indexOf(label));
  return perm.every((axis, i) => axis === i) ? x : applyOne('transpose', { perm }, [x]);
}

const product = (sizes: Map<string, number>, labels: readonly string[]) =>
  sizeOf(labels.map((label) => sizes.get(label)!));

/** The product of two, summed over what neither the output nor a later operand needs. */
function contract(a: Named, b: Named, needed: ReadonlySet<string>): Named {
  const left = reduceTo(a, (label) => needed.has(label) || b.labels.includes(label));
  const right = reduceTo(b, (label) => needed.has(label) || left.labels.includes(label));
  const shared = left.labels.filter((label) => right.labels.includes(label));
  // Axes of an ellipsis broadcast: the matrix product's batch does.
  const batch = shared.filter((label) => needed.has(label));
  const inner = shared.filter((label) => !needed.has(label));
  const rows = left.labels.filter((label) => !shared.includes(label));
  const columns = right.labels.filter((label) => !shared.includes(label));
  const sizesOf = ({ x, labels }: Named) => new Map(labels.map((label, i) => [label, x.shape[i]]));
  const [sizesA, sizesB] = [sizesOf(left), sizesOf(right)];

  /** One operand as [batch, first, second], as it lies if that is what it is but for a swap. */
  const matrices = (
    operand: Named,
    sizes: Map<string, number>,
    first: string[],
    second: string[],
  ) => {
    const swapped = String(operand.labels) === String([...batch, ...second, ...first]);
    const [high, low] = swapped ? [second, first] : [first, second];
    const x = arrange(operand, [...batch, ...high, ...low]);
    const shape = [...batch.map((l) => sizes.get(l)!), product(sizes, high), product(sizes, low)];
    return { x: reshape(x, shape), swapped };
  };
  const m = matrices(left, sizesA, rows, inner);
  const n = matrices(right, sizesB, inner, columns);
  const result = matMul(m.x, n.x, m.swapped, n.swapped);
  const labels = [...batch, ...rows, ...columns];
  const shape = [
    ...result.shape.slice(0, -2),
    ...rows.map((l) => sizesA.get(l)!),
    ...columns.map((l) => sizesB.get(l)!),
  ];
  return { x: reshape(result, shape), labels };
}

/**
 * The sum of products that an equation in Einstein's notation says: axes of one name run together, and those that the
 * output does not name are summed over. Any number of tensors, contracted from left to right; `...` stands for the
 * axes without names, which broadcast. Differentiable.
 *
 * @throws ConfigError for an equation that doesn't fit the tensors; ShapeError for axes of one name and two lengths.
 * @example
 * tf.einsum('bthd,bshd->bhts', queries, keys);
 */
export function einsum(equation: string, ...tensors: TensorLike[]): Tensor {
  const given = tensors.map((x, i) => toTensor(x, where, `tensors[${i}]`));
  const { inputs, output } = parse(
    equation,
    given.map((x) => x.rank),
  );
  const dtype = arithmeticDType(given.map((x) => x.dtype).reduce(widest));
  return tidy(() => {
    const operands = given.map((x, i) => ({ x: castArgument(x, dtype), labels: inputs[i] }));
    checkSizes(operands);
    let result = operands[0];
    for (let i = 1; i < operands.length; i++) {
      const later = operands.slice(i + 1).flatMap(({ labels }) => labels);
      result = contract(result, operands[i], new Set([...output, ...later]));
    }
    result = reduceTo(result, (label) => output.includes(label));
    return reshape(
      arrange(result, output),
      output.map((label) => result.x.shape[result.labels.indexOf(label)]),
    );
  });
}

/**
 * The sum of products over axes of a and b.
 *
 * @param axes how many of a's last and b's first; or a list of a's axes and one of b's, in pairs.
 * @returns a's other axes, then b's.
 * @throws ShapeError for axes of different lengths.
 */
export function tensordot(
  a: TensorLike,
  b: TensorLike,
  axes: number | readonly [number | readonly number[], number | readonly number[]] = 2,
): Tensor {
  const left = toTensor(a, 'tensordot', 'a');
  const right = toTensor(b, 'tensordot', 'b');
  const list = (side: number | readonly number[], rank: number) =>
    (typeof side === 'number' ? [side] : side).map((axis) =>
      normalizeAxis(axis, rank, 'tensordot'),
    );
  const count = typeof axes === 'number' ? axes : 0;
  const counted = Array.from({ length: count }, (_, i) => i);
  const ofA =
    typeof axes === 'number' ? counted.map((i) => left.rank - count + i) : list(axes[0], left.rank);
  const ofB = typeof axes === 'number' ? counted : list(axes[1], right.rank);
  if (
    ofA.length !== ofB.length ||
    ofA.some((axis, i) => left.shape[axis] !== right.shape[ofB[i]])
  ) {
    throw new ShapeError({
      where: 'tensordot',
      expected: 'pairs of axes of one length',
      received: `axes [${ofA}] of [${left.shape}] and [${ofB}] of [${right.shape}]`,
    });
  }
  // Names by number: a's axes, then those of b that are not a's.
  const labelsA = left.shape.map((_, i) => `a${i}`);
  const labelsB = right.shape.map((_, i) =>
    ofB.includes(i) ? `a${ofA[ofB.indexOf(i)]}` : `b${i}`,
  );
  const kept = [
    ...labelsA.filter((_, i) => !ofA.includes(i)),
    ...labelsB.filter((_, i) => !ofB.includes(i)),
  ];
  const dtype = arithmeticDType(left.dtype, right.dtype);
  const named = (x: Tensor, labels: string[]) => ({ x: castArgument(x, dtype), labels });
  return tidy(() => contract(named(left, labelsA), named(right, labelsB), new Set(kept)).x);
}
