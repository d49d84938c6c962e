// Layer: weights and a function of tensors, traced once and run often; the base of all layers and models.
//
// A layer is one file: an interface of its options, their defaults, `build` for the weights, `call` for the
// function (tf ops: it is recorded, values can't be read), `computeOutputShape`, and a line in its group's index:
//
//   const defaults: Defaults<ScaleConfig> = { factor: 1 };
//   export class Scale extends Layer {
//     static override className = 'Scale';
//     declare readonly options: Options<ScaleConfig>;
//     constructor(config: ScaleConfig = {}) { super(readConfig('Scale', config, defaults)); }
//     override call(inputs: Tensor | Tensor[]): Tensor { return tf.mul(oneTensor(inputs), this.options.factor); }
//     override computeOutputShape(inputShape: PartialShape): PartialShape { return inputShape; }
//   }
//
// Options named activation, *Initializer, *Regularizer or *Constraint are resolved to objects, and serialized again,
// by their names. A layer that keeps or passes masks sets `supportsMasking`; `kwargs.mask` is a bool tensor.
import type { DType } from '../dtype.js';
import { isFloat } from '../dtype.js';
import { NotBuiltError } from '../errors.js';
import { snakeName, uniqueName } from '../names.js';
import { div } from '../ops/arithmetic.js';
import { cast, toTensor } from '../ops/convert.js';
import { camelKeys } from '../options.js';
import * as regularizers from '../regularizers/index.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { type LayerConfig, normalizeConfig, readDType } from './config.js';
import { Connected, type Shapes } from './connected.js';
import { currentPath, currentTraining, isInsideCall, within } from './context.js';
import { expectTensors, inferOutputs } from './infer.js';
import type { LayerClass } from './serialization.js';
import { checkInputs, type InputSpec } from './spec.js';
import { Node, type PartialShape, SymbolicTensor, singleOrList, toList } from './symbolic.js';

export type { Shapes } from './connected.js';

/** What a call gets beside its inputs. */
export interface CallOptions {
  /** Whether this is training: a constant while tracing. */
  training?: boolean;
  /** Which steps or samples count: bool, one for each input. */
  mask?: Tensor | (Tensor | undefined)[];
  [key: string]: unknown;
}

/** What `setCallHook` takes. */
export type CallHook = (inputs: Tensor | Tensor[], kwargs: CallOptions) => void;

export abstract class Layer extends Connected {
  /** The name in configurations. */
  static className = 'Layer';

  /** The layer's own options, complete. */
  readonly options: object = {};
  /** The shape that `build` got. */
  builtShape: Shapes | undefined;
  /** Whether masks pass through it. */
  supportsMasking = false;
  inputSpec: InputSpec[] | undefined;
  activityRegularizer: regularizers.Regularizer | undefined;
  /** With the batch size; of the first layer of a Sequential. */
  batchInputShape: PartialShape | undefined;
  readonly inputDType: DType | undefined;
  #initialWeights: Tensor[] | undefined;
  #callHook: CallHook | undefined;

  /** @param config options that every layer takes; a user's own layer passes what it got. */
  constructor(config: LayerConfig | { base: LayerConfig; options: object } = {}) {
    const isRead = 'base' in config && 'options' in config;
    const base = (isRead ? config.base : normalizeConfig(config, [])) as LayerConfig;
    const Class = new.target as unknown as typeof Layer;
    const className = Object.hasOwn(Class, 'className') ? Class.className : Class.name;
    const name = base.name ?? uniqueName(snakeName(className));
    super(name, readDType(name, base.dtype), base.trainable ?? true);
    if (isRead) this.options = config.options;
    this.activityRegularizer = regularizers.get(base.activityRegularizer);
    this.inputDType = base.inputDType;
    if (base.dynamic) this.dynamic = true;
    this.#initialWeights = base.weights;
    if (base.batchInputShape) this.batchInputShape = [...base.batchInputShape];
    else if (base.inputShape) this.batchInputShape = [base.batchSize ?? null, ...base.inputShape];
  }

  /** Makes the weights; called once, before the first call. */
  build(inputShape: Shapes): void {
    void inputShape;
  }

  /** The layer's function. Recorded by tf ops; `inputs` is a tensor, or a list where the layer takes several. */
  call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor | Tensor[] {
    void kwargs;
    return inputs;
  }

  /** The outputs' shape; without it, `call` is traced to find out. */
  computeOutputShape(inputShape: Shapes): Shapes {
    throw new NotBuiltError({
      where: this.name,
      problem: `no output shape is known for ${JSON.stringify(inputShape)}`,
    });
  }

  /** The dtype of the output: the layer's, for most. */
  computeOutputDType(): DType {
    return this.dtype;
  }

  /** The masks of the outputs, from those of the inputs. */
  computeMask(
    inputs: Tensor | Tensor[],
    mask: CallOptions['mask'],
  ): Tensor | (Tensor | undefined)[] | undefined {
    void inputs;
    return mask;
  }

  /** In a graph of layers: adds a call. */
  apply(inputs: SymbolicTensor, kwargs?: CallOptions): SymbolicTensor;
  /** On values: computes. */
  apply(inputs: TensorLike, kwargs?: CallOptions): Tensor;
  apply(inputs: SymbolicTensor[], kwargs?: CallOptions): SymbolicTensor | SymbolicTensor[];
  apply(
    inputs: TensorLike | Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs?: CallOptions,
  ): Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[];
  apply(
    inputs: TensorLike | Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs: CallOptions = {},
  ): Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[] {
    const first = Array.isArray(inputs) ? inputs[0] : inputs;
    if (first instanceof SymbolicTensor)
      return this.#connect(inputs as SymbolicTensor | SymbolicTensor[], kwargs);
    const isList = Array.isArray(inputs) && first instanceof Tensor;
    const tensors = (
      isList ? (inputs as Tensor[]) : [toTensor(inputs as TensorLike, this.name)]
    ).map((x) => this.#autocast(x));
    return this.#run(isList ? tensors : tensors[0], tensors, kwargs);
  }

  /** Floats take the layer's dtype; integers stay, for indices. */
  #autocast(x: Tensor): Tensor {
    if (x.dtype === this.dtype || !isFloat(x.dtype) || !isFloat(this.dtype)) return x;
    const converted = cast(x, this.dtype);
    converted.mask = x.mask;
    return converted;
  }

  #run(inputs: Tensor | Tensor[], list: Tensor[], kwargs: CallOptions): Tensor | Tensor[] {
    this.assertInputCompatibility(list);
    this.ensureBuilt(list.map((x) => x.shape));
    if (!isInsideCall()) this.resetLosses();
    const training = kwargs.training ?? currentTraining() ?? false;
    return within(this.name, training, 1, () => {
      const masks = list.map((x) => x.mask);
      const mask =
        kwargs.mask ??
        (masks.some(Boolean) ? (Array.isArray(inputs) ? masks : masks[0]) : undefined);
      const outputs = this.call(inputs, { ...kwargs, training, mask });
      const results = expectTensors(this.name, outputs);
      if (this.activityRegularizer) {
        for (const output of results) {
          // A mean over the batch.
          const loss = this.activityRegularizer.apply(output);
          this.addLoss(output.rank === 0 ? loss : div(loss, Math.max(1, output.shape[0])));
        }
      }
      if (mask !== undefined && this.supportsMasking) this.#attachMasks(inputs, mask, results);
      return outputs;
    });
  }

  #attachMasks(inputs: Tensor | Tensor[], mask: CallOptions['mask'], outputs: Tensor[]): void {
    const computed = this.computeMask(inputs, mask);
    const masks = Array.isArray(computed) ? computed : [computed];
    outputs.forEach((output, i) => {
      output.mask ??= masks[i] ?? undefined;
    });
  }

  #connect(
    inputs: SymbolicTensor | SymbolicTensor[],
    kwargs: CallOptions,
  ): SymbolicTensor | SymbolicTensor[] {
    const list = toList(inputs);
    this.assertInputCompatibility(list);
    this.ensureBuilt(list.map((x) => x.shape));
    const { outputs, isList } = this.outputSpec(inputs, kwargs);
    const index = this.inboundNodes.length;
    const symbols = outputs.map(({ shape, dtype }, i) => {
      const suffix = [index || '', i || '']
        .filter((s) => s !== '')
        .map((s) => `_${s}`)
        .join('');
      return new SymbolicTensor(shape, dtype, `${this.name}/output${suffix}`);
    });
    const result = isList ? symbols : symbols[0];
    this.inboundNodes.push(new Node(this, inputs, kwargs, result));
    return result;
  }

  /** The outputs' types for symbolic inputs. @internal */
  outputSpec(
    inputs: SymbolicTensor | SymbolicTensor[],
    kwargs: CallOptions,
  ): { outputs: { shape: PartialShape; dtype: DType }[]; isList: boolean } {
    if (this.computeOutputShape === Layer.prototype.computeOutputShape)
      return inferOutputs(this, inputs, kwargs);
    const shapes = this.computeOutputShape(
      singleOrList(toList(inputs).map((x) => x.shape)) as Shapes,
    );
    const isList = Array.isArray(shapes[0]);
    const dtype = this.computeOutputDType();
    return {
      outputs: (isList ? shapes : [shapes]).map((shape) => ({
        shape: shape as PartialShape,
        dtype,
      })),
      isList,
    };
  }

  /** The output's shape for an input of this shape, stated or found out. @internal */
  shapeFor(shape: PartialShape): Shapes {
    const { outputs } = this.outputSpec(
      new SymbolicTensor(shape, this.inputDType ?? 'float32', this.name),
      {},
    );
    return singleOrList(outputs.map((output) => output.shape)) as Shapes;
  }

  /** Builds with these shapes, unless it is built. @internal */
  ensureBuilt(shapes: PartialShape[]): void {
    if (this.built) return;
    const shape = singleOrList(shapes) as Shapes;
    within(this.name, undefined, 0, () => this.build(shape));
    this.built = true;
    this.builtShape ??= shape;
    if (this.#initialWeights) this.setWeights(this.#initialWeights);
    this.#initialWeights = undefined;
  }

  /** The options, as `fromConfig` takes them. */
  getConfig(): Record<string, unknown> {
    const config: Record<string, unknown> = {
      name: this.name,
      trainable: this.trainable,
      dtype: this.dtype,
    };
    if (this.batchInputShape) config.batchInputShape = this.batchInputShape;
    if (this.dynamic) config.dynamic = true;
    if (this.activityRegularizer) config.activityRegularizer = this.activityRegularizer;
    return { ...config, ...this.options };
  }

  /** What Keras's files say a layer was built with; undefined before. @internal */
  getBuildConfig(): Record<string, unknown> | undefined {
    return this.builtShape === undefined ? undefined : { input_shape: this.builtShape };
  }

  /** The layer of a config, as `getConfig` gives it; also with the class first, as in tfjs. */
  static fromConfig(first: LayerClass | Record<string, unknown>, second?: object): Layer {
    // biome-ignore lint/complexity/noThisInStatic: the class that it is called of.
    const Class = second ? (first as LayerClass) : (this as unknown as LayerClass);
    return new Class(camelKeys((second ?? first) as Record<string, unknown>));
  }

  getClassName(): string {
    return (this.constructor as typeof Layer).className;
  }

  /** tfjs's: what a user's `call` that says `this.invokeCallHook(inputs, kwargs)` calls from now on. */
  setCallHook(callHook: CallHook): void {
    this.#callHook = callHook;
  }

  /** Ends what `setCallHook` began. */
  clearCallHook(): void {
    this.#callHook = undefined;
  }

  /** Calls what `setCallHook` was given. */
  invokeCallHook(inputs: Tensor | Tensor[], kwargs: CallOptions): void {
    this.#callHook?.(inputs, kwargs);
  }

  /** @throws ShapeError or DTypeError for inputs that the layer does not take */
  assertInputCompatibility(inputs: Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[]): void {
    const list: (Tensor | SymbolicTensor)[] = [inputs].flat();
    if (this.inputSpec) checkInputs(currentPath() + this.name, this.inputSpec, list);
  }
}

/** The one tensor that a layer takes, from what its `call` got. */
export function oneTensor(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? inputs[0] : inputs;
}

/** The one shape that a layer takes. */
export function oneShape(shapes: Shapes): PartialShape {
  return Array.isArray(shapes[0]) ? (shapes[0] as PartialShape) : (shapes as PartialShape);
}
