// ConvLSTM1DCell, ConvLSTM2DCell, ConvLSTM3DCell: an LSTM step whose products are convolutions: gates i, f, o and
// candidate g of `x * kernel + h * recurrentKernel + bias`; `c' = f c + i g`, `h' = o activation(c')`.
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import { biasShape, type ConvolutionOptions, convolve } from '../../ops/convolution.js';
import * as tf from '../../ops/index.js';
import { channelsOf, imageShape, outputSizes, type PerAxis, spatialOf } from '../../ops/window.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import { type Defaults, type Options, readConfig, required } from '../config.js';
import { checkStrides, completeSliding } from '../convolution/options.js';
import { type DataFormatOption, formatOf } from '../format.js';
import { type CallOptions, oneShape, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { CellDropout, RNNCell } from './cell.js';
import { ForgetBias, type LSTMCellConfig, lstmDefaults } from './lstmCell.js';

export interface ConvLSTMCellConfig extends Omit<LSTMCellConfig, 'units'> {
  /** Channels of the state and of the output. */
  filters: number;
  /** Size of the window on each spatial axis, or one number for all. */
  kernelSize: PerAxis;
  /** Inputs from one output to the next; default 1. The state is walked in steps of 1. */
  strides?: PerAxis;
  /** `valid` (default): no padding of the input; `same`: as many outputs as inputs. The state is padded to its size. */
  padding?: 'valid' | 'same';
  /** `channelsLast` (default): [batch, ...spatial, channels]; `channelsFirst`: [batch, channels, ...spatial]. */
  dataFormat?: DataFormatOption;
  /** Inputs from one element of the kernel to the next; default 1. */
  dilationRate?: PerAxis;
}

const { units: _, ...gateDefaults } = lstmDefaults;

export const convLSTMDefaults: Defaults<ConvLSTMCellConfig> = {
  filters: required,
  kernelSize: required,
  strides: 1,
  padding: 'valid',
  dataFormat: null,
  dilationRate: 1,
  ...gateDefaults,
};

/** The options of a cell or layer over `rank` axes, complete. @throws ConfigError for what does not fit together. */
export function completeConvLSTM(
  where: string,
  o: Options<ConvLSTMCellConfig>,
  rank: number,
): void {
  completeSliding(where, o, rank);
  checkStrides(where, o.strides, o.dilationRate);
}

/** One step of a `ConvLSTM` (Shi et al., 2015); the states are h and c, of the output's shape. */
export abstract class ConvLSTMCell extends RNNCell {
  declare readonly options: Options<ConvLSTMCellConfig>;
  readonly stateSize: number[];
  kernel!: Variable;
  recurrentKernel!: Variable;
  bias: Variable | undefined;
  readonly dropout: CellDropout;
  readonly #rank: number;
  /** Of a step's input, known once it is built. */
  #inputShape: PartialShape | undefined;

  constructor(className: string, rank: number, config: ConvLSTMCellConfig) {
    const read = readConfig<ConvLSTMCellConfig>(className, config, convLSTMDefaults);
    completeConvLSTM(read.base.name ?? className, read.options, rank);
    super(read);
    this.#rank = rank;
    this.stateSize = [this.options.filters, this.options.filters];
    this.dropout = new CellDropout(this, this.options);
  }

  override build(inputShape: Shapes): void {
    const o = this.options;
    const shape = oneShape(inputShape);
    if (shape.length !== this.#rank + 2 || shape.slice(1).includes(null)) {
      throw new ShapeError({
        where: this.name,
        expected: `images of rank ${this.#rank + 2} whose spatial sizes and channels are known`,
        received: showShape(shape),
      });
    }
    this.#inputShape = shape;
    const window = o.kernelSize as number[];
    const gates = 4 * o.filters;
    const bias = o.unitForgetBias ? new ForgetBias(o.biasInitializer) : o.biasInitializer;
    this.kernel = this.addWeight(
      'kernel',
      [...window, channelsOf(shape, formatOf(o)), gates],
      null,
      o.kernelInitializer,
      o.kernelRegularizer,
      true,
      o.kernelConstraint,
    );
    this.recurrentKernel = this.addWeight(
      'recurrent_kernel',
      [...window, o.filters, gates],
      null,
      o.recurrentInitializer,
      o.recurrentRegularizer,
      true,
      o.recurrentConstraint,
    );
    if (o.useBias)
      this.bias = this.addWeight(
        'bias',
        [gates],
        null,
        bias,
        o.biasRegularizer,
        true,
        o.biasConstraint,
      );
  }

  override stepShapes(inputShape: PartialShape): PartialShape[] {
    const { kernelSize, dilationRate, strides, padding, filters } = this.options;
    const format = formatOf(this.options);
    const dilations = dilationRate as number[];
    const spans = (kernelSize as number[]).map((size, i) => (size - 1) * dilations[i] + 1);
    const sizes = spatialOf(inputShape, format);
    const outputs = outputSizes(this.name, padding, sizes, spans, strides as number[]);
    const shape = imageShape(inputShape[0], outputs, filters, format);
    return [shape, shape, shape];
  }

  override getInitialState(batchSize: number): Tensor[] {
    const [, ...states] = this.stepShapes([batchSize, ...this.#inputShape!.slice(1)]);
    return states.map((shape) => tf.zeros(shape as number[], this.dtype));
  }

  get #channelAxis(): number {
    return formatOf(this.options) === 'channelsLast' ? this.#rank + 1 : 1;
  }

  /** The shape of a mask with a draw of its own for each gate. */
  #maskShape(x: Tensor): number[] {
    return x.shape.map((n, axis) => (axis === this.#channelAxis ? 4 * n : n));
  }

  override prepareDropout(x: Tensor, [h]: Tensor[]): void {
    this.dropout.input(x, this.#maskShape(x));
    this.dropout.recurrent(h, this.#maskShape(h));
  }

  override resetDropout(): void {
    this.dropout.reset();
  }

  /** All gates' convolutions; with a mask each gate sees the input through its own. */
  #gates(x: Tensor, kernel: Variable, how: ConvolutionOptions, mask: Tensor | undefined): Tensor {
    if (!mask) return convolve(this.name, x, kernel.read(), how);
    const masked = tf.mul(tf.concat([x, x, x, x], this.#channelAxis), mask);
    return convolve(this.name, masked, kernel.read(), { ...how, groups: 4 });
  }

  override call(inputs: Tensor | Tensor[], { training }: CallOptions): Tensor[] {
    const [x, h, c] = inputs as Tensor[];
    const { activation, recurrentActivation, strides, dilationRate, padding } = this.options;
    const dataFormat = formatOf(this.options);
    const ones = new Array<number>(this.#rank).fill(1);
    const input = {
      strides: strides as number[],
      dilations: dilationRate as number[],
      padding,
      dataFormat,
    };
    const recurrent = { strides: ones, dilations: ones, padding: 'same', dataFormat } as const;
    const [mask, recurrentMask] = training
      ? [this.dropout.input(x, this.#maskShape(x)), this.dropout.recurrent(h, this.#maskShape(h))]
      : [];
    let z = tf.add(
      this.#gates(x, this.kernel, input, mask),
      this.#gates(h, this.recurrentKernel, recurrent, recurrentMask),
    );
    if (this.bias) z = tf.add(z, biasShape(this.bias.read(), this.#rank, dataFormat));
    const [i, f, g, o] = tf.split(z, 4, this.#channelAxis);
    const carry = tf.add(
      tf.mul(recurrentActivation(f), c),
      tf.mul(recurrentActivation(i), activation(g)),
    );
    const output = tf.mul(recurrentActivation(o), activation(carry));
    return [output, output, carry];
  }
}

/** One step of `ConvLSTM1D`, on [batch, steps, channels]. */
export class ConvLSTM1DCell extends ConvLSTMCell {
  static override className = 'ConvLSTM1DCell';

  constructor(config: ConvLSTMCellConfig) {
    super('ConvLSTM1DCell', 1, config);
  }
}

/** One step of `ConvLSTM2D`, on images [batch, height, width, channels]. tfjs: `convLstm2dCell`. */
export class ConvLSTM2DCell extends ConvLSTMCell {
  static override className = 'ConvLSTM2DCell';

  constructor(config: ConvLSTMCellConfig) {
    super('ConvLSTM2DCell', 2, config);
  }
}

/** One step of `ConvLSTM3D`, on volumes [batch, depth, height, width, channels]. */
export class ConvLSTM3DCell extends ConvLSTMCell {
  static override className = 'ConvLSTM3DCell';

  constructor(config: ConvLSTMCellConfig) {
    super('ConvLSTM3DCell', 3, config);
  }
}
