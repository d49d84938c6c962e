// Learning-rate schedules: the rate as a function of the iteration, traced into the step.
import type { Tensor } from '../../tensor.js';

/** The base of schedules; a user's own overrides `call` with `tf` ops. */
export abstract class LearningRateSchedule {
  /** The rate at a step: a float32 scalar, counted from 0. */
  abstract call(step: Tensor): Tensor;

  /** The configuration in Keras's spelling. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}
