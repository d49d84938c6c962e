// SeparableConv1D, SeparableConv2D: each channel convolved alone, then all of them mixed at each place.
import type { ConstraintIdentifier } from '../../constraints/index.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import { convolve, convolveDepthwise } from '../../ops/convolution.js';
import { imageShape, outputSizes, spatialOf } from '../../ops/window.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type Options, required } from '../config.js';
import { oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { type SlidingConfig, SlidingLayer, slidingDefaults } from './options.js';

export interface SeparableConvConfig extends SlidingConfig {
  /** The output's channels. */
  filters: number;
  /** Outputs of each channel before they are mixed; default 1. */
  depthMultiplier?: number;
  /** Default glorotUniform. */
  depthwiseInitializer?: InitializerIdentifier;
  /** Default glorotUniform. */
  pointwiseInitializer?: InitializerIdentifier;
  depthwiseRegularizer?: RegularizerIdentifier | null;
  pointwiseRegularizer?: RegularizerIdentifier | null;
  depthwiseConstraint?: ConstraintIdentifier | null;
  pointwiseConstraint?: ConstraintIdentifier | null;
}

const defaults: Defaults<SeparableConvConfig> = {
  filters: required,
  ...slidingDefaults,
  depthMultiplier: 1,
  depthwiseInitializer: 'glorotUniform',
  pointwiseInitializer: 'glorotUniform',
  depthwiseRegularizer: null,
  pointwiseRegularizer: null,
  depthwiseConstraint: null,
  pointwiseConstraint: null,
};

abstract class SeparableConv extends SlidingLayer {
  declare readonly options: Options<SeparableConvConfig>;
  depthwiseKernel!: Variable;
  pointwiseKernel!: Variable;

  constructor(className: string, rank: number, config: SeparableConvConfig) {
    super(className, rank, config, defaults);
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const channels = this.fixChannels(inputShape);
    const ones = new Array<number>(this.rank).fill(1);
    this.computeOutputShape(inputShape);
    this.depthwiseKernel = this.addWeight(
      'depthwise_kernel',
      [...this.sliding.kernelSize, channels, o.depthMultiplier],
      null,
      o.depthwiseInitializer,
      o.depthwiseRegularizer,
      true,
      o.depthwiseConstraint,
    );
    this.pointwiseKernel = this.addWeight(
      'pointwise_kernel',
      [...ones, channels * o.depthMultiplier, o.filters],
      null,
      o.pointwiseInitializer,
      o.pointwiseRegularizer,
      true,
      o.pointwiseConstraint,
    );
    this.addBias(o.filters);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const how = this.sliding;
    const each = convolveDepthwise(this.name, oneTensor(inputs), this.depthwiseKernel.read(), how);
    const ones = new Array<number>(this.rank).fill(1);
    const mix = {
      strides: ones,
      dilations: ones,
      padding: 'valid',
      dataFormat: how.dataFormat,
    } as const;
    return this.finish(convolve(this.name, each, this.pointwiseKernel.read(), mix));
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

/** Over sequences. Keras: `SeparableConv1D`. */
export class SeparableConv1D extends SeparableConv {
  static override className = 'SeparableConv1D';

  constructor(config: SeparableConvConfig) {
    super('SeparableConv1D', 1, config);
  }
}

/** Over images. Keras: `SeparableConv2D`. */
export class SeparableConv2D extends SeparableConv {
  static override className = 'SeparableConv2D';

  constructor(config: SeparableConvConfig) {
    super('SeparableConv2D', 2, config);
  }
}
