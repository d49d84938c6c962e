// Conv1DTranspose, Conv2DTranspose, Conv3DTranspose: a convolution backwards, from its output's size to its input's.
import type { ConstraintIdentifier } from '../../constraints/index.js';
import { ConfigError } from '../../errors.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import { convolveTransposed } from '../../ops/convolution.js';
import { imageShape, type PerAxis, spatialOf } from '../../ops/window.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type Options, required } from '../config.js';
import { oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { type SlidingConfig, SlidingLayer, slidingDefaults } from './options.js';

export interface ConvTransposeConfig extends SlidingConfig {
  /** The output's channels. */
  filters: number;
  /** Added to the output's sizes, each less than its stride; by default the output is the input times the stride, with `same`. */
  outputPadding?: PerAxis | null;
  /** Default glorotUniform. */
  kernelInitializer?: InitializerIdentifier;
  kernelRegularizer?: RegularizerIdentifier | null;
  kernelConstraint?: ConstraintIdentifier | null;
}

const defaults: Defaults<ConvTransposeConfig> = {
  filters: required,
  ...slidingDefaults,
  outputPadding: null,
  kernelInitializer: 'glorotUniform',
  kernelRegularizer: null,
  kernelConstraint: null,
};

abstract class ConvTranspose extends SlidingLayer {
  declare readonly options: Options<ConvTransposeConfig>;
  kernel!: Variable;

  constructor(className: string, rank: number, config: ConvTransposeConfig) {
    super(className, rank, config, defaults);
    const { strides } = this.sliding;
    const given = this.options.outputPadding;
    const outputPadding = typeof given === 'number' ? strides.map(() => given) : given;
    if (outputPadding?.some((n, i) => !(n >= 0 && n < strides[i]))) {
      throw new ConfigError({
        where: this.name,
        expected: 'an outputPadding less than the strides',
        received: JSON.stringify(given),
      });
    }
    this.options.outputPadding = outputPadding;
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const shape = [...this.sliding.kernelSize, o.filters, this.fixChannels(inputShape)];
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

  /** The output's size along an axis, and what the convolution that leads back pads. */
  #axis(i: number, size: number): { output: number; pads: [number, number] } {
    const span = this.spans[i];
    const stride = this.sliding.strides[i];
    const given = (this.options.outputPadding as number[] | null)?.[i];
    if (this.options.padding === 'valid') {
      return {
        output: (size - 1) * stride + span + (given ?? Math.max(stride - span, 0)),
        pads: [0, 0],
      };
    }
    const output = given === undefined ? size * stride : (size - 1) * stride + (span % 2) + given;
    const total = given === undefined ? stride + span - 2 : span + (span % 2) - 2 + given;
    const left = Math.min(Math.ceil(total / 2), span - 1);
    // More on the right than the window reaches is output that no window covers.
    return { output, pads: [span - 1 - left, Math.max(span - 1 - (total - left), 0)] };
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const axes = spatialOf(x.shape, this.format).map((size, i) => this.#axis(i, size));
    const how = {
      ...this.sliding,
      pads: axes.map(({ pads }) => pads),
      outputSizes: axes.map(({ output }) => output),
    };
    return this.finish(convolveTransposed(this.name, x, this.kernel.read(), how));
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const shape = oneShape(inputShape);
    const sizes = spatialOf(shape, this.format).map((size, i) =>
      size === null ? null : this.#axis(i, size).output,
    );
    return imageShape(shape[0], sizes, this.options.filters, this.format);
  }
}

/** Over sequences. Keras: `Conv1DTranspose`. */
export class Conv1DTranspose extends ConvTranspose {
  static override className = 'Conv1DTranspose';

  constructor(config: ConvTransposeConfig) {
    super('Conv1DTranspose', 1, config);
  }
}

/** Over images. Keras: `Conv2DTranspose`. */
export class Conv2DTranspose extends ConvTranspose {
  static override className = 'Conv2DTranspose';

  constructor(config: ConvTransposeConfig) {
    super('Conv2DTranspose', 2, config);
  }
}

/** Over volumes. Keras: `Conv3DTranspose`. */
export class Conv3DTranspose extends ConvTranspose {
  static override className = 'Conv3DTranspose';

  constructor(config: ConvTransposeConfig) {
    super('Conv3DTranspose', 3, config);
  }
}
