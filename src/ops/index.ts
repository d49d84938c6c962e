// All ops, as they stand on `tf`.
import './methods.js';

export * from './arithmetic.js';
export { cast } from './convert.js';
export * from './creation.js';
export * from './gradients.js';
export * from './matrix.js';
export * from './random.js';
export * from './reduction.js';
export * from './scopes.js';
export * from './shape.js';
export * from './softmax.js';
export * from './unary.js';
