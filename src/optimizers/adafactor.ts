// Adafactor (Shazeer, Stern 2018): second moments of a matrix kept as those of its rows and columns.
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Config } from './fused.js';
import { Optimizer } from './optimizer.js';

interface AdafactorOptions {
  /** How the decay of second moments grows: `1 - t^beta2Decay`. Default: -0.8. */
  beta2Decay: number;
  /** Added to squared gradients. Default: 1e-30. */
  epsilon1: number;
  /** The least scale of a weight. Default: 1e-3. */
  epsilon2: number;
  /** The largest root mean square of an update. Default: 1. */
  clipThreshold: number;
  /** Whether the rate falls with the root of the step. Default: true. */
  relativeStep: boolean;
}

const rms = (x: Tensor) => tf.sqrt(tf.mean(tf.square(x)));

/** `w -= max(epsilon2, rms w) min(lr, 1 / sqrt t) u / max(1, rms u / threshold)`, u = g / sqrt v. Keras: `Adafactor`. */
export class Adafactor extends Optimizer<AdafactorOptions> {
  constructor(config: Config<AdafactorOptions> = {}) {
    super(config, {
      beta2Decay: -0.8,
      epsilon1: 1e-30,
      epsilon2: 1e-3,
      clipThreshold: 1,
      relativeStep: true,
    });
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    for (const weight of weights) {
      const { rank, shape } = weight;
      const matrix = rank >= 2;
      // Keras names them like the weight; a vector's, unused, without the optimizer's name.
      const own = weight.name.slice(weight.name.lastIndexOf('/') + 1);
      const path = matrix ? `${this.name}/${own}` : own;
      this.addSlot(weight, 'rows', matrix ? shape.slice(0, -1) : [], 0, path);
      const columns = matrix ? [...shape.slice(0, -2), shape[rank - 1]] : [];
      this.addSlot(weight, 'columns', columns, 0, path);
      this.addSlot(weight, 'velocity', shape);
    }
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor): void {
    const { beta2Decay, epsilon1, epsilon2, clipThreshold } = this.options;
    const step = this.step(variable.dtype);
    // Without a relative step the rate falls all the same: so does Keras's.
    const rate = tf.minimum(tf.cast(learningRate, variable.dtype), tf.div(1, tf.sqrt(step)));
    const alpha = tf.mul(tf.maximum(rms(variable), epsilon2), rate);
    const forgotten = tf.pow(step, tf.scalar(beta2Decay, variable.dtype));
    const averaged = (slot: Variable, x: Tensor) =>
      slot.assign(tf.add(tf.mul(slot, tf.sub(1, forgotten)), tf.mul(x, forgotten)));
    const squares = tf.add(tf.square(gradient), epsilon1);
    const velocity = this.slot('velocity', variable);
    if (variable.rank >= 2) {
      const [rows, columns] = [this.slot('rows', variable), this.slot('columns', variable)];
      averaged(rows, tf.mean(squares, -1));
      averaged(columns, tf.mean(squares, -2));
      const shares = tf.div(rows, tf.mean(rows, -1, true));
      velocity.assign(tf.mul(tf.expandDims(shares, -1), tf.expandDims(columns, -2)));
    } else averaged(velocity, squares);
    const update = tf.div(gradient, tf.sqrt(velocity));
    const limited = tf.div(update, tf.maximum(tf.div(rms(update), clipThreshold), 1));
    variable.assign(tf.sub(variable, tf.mul(alpha, limited)));
  }

  override getConfig(): Record<string, unknown> {
    const { beta2Decay, epsilon1, epsilon2, clipThreshold, relativeStep } = this.options;
    return {
      ...super.getConfig(),
      beta_2_decay: beta2Decay,
      epsilon_1: epsilon1,
      epsilon_2: epsilon2,
      clip_threshold: clipThreshold,
      relative_step: relativeStep,
    };
  }
}
