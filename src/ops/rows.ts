// Parts along the first axis: rows and single entries; views of an eager tensor's values, not copies.
import { ShapeError } from '../errors.js';
import { sizeOf } from '../nested.js';
import { applyOne, currentTape, isTraced } from '../session.js';
import type { Tensor } from '../tensor.js';
import { view } from '../tensors.js';

/** Rows `first` to before `first + count`, which are there. */
function part(x: Tensor, first: number, count: number): Tensor {
  const rest = x.shape.slice(1);
  if (isTraced([x]) || currentTape()) {
    const begin = [first, ...rest.map(() => 0)];
    return applyOne('slice', { begin, size: [count, ...rest] }, [x]);
  }
  return view(x, [count, ...rest], first * sizeOf(rest));
}

/** Rows `start` to before `end` of the first axis, clamped to what is there; negative counts from the end. */
export function rows(x: Tensor, start: number, end = Number.POSITIVE_INFINITY): Tensor {
  if (x.rank === 0)
    throw new ShapeError({ where: 'rows', expected: 'a first axis', received: 'a scalar' });
  const n = x.shape[0];
  const clamp = (i: number) => Math.min(n, Math.max(0, i < 0 ? i + n : i));
  const first = clamp(start);
  return part(x, first, Math.max(0, clamp(end) - first));
}

/** What is at these indices of the first axes; with all of them, a scalar. Negative counts from the end. */
export function at(x: Tensor, ...indices: number[]): Tensor {
  let result = x;
  indices.forEach((index, axis) => {
    const n = result.shape[0];
    const i = index < 0 ? index + n : index;
    if (n === undefined || !Number.isInteger(i) || i < 0 || i >= n) {
      const expected =
        n === undefined ? `at most ${x.rank} indices` : `an index below ${n} on axis ${axis}`;
      throw new ShapeError({ where: 'at', expected, received: String(index) });
    }
    const row = part(result, i, 1);
    const shape = row.shape.slice(1);
    result = row.trace || currentTape() ? applyOne('reshape', { shape }, [row]) : view(row, shape);
  });
  return result;
}
