// DepthwiseConv1D, DepthwiseConv2D: each channel convolved alone, by `depthMultiplier` kernels.
import type { ConstraintIdentifier } from '../../constraints/index.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import { convolveDepthwise } from '../../ops/convolution.js';
import { channelsOf, imageShape, outputSizes, spatialOf } from '../../ops/window.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import type { Defaults, Options } from '../config.js';
import { oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { type SlidingConfig, SlidingLayer, slidingDefaults } from './options.js';

export interface DepthwiseConvConfig extends SlidingConfig {
  /** Outputs of each channel; default 1. */
  depthMultiplier?: number;
  /** Default glorotUniform. */
  depthwiseInitializer?: InitializerIdentifier;
  depthwiseRegularizer?: RegularizerIdentifier | null;
  depthwiseConstraint?: ConstraintIdentifier | null;
}

const defaults: Defaults<DepthwiseConvConfig> = {
  ...slidingDefaults,
  depthMultiplier: 1,
  depthwiseInitializer: 'glorotUniform',
  depthwiseRegularizer: null,
  depthwiseConstraint: null,
};

export abstract class DepthwiseConv extends SlidingLayer {
  declare readonly options: Options<DepthwiseConvConfig>;
  kernel!: Variable;

  constructor(className: string, rank: number, config: DepthwiseConvConfig) {
    super(className, rank, config, defaults);
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const channels = this.fixChannels(inputShape);
    const shape = [...this.sliding.kernelSize, channels, o.depthMultiplier];
    this.computeOutputShape(inputShape);
    this.kernel = this.addWeight(
      'kernel',
      shape,
      null,
      o.depthwiseInitializer,
      o.depthwiseRegularizer,
      true,
      o.depthwiseConstraint,
    );
    this.addBias(channels * o.depthMultiplier);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return this.finish(
      convolveDepthwise(this.name, oneTensor(inputs), this.kernel.read(), this.sliding),
    );
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
    const channels = channelsOf(shape, this.format);
    return imageShape(
      shape[0],
      sizes,
      channels && channels * this.options.depthMultiplier,
      this.format,
    );
  }
}

/** Over sequences. Keras: `DepthwiseConv1D`. */
export class DepthwiseConv1D extends DepthwiseConv {
  static override className = 'DepthwiseConv1D';

  constructor(config: DepthwiseConvConfig) {
    super('DepthwiseConv1D', 1, config);
  }
}

/** Over images. Keras: `DepthwiseConv2D`. */
export class DepthwiseConv2D extends DepthwiseConv {
  static override className = 'DepthwiseConv2D';

  constructor(config: DepthwiseConvConfig) {
    super('DepthwiseConv2D', 2, config);
  }
}
