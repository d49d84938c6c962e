// `tf.layers`: layers that join several inputs, with their factories.

import type { LayerConfig } from '../config.js';
import { Concatenate, type ConcatenateConfig } from './concatenate.js';
import { Dot, type DotConfig } from './dot.js';
import { Add, Average, Maximum, Minimum, Multiply, Subtract } from './elementwise.js';

export { Add, Average, Concatenate, Dot, Maximum, Minimum, Multiply, Subtract };

/** The sum of several inputs. */
export const add = (config?: LayerConfig) => new Add(config);
/** The mean of several inputs. */
export const average = (config?: LayerConfig) => new Average(config);
/** Several inputs joined along an axis, the last by default. */
export const concatenate = (config?: ConcatenateConfig | number) => new Concatenate(config);
/** Two inputs multiplied and summed over an axis. */
export const dot = (config: DotConfig | number) => new Dot(config);
/** The largest of several inputs. */
export const maximum = (config?: LayerConfig) => new Maximum(config);
/** The smallest of several inputs. */
export const minimum = (config?: LayerConfig) => new Minimum(config);
/** The product of several inputs. */
export const multiply = (config?: LayerConfig) => new Multiply(config);
/** The first of two inputs minus the second. */
export const subtract = (config?: LayerConfig) => new Subtract(config);
