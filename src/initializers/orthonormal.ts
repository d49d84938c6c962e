// An orthonormal basis of rows: Gram-Schmidt, twice, in double precision.

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
  for (let i = 0; i < rows; i++) {
    const row = basis.subarray(i * columns, (i + 1) * columns);
    // What rounding leaves of the earlier rows after one pass, a second removes.
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < i; k++) {
        const other = basis.subarray(k * columns, (k + 1) * columns);
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
  return basis;
}
