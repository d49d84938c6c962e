// Conv1D, Conv2D, Conv3D: `activation(x * kernel + bias)`, a kernel sliding over the spatial axes.
import type { ConstraintIdentifier } from '../../constraints/index.js';
import { ConfigError } from '../../errors.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import { convolve } from '../../ops/convolution.js';
import { imageShape, outputSizes, spatialOf } from '../../ops/window.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type Options, required } from '../config.js';
import { oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { checkStrides, type SlidingConfig, SlidingLayer, slidingDefaults } from './options.js';

export interface ConvConfig extends SlidingConfig {
  /** The output's channels. */
  filters: number;
  /** Parts into which channels and filters are cut, each convolved alone; default 1. */
  groups?: number;
  /** Default glorotUniform. */
  kernelInitializer?: InitializerIdentifier;
  kernelRegularizer?: RegularizerIdentifier | null;
  kernelConstraint?: ConstraintIdentifier | null;
}

const defaults: Defaults<ConvConfig> = {
  filters: required,
  ...slidingDefaults,
  groups: 1,
  kernelInitializer: 'glorotUniform',
  kernelRegularizer: null,
  kernelConstraint: null,
};

abstract class Conv extends SlidingLayer {
  declare readonly options: Options<ConvConfig>;
  kernel!: Variable;

  constructor(className: string, rank: number, config: ConvConfig) {
    super(className, rank, config, defaults);
    const { filters, groups } = this.options;
    if (filters % groups !== 0) {
      throw new ConfigError({
        where: this.name,
        expected: `filters to be a multiple of the ${groups} groups`,
        received: String(filters),
      });
    }
    checkStrides(this.name, this.options.strides, this.options.dilationRate);
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const channels = this.fixChannels(inputShape);
    if (channels % o.groups !== 0) {
      throw new ConfigError({
        where: this.name,
        expected: `groups that divide ${channels} channels`,
        received: String(o.groups),
      });
    }
    const shape = [
      ...this.sliding.kernelSize,
      channels === null ? null : channels / o.groups,
      o.filters,
    ];
    this.computeOutputShape(inputShape);
    this.kernel = this.addWeight(
      'kernel',
      shape,
      null,
      o.kernelInitializer,
      o.kernelRegularizer,
      true,
      o.kernelConstraint,
    );
    this.addBias(o.filters);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const how = { ...this.sliding, groups: this.options.groups };
    return this.finish(convolve(this.name, oneTensor(inputs), this.kernel.read(), how));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shape = oneShape(inputShape);
    const { padding, strides } = this.sliding;
    const sizes = outputSizes(
      this.name,
      padding,
      spatialOf(shape, this.format),
      this.spans,
      strides,
    );
    return imageShape(shape[0], sizes, this.options.filters, this.format);
  }
}

/** Over sequences: [batch, steps, channels] to [batch, steps, filters]; `padding: 'causal'` looks back only. Keras: `Conv1D`. */
export class Conv1D extends Conv {
  static override className = 'Conv1D';

  constructor(config: ConvConfig) {
    super('Conv1D', 1, config);
  }
}

/** Over images: [batch, height, width, channels] to [batch, height, width, filters]. Keras: `Conv2D`. */
export class Conv2D extends Conv {
  static override className = 'Conv2D';

  constructor(config: ConvConfig) {
    super('Conv2D', 2, config);
  }
}

/** Over volumes: [batch, depth, height, width, channels] to [batch, depth, height, width, filters]. Keras: `Conv3D`. */
export class Conv3D extends Conv {
  static override className = 'Conv3D';

  constructor(config: ConvConfig) {
    super('Conv3D', 3, config);
  }
}
