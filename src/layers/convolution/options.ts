// The options that all convolutions take, and how they are read.
import type { Activation, ActivationIdentifier } from '../../activations/index.js';
import type { ConstraintIdentifier } from '../../constraints/index.js';
import { ConfigError } from '../../errors.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import { biasShape } from '../../ops/convolution.js';
import * as tf from '../../ops/index.js';
import { channelsOf, type DataFormat, type PerAxis, perAxis } from '../../ops/window.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { type DataFormatOption, formatOf, keptFormat } from '../format.js';
import { Layer, oneShape, type Shapes } from '../layer.js';

/** The options of every convolution. */
export interface SlidingConfig extends LayerConfig {
  /** Size of the window on each spatial axis, or one number for all. */
  kernelSize: PerAxis;
  /** Inputs from one output to the next; default 1. */
  strides?: PerAxis;
  /** `valid` (default): no padding; `same`: as many outputs as inputs, divided by the stride. */
  padding?: 'valid' | 'same' | 'causal';
  /** `channelsLast` (default): [batch, ...spatial, channels]; `channelsFirst`: [batch, channels, ...spatial]. */
  dataFormat?: DataFormatOption;
  /** Inputs from one element of the kernel to the next; default 1. */
  dilationRate?: PerAxis;
  /** Default: none. */
  activation?: ActivationIdentifier;
  /** Default true. */
  useBias?: boolean;
  biasInitializer?: InitializerIdentifier;
  biasRegularizer?: RegularizerIdentifier | null;
  biasConstraint?: ConstraintIdentifier | null;
}

export const slidingDefaults: Defaults<SlidingConfig> = {
  kernelSize: required,
  strides: 1,
  padding: 'valid',
  dataFormat: null,
  dilationRate: 1,
  activation: null,
  useBias: true,
  biasInitializer: 'zeros',
  biasRegularizer: null,
  biasConstraint: null,
};

/**
 * Completes the options of a window over `rank` axes, in place.
 * @throws ConfigError for sizes that are not positive whole numbers, an unknown format or padding.
 */
export function completeSliding(
  where: string,
  o: Pick<
    Options<SlidingConfig>,
    'kernelSize' | 'strides' | 'dilationRate' | 'dataFormat' | 'padding'
  >,
  rank: number,
  paddings: readonly string[] = ['valid', 'same'],
): void {
  for (const key of ['kernelSize', 'strides', 'dilationRate'] as const)
    o[key] = perAxis(where, key, o[key], rank);
  o.dataFormat = keptFormat(where, o.dataFormat);
  o.padding = String(o.padding).toLowerCase() as typeof o.padding;
  if (!paddings.includes(o.padding)) {
    throw new ConfigError({
      where,
      expected: `a padding of ${paddings.join(', ')}`,
      received: o.padding,
    });
  }
}

/** @throws ConfigError unless the strides or the dilations are 1. */
export function checkStrides(where: string, strides: PerAxis, dilations: PerAxis): void {
  if ([strides, dilations].some((sizes) => [sizes].flat().every((n) => n === 1))) return;
  const received = `strides ${JSON.stringify(strides)}, dilationRate ${JSON.stringify(dilations)}`;
  throw new ConfigError({ where, expected: 'strides or dilationRate to be 1', received });
}

/** What all convolutions are: a window that slides over `rank` spatial axes, a bias and an activation. */
export abstract class SlidingLayer extends Layer {
  declare readonly options: Options<SlidingConfig>;
  readonly rank: number;
  bias: Variable | undefined;

  constructor(className: string, rank: number, config: object, defaults: Defaults<SlidingConfig>) {
    const read = readConfig<SlidingConfig>(className, config, defaults);
    const o = read.options as Record<string, unknown> & Options<SlidingConfig>;
    const where = read.base.name ?? className;
    completeSliding(
      where,
      o,
      rank,
      className === 'Conv1D' ? ['valid', 'same', 'causal'] : undefined,
    );
    for (const key of ['filters', 'groups', 'depthMultiplier']) {
      if (key in o && !(Number.isInteger(o[key]) && (o[key] as number) > 0)) {
        throw new ConfigError({
          where,
          expected: `${key} to be a positive whole number`,
          received: String(o[key]),
        });
      }
    }
    super(read);
    this.rank = rank;
    this.inputSpec = [{ ndim: rank + 2 }];
  }

  get activation(): Activation {
    return this.options.activation;
  }

  protected get format(): DataFormat {
    return formatOf(this.options);
  }

  /** Options, complete, as the ops take them. */
  protected get sliding() {
    const { kernelSize, strides, dilationRate, padding } = this.options;
    return {
      kernelSize: kernelSize as number[],
      strides: strides as number[],
      dilations: dilationRate as number[],
      padding,
      dataFormat: this.format,
    };
  }

  /** Sizes of the dilated kernel. */
  protected get spans(): number[] {
    const { kernelSize, dilations } = this.sliding;
    return kernelSize.map((size, i) => (size - 1) * dilations[i] + 1);
  }

  /** The input's channels, from now on demanded of every input. */
  protected fixChannels(inputShape: Shapes): number {
    const shape = oneShape(inputShape);
    const channels = channelsOf(shape, this.format)!;
    this.inputSpec = [
      { ndim: this.rank + 2, axes: { [this.format === 'channelsLast' ? -1 : 1]: channels } },
    ];
    return channels;
  }

  protected addBias(filters: number): void {
    const o = this.options;
    if (!o.useBias) return;
    this.bias = this.addWeight(
      'bias',
      [filters],
      null,
      o.biasInitializer,
      o.biasRegularizer,
      true,
      o.biasConstraint,
    );
  }

  /** Bias and activation. */
  protected finish(x: Tensor): Tensor {
    return this.options.activation(
      this.bias ? tf.add(x, biasShape(this.bias.read(), this.rank, this.format)) : x,
    );
  }
}
