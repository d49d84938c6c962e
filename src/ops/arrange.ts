// Arranging elements along axes: grids, repetition, rolling, reversing sequences; and shapes of shapes.
import { ConfigError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { eager } from '../tensors.js';
import { toTensor } from './convert.js';
import { range } from './creation.js';
import { toWhole } from './indices.js';
import { normalizeAxis } from './reduction.js';
import { tidy } from './scopes.js';
import { broadcastTo, concat, reshape, slice } from './shape.js';

/**
 * The coordinates of a grid's points: each vector spread over all the others.
 *
 * @param indexing `xy`: the first vector runs along the columns, the second along the rows; `ij`: each along its own axis.
 * @returns none, one or two tensors of the grid's shape, as many as there are vectors.
 */
export function meshgrid(
  x?: TensorLike,
  y?: TensorLike,
  { indexing = 'xy' }: { indexing?: 'xy' | 'ij' } = {},
): Tensor[] {
  if (indexing !== 'xy' && indexing !== 'ij') {
    throw new ConfigError({
      where: 'meshgrid',
      expected: "indexing 'xy' or 'ij'",
      received: `${indexing}`,
    });
  }
  if (x === undefined) return [];
  const a = toTensor(x, 'meshgrid', 'x');
  if (y === undefined) return [a];
  const b = toTensor(y, 'meshgrid', 'y');
  const shape = indexing === 'xy' ? [b.size, a.size] : [a.size, b.size];
  const spread = (t: Tensor, axis: number) =>
    tidy(() => broadcastTo(reshape(t, axis === 1 ? [1, t.size] : [t.size, 1]), shape));
  return [spread(a, indexing === 'xy' ? 1 : 0), spread(b, indexing === 'xy' ? 0 : 1)];
}

/**
 * Each slice along an axis repeated. Differentiable.
 *
 * @param repeats how often: one number, or one for each slice.
 * @param axis without it, x is flattened.
 */
export function repeat(
  x: TensorLike,
  repeats: number | readonly number[],
  axis?: number | null,
): Tensor {
  const given = toTensor(x, 'repeat');
  return tidy(() => {
    const tensor = axis === undefined || axis === null ? reshape(given, [-1]) : given;
    const along = normalizeAxis(axis ?? 0, tensor.rank, 'repeat');
    const n = tensor.shape[along];
    const counts = typeof repeats === 'number' ? new Array<number>(n).fill(repeats) : repeats;
    const times = counts.length === 1 ? new Array<number>(n).fill(counts[0]) : counts;
    if (times.length !== n || times.some((count) => !Number.isInteger(count) || count < 0)) {
      throw new ConfigError({
        where: 'repeat',
        expected: `one whole number, or ${n}`,
        received: `${repeats}`,
      });
    }
    const indices = Int32Array.from(times.flatMap((count, i) => new Array<number>(count).fill(i)));
    return applyOne('gather', { axis: along }, [tensor, eager('int32', [indices.length], indices)]);
  });
}

/**
 * The elements moved on along axes; what leaves at the end comes in at the start. Differentiable.
 *
 * @param shift by how much: one number, or one for each axis; negative moves back.
 * @param axis without it, x is rolled as if flattened.
 */
export function roll(
  x: TensorLike,
  shift: number | readonly number[],
  axis?: number | readonly number[] | null,
): Tensor {
  const tensor = toTensor(x, 'roll');
  return tidy(() => {
    if (axis === undefined || axis === null) {
      return reshape(roll(reshape(tensor, [-1]), shift, 0), tensor.shape);
    }
    const axes = typeof axis === 'number' ? [axis] : axis;
    const shifts = typeof shift === 'number' ? axes.map(() => shift) : shift;
    if (shifts.length !== axes.length || !shifts.every(Number.isInteger)) {
      throw new ConfigError({
        where: 'roll',
        expected: `${axes.length} whole numbers`,
        received: `${shift}`,
      });
    }
    return axes.reduce((rolled, each, i) => {
      const along = normalizeAxis(each, tensor.rank, 'roll');
      const n = rolled.shape[along];
      const cut = n === 0 ? 0 : (((n - shifts[i]) % n) + n) % n;
      if (cut === 0) return rolled;
      const part = (from: number, count: number) =>
        slice(
          rolled,
          rolled.shape.map((_, k) => (k === along ? from : 0)),
          rolled.shape.map((m, k) => (k === along ? count : m)),
        );
      return concat([part(cut, n - cut), part(0, cut)], along);
    }, tensor);
  });
}

/**
 * The first `seqLengths[i]` steps of each sequence backwards, the others as they are. Differentiable.
 *
 * @param seqLengths int32, one a sequence.
 * @param seqAxis along which steps go; `batchAxis`: along which sequences lie.
 * @throws ValueError for a length beyond the axis.
 */
export function reverseSequence(
  x: TensorLike,
  seqLengths: TensorLike,
  seqAxis: number,
  batchAxis = 0,
): Tensor {
  const where = 'reverseSequence';
  const tensor = toTensor(x, where);
  return applyOne(
    where,
    {
      seqAxis: normalizeAxis(seqAxis, tensor.rank, where),
      batchAxis: normalizeAxis(batchAxis, tensor.rank, where),
    },
    [tensor, toWhole(seqLengths, where, 'seqLengths')],
  );
}

/**
 * For each length a row that is true for as many steps; bool [...lengths.shape, maxlen].
 * @param maxlen default: the greatest length, which needs its value.
 */
export function sequenceMask(lengths: TensorLike, maxlen?: number): Tensor {
  const counts = toWhole(lengths, 'sequenceMask', 'lengths');
  return tidy(() => {
    const width = maxlen ?? Math.max(0, ...Array.from(counts.valuesNow(), Number));
    const steps = range(0, width, 1, 'int32');
    return applyOne('less', {}, [steps, reshape(counts, [...counts.shape, 1])]);
  });
}

/**
 * The shape that two shapes broadcast to, as an int32 vector.
 * @throws ShapeError if they don't.
 */
export function broadcastArgs(s0: TensorLike, s1: TensorLike): Tensor {
  const where = 'broadcastArgs';
  const shapes = [toWhole(s0, where, 's0'), toWhole(s1, where, 's1')];
  const higher = shapes.find((shape) => shape.rank !== 1);
  if (higher) {
    throw new ShapeError({ where, expected: 'vectors', received: showShape(higher.shape) });
  }
  const [a, b] = shapes.map((shape) => Array.from(shape.valuesNow(), Number));
  const rank = Math.max(a.length, b.length);
  const result = Int32Array.from({ length: rank }, (_, i) => {
    const m = a[i - rank + a.length] ?? 1;
    const n = b[i - rank + b.length] ?? 1;
    if (m !== n && m !== 1 && n !== 1) {
      throw new ShapeError({
        where,
        expected: `a shape that broadcasts with ${showShape(a)}`,
        received: showShape(b),
      });
    }
    return m === 1 ? n : m;
  });
  return eager('int32', [rank], result);
}

/**
 * The tensor itself, if it has the shape.
 * @param shape null stands for any size.
 * @throws ShapeError if it has not.
 */
export function ensureShape(x: TensorLike, shape: readonly (number | null)[]): Tensor {
  const tensor = toTensor(x, 'ensureShape', 'x', 'any');
  const fits =
    tensor.rank === shape.length && shape.every((n, i) => n === null || n === tensor.shape[i]);
  if (!fits) {
    const problem = `EnsureShape: Shape of tensor ${showShape(tensor.shape)} is not compatible with expected shape ${showShape(shape)}`;
    throw new ShapeError({ problem });
  }
  return tensor;
}
