// `tf.callbacks`: classes in upper case, factories in lower case.
import type { CallbackHooks } from './callback.js';
import { CSVLogger, type CSVLoggerConfig } from './csvLogger.js';
import { EarlyStopping, type EarlyStoppingConfig } from './earlyStopping.js';
import {
  LearningRateScheduler,
  ReduceLROnPlateau,
  type ReduceLROnPlateauConfig,
} from './learningRate.js';
import { ModelCheckpoint, type ModelCheckpointConfig } from './modelCheckpoint.js';
import { LambdaCallback, TerminateOnNaN } from './small.js';

export {
  Callback,
  type CallbackHooks,
  CallbackList,
  type CallbackParams,
  type Logs,
} from './callback.js';
export { CSVLogger } from './csvLogger.js';
export { EarlyStopping } from './earlyStopping.js';
export { History } from './history.js';
export { LearningRateScheduler, ReduceLROnPlateau } from './learningRate.js';
export { ModelCheckpoint } from './modelCheckpoint.js';
export { LambdaCallback, ProgbarLogger, SwapEMAWeights, TerminateOnNaN } from './small.js';

/** Ends training when a value no longer improves. */
export const earlyStopping = (config?: EarlyStoppingConfig) => new EarlyStopping(config);
/** Saves the model after epochs. */
export const modelCheckpoint = (config: ModelCheckpointConfig | string) =>
  new ModelCheckpoint(config);
/** Reduces the learning rate when a value no longer improves. */
export const reduceLROnPlateau = (config?: ReduceLROnPlateauConfig) =>
  new ReduceLROnPlateau(config);
/** Sets the learning rate of each epoch. */
export const learningRateScheduler = (
  ...args: ConstructorParameters<typeof LearningRateScheduler>
) => new LearningRateScheduler(...args);
export const csvLogger = (config: CSVLoggerConfig | string) => new CSVLogger(config);
/** Ends training when the loss is NaN or infinite. */
export const terminateOnNaN = (config?: { raiseError?: boolean }) => new TerminateOnNaN(config);
/** Hooks given as functions. */
export const lambdaCallback = (hooks: CallbackHooks) => new LambdaCallback(hooks);
