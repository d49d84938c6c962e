// Strided slices, as Python's `x[begin:end:stride, ..., None, i]` with each peculiarity as a bit in a mask.
import { ShapeError, ValueError } from '../errors.js';
import { showShape } from '../nested.js';
import { applyOne } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { toTensor } from './convert.js';
import { tidy } from './scopes.js';
import { reshape, slice } from './shape.js';

/** What is taken along one axis of the input. */
interface Range {
  begin: number;
  end: number;
  stride: number;
  size: number;
}

const where = 'stridedSlice';

/** One index: the range of it alone. */
function single(index: number, n: number): Range {
  const begin = index < 0 ? index + n : index;
  if (begin < 0 || begin >= n) {
    throw new ValueError({ where, expected: `an index below ${n}`, received: String(index) });
  }
  return { begin, end: begin + 1, stride: 1, size: 1 };
}

/** From begin (or the start) towards end (or beyond), both clamped to the axis. */
function range(begin: number | null, end: number | null, stride: number, n: number): Range {
  if (stride === 0)
    throw new ValueError({ where, expected: 'strides other than 0', received: '0' });
  const [lowest, highest] = stride > 0 ? [0, n] : [-1, n - 1];
  const clamp = (i: number) => Math.min(highest, Math.max(lowest, i < 0 ? i + n : i));
  const first = begin === null ? (stride > 0 ? lowest : highest) : clamp(begin);
  const last = end === null ? (stride > 0 ? highest : lowest) : clamp(end);
  const size = Math.max(0, Math.ceil((last - first) / stride));
  return size > 0 ? { begin: first, end: last, stride, size } : { begin: 0, end: 0, stride, size };
}

/**
 * Every `strides`-th element from `begin` to before `end`, along each axis: Python's slices. Differentiable.
 *
 * @param begin negative counts from the end; it stops at the ends of an axis.
 * @param end likewise; not included.
 * @param strides default 1; negative goes backwards.
 * @param beginMask bit i set: entry i of begin does not count, the slice starts where the axis does.
 * @param endMask bit i set: entry i of end does not count, the slice ends where the axis does.
 * @param ellipsisMask bit i set: entry i stands for as many whole axes as are left, Python's `...`; at most one.
 * @param newAxisMask bit i set: entry i is a new axis of length 1.
 * @param shrinkAxisMask bit i set: entry i is the index `begin[i]`, and the axis goes away.
 * @throws ShapeError for entries that don't fit x; ValueError for a stride of 0, or an index outside.
 * @example
 * tf.stridedSlice(x, [0, 4], [0, 1], [-1, -2], 1, 1); // x[::-1, 4:1:-2]
 */
export function stridedSlice(
  x: TensorLike,
  begin: readonly number[],
  end: readonly number[],
  strides?: readonly number[],
  beginMask = 0,
  endMask = 0,
  ellipsisMask = 0,
  newAxisMask = 0,
  shrinkAxisMask = 0,
): Tensor {
  const tensor = toTensor(x, where, 'x', 'any');
  const steps = strides ?? begin.map(() => 1);
  const entries = begin.length;
  const has = (mask: number, i: number) => (mask & (1 << i)) !== 0;
  const ellipses = begin.filter((_, i) => has(ellipsisMask, i)).length;
  if (ellipses > 1) {
    throw new ShapeError({ where, problem: 'Multiple ellipses in slice is not allowed' });
  }
  const isNew = (i: number) => has(newAxisMask, i) && !has(ellipsisMask, i);
  const taken = begin.filter((_, i) => !isNew(i) && !has(ellipsisMask, i)).length;
  if (end.length !== entries || steps.length !== entries || taken > tensor.rank) {
    const expected = `as many entries of begin, end and strides, at most ${tensor.rank}`;
    throw new ShapeError({
      where,
      expected,
      received: `${entries}, ${end.length} and ${steps.length} for ${showShape(tensor.shape)}`,
    });
  }

  const ranges: Range[] = [];
  const shape: number[] = [];
  const whole = (count: number) => {
    for (let k = 0; k < count; k++) {
      const size = tensor.shape[ranges.length];
      ranges.push({ begin: 0, end: size, stride: 1, size });
      shape.push(size);
    }
  };
  for (let i = 0; i < entries; i++) {
    const n = tensor.shape[ranges.length];
    if (has(ellipsisMask, i)) whole(tensor.rank - taken);
    else if (isNew(i)) shape.push(1);
    else if (has(shrinkAxisMask, i)) ranges.push(single(begin[i], n));
    else {
      const first = has(beginMask, i) ? null : begin[i];
      const part = range(first, has(endMask, i) ? null : end[i], steps[i], n);
      ranges.push(part);
      shape.push(part.size);
    }
  }
  whole(tensor.rank - ranges.length);

  const starts = ranges.map((part) => part.begin);
  return tidy(() => {
    const plain = ranges.every((part) => part.stride === 1);
    const part = plain
      ? slice(
          tensor,
          starts,
          ranges.map(({ size }) => size),
        )
      : applyOne(
          'stridedSlice',
          { begin: starts, end: ranges.map((r) => r.end), strides: ranges.map((r) => r.stride) },
          [tensor],
        );
    return reshape(part, shape);
  });
}
