// Muon (Jordan 2024): momentum of matrices made orthogonal by Newton and Schulz's iteration; other weights by AdamW.
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Config } from './fused.js';
import { Optimizer } from './optimizer.js';

interface MuonOptions {
  /** AdamW's. Default: 0.9. */
  adamBeta1: number;
  /** AdamW's. Default: 0.999. */
  adamBeta2: number;
  /** AdamW's. Default: 0.004. */
  adamWeightDecay: number | null;
  /** Default: 1e-7. */
  epsilon: number;
  /** Regular expressions of the names of weights that AdamW updates. */
  excludeLayers: string[];
  /** Whether AdamW updates embeddings. Default: true. */
  excludeEmbeddings: boolean;
  /** The iteration's coefficients. Default: 3.4445, -4.775, 2.0315. */
  muonA: number;
  muonB: number;
  muonC: number;
  /** AdamW's rate as a share of the rate. Default: 1. */
  adamLrRatio: number;
  /** Default: 0.95. */
  momentum: number;
  /** Iterations. Default: 5. */
  nsSteps: number;
  /** Default: true. */
  nesterov: boolean;
  /** The root mean square of updates, as AdamW's; null: not scaled. Default: 0.2. */
  rmsRate: number | null;
}

const defaults: MuonOptions = {
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  adamWeightDecay: 0.004,
  epsilon: 1e-7,
  excludeLayers: [],
  excludeEmbeddings: true,
  muonA: 3.4445,
  muonB: -4.775,
  muonC: 2.0315,
  adamLrRatio: 1,
  momentum: 0.95,
  nsSteps: 5,
  nesterov: true,
  rmsRate: 0.2,
};

/** Keras: `Muon`; weightDecay 0.004 by default. */
export class Muon extends Optimizer<MuonOptions> {
  constructor(config: Config<MuonOptions> = {}) {
    const given = config as Record<string, unknown>;
    const weightDecay = given.weightDecay !== undefined ? given.weightDecay : given.weight_decay;
    super(
      { ...config, weightDecay: weightDecay === undefined ? 0.004 : (weightDecay as null) },
      defaults,
    );
  }

  #usesAdam(variable: Variable): boolean {
    const { excludeEmbeddings, excludeLayers } = this.options;
    if (variable.rank !== 2) return true;
    if (excludeEmbeddings && variable.name.toLowerCase().includes('embedding')) return true;
    return (excludeLayers ?? []).some((pattern) => new RegExp(pattern).test(variable.name));
  }

  protected override buildSlots(weights: readonly Variable[]): void {
    for (const weight of weights) {
      this.addSlots([weight], this.#usesAdam(weight) ? ['momentum', 'velocity'] : ['momentum']);
    }
  }

  protected override weightDecayOf(variable: Variable): number | null {
    return this.#usesAdam(variable) ? this.options.adamWeightDecay : this.weightDecay;
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor): void {
    const rate = tf.cast(learningRate, variable.dtype);
    if (this.#usesAdam(variable)) this.#adam(gradient, variable, rate);
    else this.#muon(gradient, variable, rate);
  }

  #muon(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const { momentum, nesterov, rmsRate } = this.options;
    const m = this.slot('momentum', variable);
    m.assign(tf.add(gradient, tf.mul(m, momentum)));
    const direction = nesterov ? tf.add(gradient, tf.mul(m, momentum)) : m.read();
    const size = Math.sqrt(Math.max(...variable.shape)) * (rmsRate ?? 1);
    const step = tf.mul(this.#orthogonal(direction), rate);
    variable.assign(tf.sub(variable, rmsRate === null ? step : tf.mul(step, size)));
  }

  /** The nearest orthogonal matrix, roughly: singular values between 0.7 and 1.2. */
  #orthogonal(matrix: Tensor): Tensor {
    const { muonA, muonB, muonC, nsSteps } = this.options;
    const tall = matrix.shape[0] > matrix.shape[1];
    let x = tall ? tf.transpose(matrix) : matrix;
    x = tf.div(x, tf.add(tf.sqrt(tf.sum(tf.square(x))), 1e-7));
    for (let i = 0; i < nsSteps; i += 1) {
      const square = tf.matMul(x, x, false, true);
      const cubic = tf.add(tf.mul(square, muonB), tf.mul(tf.matMul(square, square), muonC));
      x = tf.add(tf.mul(x, muonA), tf.matMul(cubic, x));
    }
    return tall ? tf.transpose(x) : x;
  }

  #adam(gradient: Tensor, variable: Variable, rate: Tensor): void {
    const { adamBeta1, adamBeta2, adamLrRatio, epsilon } = this.options;
    const { dtype } = variable;
    const [m, v] = [this.slot('momentum', variable), this.slot('velocity', variable)];
    const power = (beta: number) => tf.pow(tf.scalar(beta, dtype), this.step(dtype));
    m.assign(tf.add(m, tf.mul(tf.sub(gradient, m), 1 - adamBeta1)));
    v.assign(tf.add(v, tf.mul(tf.sub(tf.square(gradient), v), 1 - adamBeta2)));
    const corrected = tf.div(tf.sqrt(tf.sub(1, power(adamBeta2))), tf.sub(1, power(adamBeta1)));
    const alpha = tf.mul(tf.mul(rate, adamLrRatio), corrected);
    variable.assign(tf.sub(variable, tf.div(tf.mul(m, alpha), tf.add(tf.sqrt(v), epsilon))));
  }

  override getConfig(): Record<string, unknown> {
    const options = this.options;
    return {
      ...super.getConfig(),
      adam_beta_1: options.adamBeta1,
      adam_beta_2: options.adamBeta2,
      epsilon: options.epsilon,
      exclude_layers: options.excludeLayers,
      muon_a: options.muonA,
      muon_b: options.muonB,
      muon_c: options.muonC,
      adam_lr_ratio: options.adamLrRatio,
      momentum: options.momentum,
      ns_steps: options.nsSteps,
      nesterov: options.nesterov,
      exclude_embeddings: options.excludeEmbeddings,
      adam_weight_decay: options.adamWeightDecay,
      rms_rate: options.rmsRate,
    };
  }
}
