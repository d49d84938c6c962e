// `tf.optimizers.schedules`: learning rates that follow the iteration.
import { Registry, type SerializedObject } from '../../registry.js';
import * as decays from './decays.js';
import type { LearningRateSchedule } from './schedule.js';

export * from './decays.js';
export { LearningRateSchedule } from './schedule.js';

/** @internal */
export const registry = new Registry<LearningRateSchedule>(
  'schedule',
  'keras.optimizers.schedules',
  { ...decays },
);

/** The schedule that Keras's configuration describes. */
export function deserialize(config: SerializedObject): LearningRateSchedule {
  return registry.create(config);
}

/** The schedule as Keras serializes it. */
export function serialize(schedule: LearningRateSchedule): SerializedObject {
  return registry.serialize(schedule);
}
