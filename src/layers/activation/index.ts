// `tf.layers`: activations as layers, with their factories.
import { ELU, type ELUConfig } from './elu.js';
import { LeakyReLU, type LeakyReLUConfig } from './leakyReLU.js';
import { PReLU, type PReLUConfig } from './pReLU.js';
import { ReLU, type ReLUConfig } from './reLU.js';
import { Softmax, type SoftmaxConfig } from './softmax.js';
import { ThresholdedReLU, type ThresholdedReLUConfig } from './thresholdedReLU.js';

export { ELU, LeakyReLU, PReLU, ReLU, Softmax, ThresholdedReLU };

/** x above 0, `alpha * (exp(x) - 1)` below. */
export const elu = (config?: ELUConfig | number) => new ELU(config);
/** x above 0, `negativeSlope * x` below. */
export const leakyReLU = (config?: LeakyReLUConfig | number) => new LeakyReLU(config);
/** x above 0, `alpha * x` below, with alpha learned. */
export const prelu = (config?: PReLUConfig) => new PReLU(config);
/** The rectified linear unit, with slope, limit and threshold. */
export const reLU = (config?: ReLUConfig) => new ReLU(config);
/** `exp(x) / sum(exp(x))` along an axis. */
export const softmax = (config?: SoftmaxConfig | number) => new Softmax(config);
/** x where it is above `theta`, else 0. */
export const thresholdedReLU = (config?: ThresholdedReLUConfig | number) =>
  new ThresholdedReLU(config);
