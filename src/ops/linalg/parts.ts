// Parts of matrices: bands, diagonals, traces.
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import { applyOne } from '../../session.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { uncounted } from '../../tensors.js';
import { toTensor } from '../convert.js';
import { zeros } from '../creation.js';
import { sum } from '../reduction.js';
import { tidy } from '../scopes.js';
import { reshape } from '../shape.js';

function matrices(x: TensorLike, where: string): { tensor: Tensor; rows: number; columns: number } {
  const tensor = toTensor(x, where);
  if (tensor.rank < 2) {
    const problem = `${where}(): Rank must be at least 2, got ${tensor.rank}.`;
    throw new ShapeError({ problem });
  }
  const [rows, columns] = tensor.shape.slice(-2);
  return { tensor, rows, columns };
}

/**
 * Matrices of which only a band around the diagonal is kept, zeros elsewhere. Differentiable.
 *
 * @param numLower number (or scalar tensor) of diagonals kept below the main one; negative keeps all.
 * @param numUpper number of diagonals kept above it; negative keeps all.
 * @throws ShapeError for more than there are, or below rank 2.
 */
export function bandPart(
  x: TensorLike,
  numLower: number | Tensor,
  numUpper: number | Tensor,
): Tensor {
  const { tensor, rows, columns } = matrices(x, 'bandPart');
  const check = (name: string, given: number | Tensor, most: number) => {
    const count = typeof given === 'number' ? given : Number(given.dataSync()[0]);
    if (Number.isInteger(count) && count <= most) return count < 0 ? most : count;
    const problem = `bandPart(): ${name} (${count}) must be a whole number of at most ${most}`;
    throw new ShapeError({ problem, received: showShape(tensor.shape) });
  };
  const lower = check('numLower', numLower, rows);
  const upper = check('numUpper', numUpper, columns);
  const band = Uint8Array.from({ length: rows * columns }, (_, i) => {
    const distance = (i % columns) - Math.floor(i / columns);
    return distance >= -lower && distance <= upper ? 1 : 0;
  });
  return tidy(() =>
    applyOne('where', {}, [
      uncounted('bool', [rows, columns], band),
      tensor,
      zeros([], tensor.dtype),
    ]),
  );
}

/** The diagonals of matrices: [..., m, n] to [..., min(m, n)]. Differentiable. */
export function diagPart(x: TensorLike): Tensor {
  const { tensor, rows, columns } = matrices(x, 'diagPart');
  const count = Math.min(rows, columns);
  const positions = Int32Array.from({ length: count }, (_, i) => i * (columns + 1));
  return tidy(() => {
    const batch = tensor.shape.slice(0, -2);
    const flat = reshape(tensor, [...batch, rows * columns]);
    return applyOne('gather', { axis: batch.length }, [
      flat,
      uncounted('int32', [count], positions),
    ]);
  });
}

/** The sum of each matrix's diagonal: [..., m, n] to [...]. Differentiable. */
export function trace(x: TensorLike): Tensor {
  return tidy(() => sum(diagPart(x), -1));
}
