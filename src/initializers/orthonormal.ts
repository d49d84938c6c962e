// An orthonormal basis of rows: Gram-Schmidt in double precision, block by block so that the engine does most of it.
import { matMul } from '../ops/matrix.js';
import { eager } from '../tensors.js';

/** Rows of a block: within one, JavaScript does the work. */
const BLOCK = 32;

/** Takes from `rows` of the block what lies in the span of the `before` first rows of the basis. */
function project(basis: Float64Array, before: number, block: Float64Array, columns: number): void {
  const rows = eager('float64', [block.length / columns, columns], block);
  const span = eager('float64', [before, columns], basis.subarray(0, before * columns));
  const shadow = matMul(matMul(rows, span, false, true), span).dataSync();
  for (let j = 0; j < block.length; j++) block[j] -= shadow[j];
}

/** Makes rows orthonormal among themselves, in order. */
function orthonormalize(block: Float64Array, columns: number): void {
  const count = block.length / columns;
  for (let i = 0; i < count; i++) {
    const row = block.subarray(i * columns, (i + 1) * columns);
    // What rounding leaves of the earlier rows after one pass, a second removes.
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < i; k++) {
        const other = block.subarray(k * columns, (k + 1) * columns);
        let product = 0;
        for (let j = 0; j < columns; j++) product += row[j] * other[j];
        for (let j = 0; j < columns; j++) row[j] -= product * other[j];
      }
    }
    let norm = 0;
    for (let j = 0; j < columns; j++) norm += row[j] * row[j];
    norm = Math.sqrt(norm);
    for (let j = 0; j < columns; j++) row[j] /= norm;
  }
}

/**
 * The rows of the matrix made orthonormal in order, each one's direction kept: the Q of a QR decomposition of
 * the transpose whose R has a positive diagonal.
 */
export function orthonormal(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
): Float64Array {
  const basis = Float64Array.from(matrix);
  for (let start = 0; start < rows; start += BLOCK) {
    const block = basis.subarray(start * columns, Math.min(rows, start + BLOCK) * columns);
    for (let pass = 0; start > 0 && pass < 2; pass++) project(basis, start, block, columns);
    orthonormalize(block, columns);
  }
  return basis;
}
