// The options that all optimizers have, and the scalars that they keep.
import { allocate, type DType } from '../dtype.js';
import type { SerializedObject } from '../registry.js';
import { Variable } from '../variable.js';
import type { LearningRateSchedule } from './schedules/index.js';

/** The options that all optimizers have. */
export interface OptimizerConfig {
  /** The rate, or a schedule of it. */
  learningRate?: number | LearningRateSchedule | SerializedObject;
  /** The share of each weight, times the rate, that goes at each step. Default: none. */
  weightDecay?: number | null;
  /** The largest norm of a gradient. Default: none. */
  clipnorm?: number | null;
  /** The largest absolute value in a gradient. Default: none. */
  clipvalue?: number | null;
  /** The largest norm of all gradients together. Default: none. */
  globalClipnorm?: number | null;
  /** Whether to keep moving averages of the weights. Default: false. */
  useEma?: boolean;
  /** Default: 0.99. */
  emaMomentum?: number;
  /** After how many steps the weights become their averages; null: in `finalizeVariableValues` only. */
  emaOverwriteFrequency?: number | null;
  /** What the loss is multiplied by, and gradients divided by. Default: none. */
  lossScaleFactor?: number | null;
  /** How many batches' gradients are averaged for one update. Default: 1. */
  gradientAccumulationSteps?: number | null;
  name?: string | null;
}

/** The options' names. */
export const baseKeys = [
  'learningRate',
  'weightDecay',
  'clipnorm',
  'clipvalue',
  'globalClipnorm',
  'useEma',
  'emaMomentum',
  'emaOverwriteFrequency',
  'lossScaleFactor',
  'gradientAccumulationSteps',
  'name',
];

/** A scalar of the optimizer's own, which `tf.memory()` does not count, as it is a number in tfjs. */
export function scalarVariable(dtype: DType, value: number, name: string): Variable {
  const values = allocate(dtype, 1);
  values[0] = value;
  return new Variable(dtype, [], values, { name, trainable: false, counted: false });
}
