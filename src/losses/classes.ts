// Keras's loss classes: each a function of `perSample` with its options and defaults.
import { ConfigError } from '../errors.js';
import { type Config, FunctionLoss } from './loss.js';
import * as perSample from './perSample/index.js';

/** The mean of squared differences. */
export class MeanSquaredError extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    super('mean_squared_error', perSample.meanSquaredError, {}, config);
  }
}

/** The mean of absolute differences. */
export class MeanAbsoluteError extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    super('mean_absolute_error', perSample.meanAbsoluteError, {}, config);
  }
}

/** The mean of absolute differences in percent of the label. */
export class MeanAbsolutePercentageError extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    const name = 'mean_absolute_percentage_error';
    super(name, perSample.meanAbsolutePercentageError, {}, config);
  }
}

/** The mean of squared differences of `log(1 + x)`. */
export class MeanSquaredLogarithmicError extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    const name = 'mean_squared_logarithmic_error';
    super(name, perSample.meanSquaredLogarithmicError, {}, config);
  }
}

/** Squares of small errors, absolute values of those above `delta` (1). */
export class Huber extends FunctionLoss<{ delta: number }> {
  constructor(config: Config<{ delta: number }> = {}) {
    super('huber_loss', perSample.huber, { delta: 1 }, config);
  }
}

/** The mean of `log cosh` of the error. */
export class LogCosh extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    super('log_cosh', perSample.logCosh, {}, config);
  }
}

/** Minus the cosine between labels and predictions along `axis` (-1). */
export class CosineSimilarity extends FunctionLoss<{ axis: number }> {
  constructor(config: Config<{ axis: number }> = {}) {
    super('cosine_similarity', perSample.cosineSimilarity, { axis: -1 }, config);
  }
}

/** Hinge loss; labels -1 and 1, or 0 and 1. */
export class Hinge extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    super('hinge', perSample.hinge, {}, config);
  }
}

/** The square of the hinge loss. */
export class SquaredHinge extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    super('squared_hinge', perSample.squaredHinge, {}, config);
  }
}

/** Hinge loss of one-hot labels. */
export class CategoricalHinge extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    super('categorical_hinge', perSample.categoricalHinge, {}, config);
  }
}

/** Kullback and Leibler's divergence of distributions. */
export class KLDivergence extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    super('kl_divergence', perSample.klDivergence, {}, config);
  }
}

/** The likelihood of counts under Poisson's distribution. */
export class Poisson extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    super('poisson', perSample.poisson, {}, config);
  }
}

export interface Crossentropy {
  fromLogits: boolean;
  labelSmoothing: number;
  axis: number;
}
const crossentropy: Crossentropy = { fromLogits: false, labelSmoothing: 0, axis: -1 };

/** Cross-entropy of labels 0 and 1 with probabilities, or with logits if `fromLogits`. */
export class BinaryCrossentropy extends FunctionLoss<Crossentropy> {
  constructor(config: Config<Crossentropy> = {}) {
    super('binary_crossentropy', perSample.binaryCrossentropy, crossentropy, config);
  }
}

/** Cross-entropy of one-hot labels with probabilities, or with logits if `fromLogits`. */
export class CategoricalCrossentropy extends FunctionLoss<Crossentropy> {
  constructor(config: Config<Crossentropy> = {}) {
    super('categorical_crossentropy', perSample.categoricalCrossentropy, crossentropy, config);
  }
}

export interface SparseCrossentropy {
  fromLogits: boolean;
  ignoreClass: number | null;
  axis: number;
}

/** Cross-entropy of class indices with probabilities, or with logits if `fromLogits`; `ignoreClass` does not count. */
export class SparseCategoricalCrossentropy extends FunctionLoss<SparseCrossentropy> {
  constructor(config: Config<SparseCrossentropy> = {}) {
    const defaults = { fromLogits: false, ignoreClass: null, axis: -1 };
    const name = 'sparse_categorical_crossentropy';
    super(name, perSample.sparseCategoricalCrossentropy, defaults, config);
  }

  override getConfig(): Record<string, unknown> {
    // Keras keeps no axis here.
    const { axis, ...config } = super.getConfig();
    return axis === -1 ? config : { ...config, axis };
  }
}

export type BinaryFocal = Crossentropy & {
  applyClassBalancing: boolean;
  alpha: number;
  gamma: number;
};

/** Binary cross-entropy that discounts what is right already. */
export class BinaryFocalCrossentropy extends FunctionLoss<BinaryFocal> {
  constructor(config: Config<BinaryFocal> = {}) {
    const defaults = { ...crossentropy, applyClassBalancing: false, alpha: 0.25, gamma: 2 };
    super('binary_focal_crossentropy', perSample.binaryFocalCrossentropy, defaults, config);
  }
}

export type Focal = Crossentropy & { alpha: number; gamma: number };

/** Categorical cross-entropy that discounts what is right already. */
export class CategoricalFocalCrossentropy extends FunctionLoss<Focal> {
  constructor(config: Config<Focal> = {}) {
    const defaults = { ...crossentropy, alpha: 0.25, gamma: 2 };
    const name = 'categorical_focal_crossentropy';
    super(name, perSample.categoricalFocalCrossentropy, defaults, config);
  }
}

/** Robust to wrong labels: between cross-entropy (q near 0) and absolute error (q = 1); q is 0.5 by default. */
export class CategoricalGeneralizedCrossEntropy extends FunctionLoss<{ q: number }> {
  constructor(config: Config<{ q: number }> = {}) {
    const name = 'categorical_generalized_cross_entropy';
    super(name, perSample.categoricalGeneralizedCrossEntropy, { q: 0.5 }, config);
    const { q } = this.options;
    if (!(q > 0 && q < 1)) {
      throw new ConfigError({ where: `${name}.q`, expected: '0 < q < 1', received: String(q) });
    }
  }
}

export type Axes = number | number[] | null;

/** How little two regions overlap. */
export class Dice extends FunctionLoss<{ axis: Axes }> {
  constructor(config: Config<{ axis: Axes }> = {}) {
    super('dice', perSample.dice, { axis: null }, config);
  }
}

/** As Dice, with weights for what is missed (alpha) and what is spurious (beta). */
export class Tversky extends FunctionLoss<{ alpha: number; beta: number; axis: Axes }> {
  constructor(config: Config<{ alpha: number; beta: number; axis: Axes }> = {}) {
    super('tversky', perSample.tversky, { alpha: 0.5, beta: 0.5, axis: null }, config);
  }
}

export type CircleOptions = { gamma: number; margin: number; removeDiagonal: boolean };

/** Pulls embeddings of one label together, others apart. */
export class Circle extends FunctionLoss<CircleOptions> {
  constructor(config: Config<CircleOptions> = {}) {
    const defaults = { gamma: 80, margin: 0.4, removeDiagonal: true };
    super('circle', perSample.circle, defaults, config);
  }
}

/** Connectionist temporal classification: sequences without alignment. */
export class CTC extends FunctionLoss {
  constructor(config: Config<object> = {}) {
    super('ctc', perSample.ctc, {}, config);
  }
}
