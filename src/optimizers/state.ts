// What an optimizer is made of: its options, the rate, the iteration, and a slot of each kind for each weight.
import { allocate, type DType } from '../dtype.js';
import { ConfigError } from '../errors.js';
import { snakeName, uniqueName } from '../names.js';
import { sizeOf } from '../nested.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import { readSerialized } from '../registry.js';
import type { Tensor } from '../tensor.js';
import { Variable } from '../variable.js';
import { baseKeys, type OptimizerConfig, scalarVariable } from './config.js';
import { deserialize, LearningRateSchedule, serialize } from './schedules/index.js';
import { copied, type NamedTensor, namedSlots, restoreSlots, type Slots } from './weights.js';

/** The state of an optimizer, without how it updates. */
export abstract class OptimizerState<Options extends object = object> {
  /** What configurations call the class. */
  static get className(): string {
    // biome-ignore lint/complexity/noThisInStatic: the class that it is read of.
    return this.name;
  }

  /** A new optimizer of a class from a configuration, as `getConfig` gives it. */
  static fromConfig<T>(Class: new (config: never) => T, config: Record<string, unknown>): T {
    return new Class(config as never);
  }

  readonly name: string;
  /** What `iterations` reads: an int32 scalar, which a traced step moves on. */
  protected readonly iteration: Variable;
  /** The optimizer's own options. */
  readonly options: Options;
  readonly weightDecay: number | null;
  readonly clipnorm: number | null;
  readonly clipvalue: number | null;
  readonly globalClipnorm: number | null;
  readonly useEma: boolean;
  readonly emaMomentum: number;
  readonly emaOverwriteFrequency: number | null;
  readonly lossScaleFactor: number | null;
  readonly gradientAccumulationSteps: number | null;
  #rate: Variable | LearningRateSchedule;
  readonly #variables: Variable[] = [];
  #weights: Variable[] | undefined;
  readonly #slots: Slots = new Map();
  /** What `setWeights` got before there were slots. */
  #restored: readonly Tensor[] = [];

  constructor(
    config: OptimizerConfig & Partial<Options> = {},
    defaults?: Options & { learningRate?: number },
  ) {
    const { learningRate: usual = 0.001, ...own } = defaults ?? ({} as { learningRate?: number });
    const className = this.getClassName();
    const where = className.replace(/^[A-Z]+?(?=[A-Z][a-z]|[a-z]|$)/, (head) => head.toLowerCase());
    const read: OptimizerConfig = readOptions(where, config, [...baseKeys, ...Object.keys(own)], {
      lr: 'learningRate',
    });
    this.name = read.name ?? uniqueName(snakeName(className));
    this.options = this.#readOwn(read, own) as Options;
    this.weightDecay = read.weightDecay ?? null;
    this.clipnorm = read.clipnorm ?? null;
    this.clipvalue = read.clipvalue ?? null;
    this.globalClipnorm = read.globalClipnorm ?? null;
    this.useEma = read.useEma ?? false;
    this.emaMomentum = read.emaMomentum ?? 0.99;
    this.emaOverwriteFrequency = read.emaOverwriteFrequency ?? null;
    this.lossScaleFactor = read.lossScaleFactor ?? null;
    this.gradientAccumulationSteps = read.gradientAccumulationSteps ?? null;
    this.#check(where);
    this.iteration = scalarVariable('int32', 0, `${this.name}/iteration`);
    this.#variables.push(this.iteration);
    this.#rate = this.#readRate(where, read.learningRate ?? usual);
  }

  #readOwn(read: object, defaults: object): Record<string, unknown> {
    const given = read as Record<string, unknown>;
    const options = Object.entries(defaults).map(([key, value]) => [
      key,
      given[key] === undefined ? value : given[key],
    ]);
    return Object.fromEntries(options);
  }

  #check(where: string): void {
    const clips = [this.clipnorm, this.clipvalue, this.globalClipnorm];
    if (clips.filter((clip) => clip !== null).length > 1) {
      const expected = 'only one of clipnorm, clipvalue and globalClipnorm';
      throw new ConfigError({ where, expected, received: 'several' });
    }
    const steps = this.gradientAccumulationSteps;
    if (steps !== null && !(Number.isInteger(steps) && steps >= 2)) {
      const name = `${where}.gradientAccumulationSteps`;
      throw new ConfigError({ where: name, expected: 'an integer >= 2', received: String(steps) });
    }
  }

  #readRate(where: string, rate: unknown): Variable | LearningRateSchedule {
    if (rate instanceof LearningRateSchedule) return rate;
    const serialized = readSerialized(rate);
    if (serialized) return deserialize(serialized);
    if (typeof rate === 'number' && rate >= 0) {
      const variable = scalarVariable('float32', rate, `${this.name}/learning_rate`);
      this.#variables.push(variable);
      return variable;
    }
    const expected = 'a number >= 0 or a schedule';
    throw new ConfigError({ where: `${where}.learningRate`, expected, received: String(rate) });
  }

  /** How many batches were taken in. */
  get iterations(): number {
    return this.iteration.dataSync()[0];
  }

  /** The rate now. Setting it changes the training at once; with a schedule it can't be set. */
  get learningRate(): number {
    const rate = this.#rate;
    if (rate instanceof Variable) return rate.dataSync()[0];
    return tf.tidy(() => this.rate().dataSync()[0]);
  }

  set learningRate(value: number) {
    if (!(this.#rate instanceof Variable)) {
      const hint = 'Make the optimizer with a number as its rate, to set it later.';
      throw new ConfigError({ where: this.name, problem: 'the rate follows a schedule', hint });
    }
    const rate = this.#rate;
    tf.tidy(() => void rate.assign(tf.scalar(value)));
  }

  /** As setting `learningRate`: tfjs's spelling. */
  setLearningRate(value: number): void {
    this.learningRate = value;
  }

  /** The iteration, the rate if it is no schedule, and the slots: what saving keeps, in Keras's order. */
  get variables(): readonly Variable[] {
    return this.#variables;
  }

  /** The weights that it was built for. */
  get trainableVariables(): readonly Variable[] {
    return this.#weights ?? [];
  }

  get built(): boolean {
    return this.#weights !== undefined;
  }

  /** Makes the slots; a second time only for weights that are new. */
  build(weights: readonly Variable[]): void {
    const fresh = this.#weights ? weights.filter((w) => !this.#weights?.includes(w)) : [...weights];
    if (this.#weights && fresh.length === 0) return;
    this.#weights = [...(this.#weights ?? []), ...fresh];
    if (this.useEma) this.addSlots(fresh, ['average']);
    if (this.gradientAccumulationSteps) this.addSlots(fresh, ['gradient_accumulator']);
    this.buildSlots(fresh);
    this.#restored = restoreSlots(this.#restored, [...this.#slots.values()]);
  }

  /** Adds the slots that `updateStep` needs. */
  protected buildSlots(weights: readonly Variable[]): void {
    void weights;
  }

  /** Adds slots of the weights' shapes, all of a weight together. */
  protected addSlots(
    weights: readonly Variable[],
    names: readonly string[],
    initialValues: readonly number[] = [],
  ): void {
    for (const weight of weights) {
      names.forEach((name, i) => {
        this.addSlot(weight, name, weight.shape, initialValues[i]);
      });
    }
  }

  /** Adds one slot. @param path its full name, for one that Keras calls otherwise */
  protected addSlot(
    weight: Variable,
    name: string,
    shape: number[],
    initialValue = 0,
    path = `${this.name}/${weight.name.replaceAll('/', '_')}_${name}`,
  ): Variable {
    const slot = this.addVariable(path, shape, initialValue, weight.dtype);
    let slots = this.#slots.get(name);
    if (!slots) {
      slots = new Map();
      this.#slots.set(name, slots);
    }
    slots.set(weight, slot);
    return slot;
  }

  /** Adds a variable that belongs to no weight. */
  protected addVariable(
    name: string,
    shape: number[],
    initialValue: number,
    dtype: DType = 'float32',
  ): Variable {
    const values = (allocate(dtype, sizeOf(shape)) as Float32Array).fill(initialValue);
    const variable = new Variable(dtype, shape, values, { name, trainable: false });
    this.#variables.push(variable);
    return variable;
  }

  /** The slot of a weight. */
  protected slot(name: string, weight: Variable): Variable {
    const slot = this.#slots.get(name)?.get(weight);
    if (slot) return slot;
    const problem = `there is no slot ${name} of ${weight.name}`;
    throw new ConfigError({ where: this.name, problem, hint: 'Build the optimizer first.' });
  }

  /** The rate of this step, a float32 scalar. */
  protected rate(): Tensor {
    const rate = this.#rate;
    if (rate instanceof Variable) return rate.read();
    return tf.cast(rate.call(tf.cast(this.iteration.read(), 'float32')), 'float32');
  }

  /** The slots' names in `getWeights`, where they are not Keras's. */
  protected get savedNames(): Readonly<Record<string, string>> {
    return {};
  }

  /**
   * The iteration, `iter`, then the slots of each kind, all weights' together: `w/m`; then what belongs to no weight. The
   * tensors are the slots themselves.
   */
  async getWeights(): Promise<NamedTensor[]> {
    return this.weightsNow();
  }

  /** As `getWeights`. @internal */
  weightsNow(): NamedTensor[] {
    const iteration = { name: 'iter', tensor: tf.scalar(this.iterations, 'int32') };
    const others = this.#others().map((tensor) => ({ name: tensor.name, tensor }));
    return [iteration, ...namedSlots(this.#slots, this.savedNames), ...others];
  }

  /** The variables that are no slots. */
  #others(): Variable[] {
    const slots = new Set([...this.#slots.values()].flatMap((ofKind) => [...ofKind.values()]));
    const own = this.#variables.filter((v) => v !== this.iteration && v !== this.#rate);
    return own.filter((variable) => !slots.has(variable));
  }

  /** Continues from what another optimizer's `getWeights` gave; the slots go to this one's weights in order. */
  async setWeights(weights: readonly NamedTensor[]): Promise<void> {
    const [iteration, ...slots] = weights.map(({ tensor }) => tensor);
    tf.tidy(() => void this.iteration.assign(tf.cast(iteration, 'int32')));
    const others = this.#others();
    const count = this.weightsNow().length;
    if (others.length > 0 && weights.length === count) {
      const values = slots.splice(slots.length - others.length);
      others.forEach((variable, i) => {
        variable.checkShape(values[i]);
        tf.tidy(() => void variable.assign(tf.cast(values[i], variable.dtype)));
      });
    }
    this.#restored = copied(slots);
    if (this.built) this.#restored = restoreSlots(this.#restored, [...this.#slots.values()]);
  }

  /** Disposes the slots, after which the optimizer is not to be used. */
  dispose(): void {
    for (const variable of this.#variables) {
      if (variable !== this.iteration && variable !== this.#rate) variable.dispose();
    }
  }

  /** The class's name, as `className` of the class. */
  getClassName(): string {
    return (this.constructor as typeof OptimizerState).className;
  }

  /** The configuration in Keras's spelling. */
  getConfig(): Record<string, unknown> {
    return {
      name: this.name,
      learning_rate:
        this.#rate instanceof LearningRateSchedule ? serialize(this.#rate) : this.learningRate,
      weight_decay: this.weightDecay,
      clipnorm: this.clipnorm,
      global_clipnorm: this.globalClipnorm,
      clipvalue: this.clipvalue,
      use_ema: this.useEma,
      ema_momentum: this.emaMomentum,
      ema_overwrite_frequency: this.emaOverwriteFrequency,
      loss_scale_factor: this.lossScaleFactor,
      gradient_accumulation_steps: this.gradientAccumulationSteps,
    };
  }
}
