// Weighted: what a layer is made of (weights, state, the layers inside it) and the losses that its calls add.
import type { DType } from '../dtype.js';
import { ConfigError, NotBuiltError, ShapeError, ValueError } from '../errors.js';
import * as initializers from '../initializers/index.js';
import { showShape } from '../nested.js';
import { toTensor } from '../ops/convert.js';
import { tidy } from '../ops/scopes.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { Variable, type WeightRule } from '../variable.js';
import { blankWeight } from './blankWeights.js';
import { collectLayers } from './collectLayers.js';
import { currentPath } from './context.js';
import { toList } from './symbolic.js';

/** What is added to the loss: a scalar, or a function that computes one. */
export type Loss = Tensor | (() => Tensor);

let changes = 0;

/** Moves when any layer's `trainable` is set or a model gets other layers: what plans depend on beside shapes. */
export function structureVersion(): number {
  return changes;
}

/** Says that a model has other layers now. @internal */
export function structureChanged(): void {
  changes++;
}

function unique(variables: readonly Variable[]): Variable[] {
  return [...new Set(variables)];
}

export abstract class Weighted {
  readonly name: string;
  /** The weights' dtype and the computation's. */
  readonly dtype: DType;
  built = false;
  /** Whether the state after a batch is the next batch's start. */
  stateful = false;
  /** Whether its `call` reads values: then models that it is in run eagerly, op by op, with one warning. */
  dynamic = false;
  #trainable: boolean;
  readonly #weights: Variable[] = [];
  readonly #states: Variable[] = [];
  #losses: Loss[] = [];

  constructor(name: string, dtype: DType, trainable: boolean) {
    this.name = name;
    this.dtype = dtype;
    this.#trainable = trainable;
  }

  /**
   * Adds a weight, `name/kernel` for a layer of that name.
   *
   * @param initializer default: glorotUniform, zeros for integers.
   * @param trainable whether the optimizer changes it; a frozen layer's weights are not changed either.
   */
  addWeight(
    name: string,
    shape: readonly (number | null)[],
    dtype: DType | null = null,
    initializer: initializers.InitializerIdentifier = 'glorotUniform',
    regularizer?: WeightRule | null,
    trainable = true,
    constraint?: WeightRule | null,
  ): Variable {
    if (typeof name !== 'string' || !Array.isArray(shape)) {
      throw new ConfigError({
        where: `${this.name}.addWeight`,
        expected: 'a name and a shape: addWeight(name, shape, dtype, initializer)',
        received: `${JSON.stringify(name)}, ${JSON.stringify(shape)}`,
      });
    }
    const unknown = shape.findIndex((n) => n === null || n === undefined);
    if (unknown >= 0) {
      const received = showShape(shape);
      throw new ShapeError({
        where: `${this.name}/${name}`,
        expected: 'a weight whose sizes are all known',
        received,
        hint: 'Give the layer before it, or inputShape, a fixed size on that axis.',
      });
    }
    const type = dtype ?? this.dtype;
    // `build` called by hand has no path yet.
    const path = currentPath() || `${this.name}/`;
    const sizes = [...(shape as number[])];
    const options = { name: path + name, trainable };
    const blank = blankWeight(options.name, sizes, type);
    const weight = tidy(() => {
      const values = blank ?? initializers.get(initializer).apply(sizes, type).valuesNow();
      return new Variable(type, sizes, values, options);
    });
    weight.regularizer = regularizer ?? undefined;
    weight.constraint = constraint ?? undefined;
    this.#weights.push(weight);
    return weight;
  }

  /** Adds a variable that is state, not a weight: a seed, what a stateful layer remembers. Saved, but outside `getWeights`. */
  addState(state: Variable): Variable {
    this.#states.push(state);
    return state;
  }

  /** Adds scalars to the loss, from within `call`; functions are called for each batch. */
  addLoss(losses: Loss | Loss[]): void {
    this.#losses.push(...toList(losses));
  }

  /** Forgets what earlier calls added. @internal */
  clearLosses(): void {
    this.#losses = this.#losses.filter((loss) => typeof loss === 'function');
  }

  /** Forgets what earlier calls of this layer and those inside added. @internal */
  resetLosses(): void {
    for (const layer of this.#allLayers) layer.clearLosses();
  }

  /** What `addLoss` and activity regularizers added in the last call, then the regularizers' losses of the weights. */
  get losses(): Tensor[] {
    const added = this.#allLayers.flatMap((layer) => layer.#losses);
    const regularized = this.trainableWeights.filter((weight) => weight.regularizer);
    return [
      ...added.map((loss) => (typeof loss === 'function' ? loss() : loss)),
      ...regularized.map((weight) => weight.regularizer!.apply(weight.read())),
    ];
  }

  /** tfjs's: the losses, computed. */
  calculateLosses(): Tensor[] {
    return this.losses;
  }

  /** tfjs's: none, for what calls assign is part of the step. */
  get updates(): Tensor[] {
    return [];
  }

  /** The layers among the own properties, in lists and records too, in the order of assignment. */
  get sublayers(): Weighted[] {
    const found = new Set<Weighted>();
    for (const value of Object.values(this)) collectLayers(value, found);
    found.delete(this);
    return [...found];
  }

  /** This layer and all inside. */
  get #allLayers(): Weighted[] {
    return [this, ...this.flattenLayers()];
  }

  /** The layers inside, and those inside them. */
  flattenLayers(): Weighted[] {
    const found = new Set<Weighted>();
    const visit = (layer: Weighted) => {
      for (const inner of layer.sublayers) {
        if (found.has(inner)) continue;
        found.add(inner);
        visit(inner);
      }
    };
    visit(this);
    return [...found];
  }

  /** Whether this layer or one inside it is dynamic. @internal */
  get isDynamic(): boolean {
    return this.dynamic || this.flattenLayers().some((layer) => layer.dynamic);
  }

  /** Whether this layer or one inside it is stateful. @internal */
  get isStateful(): boolean {
    return this.stateful || this.flattenLayers().some((layer) => layer.stateful);
  }

  /** The layer's own weights, trainable ones first. @internal */
  get ownWeights(): Variable[] {
    return [
      ...this.#weights.filter((w) => w.trainable),
      ...this.#weights.filter((w) => !w.trainable),
    ];
  }

  /** All weights: the layer's own, then those of the layers inside. */
  get weights(): Variable[] {
    return unique([...this.ownWeights, ...this.sublayers.flatMap((layer) => layer.weights)]);
  }

  /** What stands for a layer inside in the names of weights in files; '' for nothing. @internal */
  weightScope(inner: Weighted): string {
    return inner.name;
  }

  /** State that is not a weight: seeds and what stateful layers remember, those of the layers inside too. */
  get states(): Variable[] {
    return unique([...this.#states, ...this.sublayers.flatMap((layer) => layer.states)]);
  }

  /** Weights and states, in the order of layers. @internal */
  get variables(): Variable[] {
    return unique(this.#allLayers.flatMap((layer) => [...layer.#weights, ...layer.#states]));
  }

  get trainableWeights(): Variable[] {
    if (!this.#trainable) return [];
    const own = this.#weights.filter((w) => w.trainable);
    return unique([...own, ...this.sublayers.flatMap((layer) => layer.trainableWeights)]);
  }

  get nonTrainableWeights(): Variable[] {
    const trainable = new Set(this.trainableWeights);
    return this.weights.filter((weight) => !trainable.has(weight));
  }

  /** Whether training changes the weights; setting it sets the layers inside too. */
  get trainable(): boolean {
    return this.#trainable;
  }

  set trainable(value: boolean) {
    this.#trainable = value;
    changes++;
    for (const layer of this.sublayers) layer.trainable = value;
  }

  /** The weights' values. @param trainableOnly whether only of those that training changes */
  getWeights(trainableOnly = false): Tensor[] {
    const weights = trainableOnly ? this.trainableWeights : this.weights;
    return weights.map((weight) => new Tensor(weight.dtype, weight.shape, weight.valuesNow()));
  }

  /**
   * Sets the weights, in the order of `getWeights`.
   * @throws ShapeError if the number or a shape differs; then nothing is set.
   */
  setWeights(values: readonly TensorLike[]): void {
    const weights = this.weights;
    if (!Array.isArray(values)) {
      const received = String(values);
      throw new ValueError({
        where: `${this.name}.setWeights`,
        expected: 'a list of tensors',
        received,
      });
    }
    const tensors = values.map((value) => toTensor(value, this.name));
    if (tensors.length !== weights.length) {
      const hint = this.built ? undefined : 'The layer is not built yet: it has no weights.';
      throw new ShapeError({
        where: this.name,
        expected: `${weights.length} weights`,
        received: String(tensors.length),
        hint,
      });
    }
    for (const [i, weight] of weights.entries()) weight.checkShape(tensors[i]);
    for (const [i, weight] of weights.entries()) weight.assign(tensors[i]);
  }

  /** The number of numbers in the weights. @throws NotBuiltError before there are any. */
  countParams(): number {
    if (!this.built) {
      throw new NotBuiltError({
        where: this.name,
        problem: 'the layer has no weights yet',
        hint: 'Call it on data or give an input shape.',
      });
    }
    return this.weights.reduce((total, weight) => total + weight.size, 0);
  }

  /** Forgets the state that batches carry over. */
  resetStates(): void {
    for (const layer of this.sublayers) layer.resetStates();
  }

  /** Disposes the weights and states; optional. @returns how many, and 0 for tfjs's count of users */
  dispose(): { refCountAfterDispose: number; numDisposedVariables: number } {
    const numDisposedVariables = this.disposeWeights();
    for (const state of this.states) state.dispose();
    return { refCountAfterDispose: 0, numDisposedVariables };
  }

  /** Disposes the weights. @returns how many */
  disposeWeights(): number {
    const living = this.weights.filter((weight) => !weight.isDisposed);
    for (const weight of living) weight.dispose();
    return living.length;
  }

  /** @throws DisposedError if a weight was disposed */
  assertNotDisposed(): void {
    for (const weight of this.weights) weight.throwIfDisposed();
  }
}
