// HeadedAttention: `concat over heads(softmax(Q Kᵀ / sqrt(keyDim)) V) · W`, the base of the attentions with several
// heads; Q, K and V are dense layers of query, key and value.
import type { ConstraintIdentifier } from '../../constraints/index.js';
import { ConfigError, ShapeError } from '../../errors.js';
import type { InitializerIdentifier } from '../../initializers/index.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import type { RegularizerIdentifier } from '../../regularizers/index.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import type { Defaults, LayerConfig, Options } from '../config.js';
import { EinsumDense } from '../core/einsumDense.js';
import { inferOutputs } from '../infer.js';
import { Layer, type Shapes } from '../layer.js';
import { Dropout } from '../regularization/dropout.js';
import { type PartialShape, SymbolicTensor, toList } from '../symbolic.js';
import { project, scoredValues } from './headShapes.js';
import { type AttentionCall, allOf, causalMask, maskedSoftmax, windowMask } from './masks.js';

/** The options that attentions with heads share. */
export interface HeadsConfig extends LayerConfig {
  /** Share of the attention dropped while training; default 0. */
  dropout?: number;
  /** Default true. */
  useBias?: boolean;
  /** Whether each head's result is multiplied by `sigmoid` of a dense layer of the query; default false. */
  useGate?: boolean;
  /** How far a query sees to either side, itself included; default null: everywhere. */
  slidingWindow?: number | null;
  /** Of all the dense layers; default glorotUniform. */
  kernelInitializer?: InitializerIdentifier;
  biasInitializer?: InitializerIdentifier;
  kernelRegularizer?: RegularizerIdentifier | null;
  biasRegularizer?: RegularizerIdentifier | null;
  kernelConstraint?: ConstraintIdentifier | null;
  biasConstraint?: ConstraintIdentifier | null;
  seed?: number | null;
}

export const headsDefaults: Defaults<HeadsConfig> = {
  dropout: 0,
  useBias: true,
  useGate: false,
  slidingWindow: null,
  kernelInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
  seed: null,
};

/** How many heads there are, and their sizes. */
export interface HeadSizes {
  queryHeads: number;
  /** A divisor of the query's. */
  keyHeads: number;
  keyDim: number;
  valueDim: number;
  /** Of one position; null: the query's features. */
  outputShape: number[] | null;
  /** What is attended over; null: all axes but batch and features. */
  axes: number[] | null;
}

/** A call with the arguments that only attentions with heads take. */
export interface HeadsCall extends AttentionCall {
  /** Where a query may attend to a value: bool [batch, queries, values], beside the masks that come with the inputs. */
  attentionMask?: Tensor;
  queryMask?: Tensor;
  valueMask?: Tensor;
  keyMask?: Tensor;
}

/** @throws ConfigError unless they are positive whole numbers. */
export function checkCounts(where: string, counts: Record<string, number | null>): void {
  for (const [key, value] of Object.entries(counts)) {
    if (value === null || (Number.isInteger(value) && value > 0)) continue;
    const received = String(value);
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: 'a positive whole number',
      received,
    });
  }
}

const names = ['query', 'value', 'key'] as const;

export abstract class HeadedAttention extends Layer {
  declare readonly options: Options<HeadsConfig>;
  // In the order of their weights.
  queryDense!: EinsumDense;
  keyDense!: EinsumDense;
  gateDense: EinsumDense | undefined;
  valueDense!: EinsumDense;
  outputDense!: EinsumDense;
  readonly dropoutLayer: Dropout;
  readonly #sizes: HeadSizes;
  /** The regularizer of the dense layers' outputs: as in Keras it is theirs, not this layer's. */
  readonly #activityRegularizer: LayerConfig['activityRegularizer'];

  constructor(read: { base: LayerConfig; options: Options<HeadsConfig> }, sizes: HeadSizes) {
    const { activityRegularizer, ...base } = read.base;
    super({ base, options: read.options });
    checkCounts(this.name, { slidingWindow: this.options.slidingWindow });
    this.#sizes = sizes;
    this.#activityRegularizer = activityRegularizer;
    const { dropout, seed } = this.options;
    this.dropoutLayer = new Dropout({ rate: dropout, seed, name: 'dropout' });
    this.supportsMasking = true;
  }

  /** @throws ShapeError unless there are two or three inputs, value and key with the same positions. */
  #inputs<T extends { shape: PartialShape } | PartialShape>(inputs: T | T[]): [T, T, T] {
    const list = inputs as T[];
    const shapes = list.map((x) => (Array.isArray(x) ? x : (x as { shape: PartialShape }).shape));
    const [query, value, key] = list;
    if (list.length < 2 || list.length > 3 || !Array.isArray(shapes[0])) {
      throw new ShapeError({
        where: this.name,
        expected: '[query, value] or [query, value, key]',
        received: `${list.length} inputs`,
      });
    }
    const places = (shape: PartialShape) => showShape(shape.slice(1, -1));
    if (key !== undefined && places(shapes[1]) !== places(shapes[2])) {
      throw new ShapeError({
        where: this.name,
        expected: 'value and key with the same sizes but for the last',
        received: shapes.slice(1).map(showShape).join(' and '),
      });
    }
    return [query, value, key ?? value];
  }

  override build(inputShape: Shapes): void {
    const [query, value, key] = this.#inputs(inputShape as PartialShape[]);
    const { queryHeads, keyHeads, keyDim, valueDim } = this.#sizes;
    this.queryDense = this.#dense('query', query, 1, [queryHeads, keyDim]);
    this.keyDense = this.#dense('key', key, 1, [keyHeads, keyDim]);
    if (this.options.useGate)
      this.gateDense = this.#dense('gate', query, 1, [queryHeads, valueDim]);
    this.valueDense = this.#dense('value', value, 1, [keyHeads, valueDim]);
    const heads = [...query.slice(0, -1), queryHeads, valueDim];
    const output = this.#sizes.outputShape ?? [query.at(-1)!];
    this.outputDense = this.#dense('attention_output', heads, 2, output);
  }

  /** A dense layer from the last `bound` axes to those of `output`, built. */
  #dense(name: string, shape: PartialShape, bound: number, output: number[]): EinsumDense {
    const o = this.options;
    const layer = new EinsumDense({
      ...project(shape.length - bound, bound, output, o.useBias),
      activation: name === 'gate' ? 'sigmoid' : null,
      kernelInitializer: o.kernelInitializer,
      biasInitializer: o.biasInitializer,
      kernelRegularizer: o.kernelRegularizer,
      biasRegularizer: o.biasRegularizer,
      kernelConstraint: o.kernelConstraint,
      biasConstraint: o.biasConstraint,
      activityRegularizer: this.#activityRegularizer,
      dtype: this.dtype,
      name,
    });
    layer.ensureBuilt([shape]);
    return layer;
  }

  // As in Keras, value and key may come by their names: `apply(query, { value, key })`.
  override apply(inputs: SymbolicTensor, kwargs?: HeadsCall): SymbolicTensor;
  override apply(inputs: TensorLike, kwargs?: HeadsCall): Tensor;
  override apply(inputs: SymbolicTensor[], kwargs?: HeadsCall): SymbolicTensor | SymbolicTensor[];
  override apply(
    inputs: TensorLike | Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs?: HeadsCall,
  ): Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[];
  override apply(
    inputs: TensorLike | Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs: HeadsCall = {},
  ): Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[] {
    const rest: HeadsCall = { ...kwargs };
    const list = toList(inputs as Tensor) as Tensor[];
    for (const name of names) {
      if (rest[name] !== undefined) list.push(rest[name] as Tensor);
      delete rest[name];
    }
    // Keras's configurations have them as arguments of their own.
    if (list[0] instanceof SymbolicTensor) rest.args = list;
    return super.apply(list, rest);
  }

  override call(inputs: Tensor | Tensor[], kwargs: HeadsCall): Tensor | Tensor[] {
    const { queryHeads, keyHeads, keyDim, axes } = this.#sizes;
    const [query, value, key] = this.#inputs(inputs);
    const { training } = kwargs;
    const dense = (layer: EinsumDense, x: Tensor) => layer.apply(x, { training, mask: undefined });
    const shared = (x: Tensor) => tf.repeat(x, queryHeads / keyHeads, x.rank - 2);
    const attention = scoredValues(
      {
        query: tf.mul(dense(this.queryDense, query), 1 / Math.sqrt(keyDim)),
        key: shared(dense(this.keyDense, key)),
        value: shared(dense(this.valueDense, value)),
      },
      axes,
      this.#mask(query, value, kwargs),
      (scores, mask) => maskedSoftmax(scores, mask),
      (weights) => this.dropoutLayer.apply(weights, { training }),
    );
    const gated = this.gateDense
      ? tf.mul(attention.output, dense(this.gateDense, query))
      : attention.output;
    const output = dense(this.outputDense, gated);
    return kwargs.returnAttentionScores ? [output, attention.scores] : output;
  }

  /** All that forbids: the masks of the inputs, the one given, causality and the window. */
  #mask(query: Tensor, value: Tensor, kwargs: HeadsCall): Tensor | undefined {
    const { slidingWindow } = this.options;
    const [queryMask, valueMask, keyMask] = [kwargs.mask ?? []].flat();
    const [q, v, k] = [
      kwargs.queryMask ?? queryMask,
      kwargs.valueMask ?? valueMask,
      kwargs.keyMask ?? keyMask,
    ];
    const [queries, values] = [query.shape[1], value.shape[1]];
    return allOf([
      kwargs.attentionMask && tf.cast(kwargs.attentionMask, 'bool'),
      q && tf.expandDims(q, -1),
      v && tf.expandDims(v, -2),
      k && tf.expandDims(k, -2),
      kwargs.useCausalMask ? causalMask(queries, values) : undefined,
      slidingWindow === null ? undefined : windowMask(queries, values, slidingWindow),
    ]);
  }

  override computeMask(_: Tensor | Tensor[], mask: AttentionCall['mask']): Tensor | undefined {
    return Array.isArray(mask) ? mask[0] : mask;
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const [query] = this.#inputs(inputShape as PartialShape[]);
    return [...query.slice(0, -1), ...(this.#sizes.outputShape ?? [query.at(-1)!])];
  }

  /** @internal */
  override outputSpec(inputs: SymbolicTensor | SymbolicTensor[], kwargs: HeadsCall) {
    if (kwargs.returnAttentionScores) return inferOutputs(this, inputs, kwargs);
    return super.outputSpec(inputs, kwargs);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), activityRegularizer: this.#activityRegularizer ?? null };
  }

  override getBuildConfig(): Record<string, unknown> | undefined {
    if (this.builtShape === undefined) return undefined;
    const shapes = Object.fromEntries(
      (this.builtShape as PartialShape[]).map((shape, i) => [`${names[i]}_shape`, shape]),
    );
    return { shapes_dict: shapes };
  }
}
