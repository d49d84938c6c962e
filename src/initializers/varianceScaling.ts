// VarianceScaling and its named cases: weights whose scale follows from the fan.
import type { DType } from '../dtype.js';
import { sizeOf } from '../nested.js';
import { add, mul } from '../ops/arithmetic.js';
import { cast } from '../ops/convert.js';
import { readOptions, toSnakeCase } from '../options.js';
import type { Tensor } from '../tensor.js';
import { oneOf, RandomInitializer } from './initializers.js';

const modes = ['fan_in', 'fan_out', 'fan_avg'] as const;
const distributions = ['uniform', 'truncated_normal', 'untruncated_normal'] as const;

export interface FanConfig {
  seed?: number | null;
  /** The axes that count as input and output; default: the last two, others are a kernel's window. */
  inputAxes?: number[] | null;
  outputAxes?: number[] | null;
}

export interface VarianceScalingConfig extends FanConfig {
  /** Default 1. */
  scale?: number;
  /** What the variance is divided by; default `fan_in`. */
  mode?: string;
  /** Default `truncated_normal`; `normal` means it too. */
  distribution?: string;
}

/** How many inputs and outputs a weight joins: its last two axes, times the window of a convolution. */
function fans(shape: number[], { inputAxes, outputAxes }: FanConfig): [number, number] {
  if (inputAxes && outputAxes)
    return [
      sizeOf(inputAxes.map((a) => shape.at(a)!)),
      sizeOf(outputAxes.map((a) => shape.at(a)!)),
    ];
  if (shape.length === 0) return [1, 1];
  if (shape.length === 1) return [shape[0], shape[0]];
  const window = sizeOf(shape.slice(0, -2));
  return [shape[shape.length - 2] * window, shape[shape.length - 1] * window];
}

/** Variance `scale / n`, with n the fan in, the fan out or their mean. */
export class VarianceScaling extends RandomInitializer {
  protected readonly scale: number;
  protected readonly mode: (typeof modes)[number];
  protected readonly distribution: (typeof distributions)[number];
  protected readonly axes: FanConfig;

  constructor(config: VarianceScalingConfig = {}) {
    const keys = ['seed', 'scale', 'mode', 'distribution', 'inputAxes', 'outputAxes'];
    const options = readOptions('varianceScaling', config, keys);
    super(options.seed);
    const distribution = toSnakeCase(options.distribution ?? 'truncated_normal');
    this.scale = options.scale ?? 1;
    this.mode = oneOf('varianceScaling.mode', toSnakeCase(options.mode ?? 'fan_in'), modes);
    this.distribution = oneOf(
      'varianceScaling.distribution',
      distribution === 'normal' ? 'truncated_normal' : distribution,
      distributions,
    );
    this.axes = { inputAxes: options.inputAxes ?? null, outputAxes: options.outputAxes ?? null };
  }

  apply(shape: number[], dtype: DType = 'float32'): Tensor {
    const [fanIn, fanOut] = fans(shape, this.axes);
    const n = { fan_in: fanIn, fan_out: fanOut, fan_avg: (fanIn + fanOut) / 2 }[this.mode];
    const variance = this.scale / Math.max(1, n);
    if (this.distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      return cast(add(mul(this.draw('randomUniform', shape), 2 * limit), -limit), dtype);
    }
    if (this.distribution === 'untruncated_normal') {
      return cast(mul(this.draw('randomNormal', shape), Math.sqrt(variance)), dtype);
    }
    // The deviation of a standard normal cut off at two deviations.
    const deviation = Math.sqrt(variance) / 0.87962566103423978;
    return cast(mul(this.draw('truncatedNormal', shape), deviation), dtype);
  }

  override getConfig(): Record<string, unknown> {
    const { scale, mode, distribution } = this;
    return { ...super.getConfig(), scale, mode, distribution, ...this.axesConfig() };
  }

  /** The same with these axes as input and output, unless it has its own. @internal */
  withAxes(inputAxes: number[], outputAxes: number[]): VarianceScaling {
    if (this.axes.inputAxes && this.axes.outputAxes) return this;
    const Class = this.constructor as new (config: VarianceScalingConfig) => VarianceScaling;
    return new Class({ ...this.getConfig(), inputAxes, outputAxes });
  }

  protected axesConfig() {
    return { input_axes: this.axes.inputAxes, output_axes: this.axes.outputAxes };
  }
}

/** A case with its own name: only seed and axes are left to configure. */
abstract class Named extends VarianceScaling {
  override getConfig() {
    return { seed: this.seed, ...this.axesConfig() };
  }
}

const keys = ['seed', 'inputAxes', 'outputAxes'];

/** Uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
export class GlorotUniform extends Named {
  constructor(config: FanConfig = {}) {
    super({
      ...readOptions('glorotUniform', config, keys),
      mode: 'fan_avg',
      distribution: 'uniform',
    });
  }
}

/** Truncated normal of variance 2 / (fanIn + fanOut) (Glorot and Bengio, 2010). */
export class GlorotNormal extends Named {
  constructor(config: FanConfig = {}) {
    super({ ...readOptions('glorotNormal', config, keys), mode: 'fan_avg' });
  }
}

/** Uniform in ±sqrt(6 / fanIn) (He et al., 2015). */
export class HeUniform extends Named {
  constructor(config: FanConfig = {}) {
    super({ ...readOptions('heUniform', config, keys), scale: 2, distribution: 'uniform' });
  }
}

/** Truncated normal of variance 2 / fanIn (He et al., 2015). */
export class HeNormal extends Named {
  constructor(config: FanConfig = {}) {
    super({ ...readOptions('heNormal', config, keys), scale: 2 });
  }
}

/** Uniform in ±sqrt(3 / fanIn) (LeCun et al., 1998). */
export class LecunUniform extends Named {
  constructor(config: FanConfig = {}) {
    super({ ...readOptions('leCunUniform', config, keys), distribution: 'uniform' });
  }
}

/** Truncated normal of variance 1 / fanIn (LeCun et al., 1998). */
export class LecunNormal extends Named {
  constructor(config: FanConfig = {}) {
    super(readOptions('leCunNormal', config, keys));
  }
}
