// tf.linalg: parts of matrices, factorizations and linear equations; leading axes are batches.
export { cholesky, det, inv, qr, solve, triangularSolve } from './equations.js';
export { gramSchmidt } from './gramSchmidt.js';
export { bandPart, diagPart, trace } from './parts.js';
