// What an optimizer is made of: its options, the rate, the iteration, and a slot of each kind for each weight.
import { allocate, type DType } from '../dtype.js';
import { ConfigError } from '../errors.js';
import { snakeName, uniqueName } from '../names.js';
import { sizeOf } from '../nested.js';
import * as tf from '../ops/index.js';
import { readOptions } from '../options.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import type { Tensor } from '../tensor.js';
import { Variable } from '../variable.js';
import { deserialize, LearningRateSchedule, serialize } from './schedules/index.js';

export interface OptimizerConfig {
  /** The rate, or a schedule of it. */
  learningRate?: number | LearningRateSchedule | SerializedObject;
  /** The share of each weight, times the rate, that goes at each step. Default: none. */
  weightDecay?: number | null;
  /** The largest norm of a gradient. Default: none. */
  clipnorm?: number | null;
  /** The largest absolute value in a gradient. Default: none. */
  clipvalue?: number | null;
  /** The largest norm of all gradients together. Default: none. */
  globalClipnorm?: number | null;
  /** Whether to keep moving averages of the weights. Default: false. */
  useEma?: boolean;
  /** Default: 0.99. */
  emaMomentum?: number;
  /** After how many steps the weights become their averages; null: in `finalizeVariableValues` only. */
  emaOverwriteFrequency?: number | null;
  /** What the loss is multiplied by, and gradients divided by. Default: none. */
  lossScaleFactor?: number | null;
  /** How many batches' gradients are averaged for one update. Default: 1. */
  gradientAccumulationSteps?: number | null;
  name?: string | null;
}

const baseKeys = [
  'learningRate',
  'weightDecay',
  'clipnorm',
  'clipvalue',
  'globalClipnorm',
  'useEma',
  'emaMomentum',
  'emaOverwriteFrequency',
  'lossScaleFactor',
  'gradientAccumulationSteps',
  'name',
];

function scalarVariable(dtype: DType, value: number, name: string): Variable {
  const values = allocate(dtype, 1);
  values[0] = value;
  return new Variable(dtype, [], values, { name, trainable: false });
}

/** The state of an optimizer, without how it updates. */
export abstract class OptimizerState<Options extends object = object> {
  readonly name: string;
  /** How many batches were taken in; int32. */
  readonly iterations: Variable;
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
  readonly #slots = new Map<string, Map<Variable, Variable>>();

  constructor(
    config: OptimizerConfig & Partial<Options> = {},
    defaults?: Options & { learningRate?: number },
  ) {
    const { learningRate: usual = 0.001, ...own } = defaults ?? ({} as { learningRate?: number });
    const className = this.constructor.name;
    const where = className[0].toLowerCase() + className.slice(1);
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
    this.iterations = scalarVariable('int32', 0, `${this.name}/iteration`);
    this.#variables.push(this.iterations);
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
    if (isSerialized(rate)) return deserialize(rate);
    if (typeof rate === 'number' && rate >= 0) {
      const variable = scalarVariable('float32', rate, `${this.name}/learning_rate`);
      this.#variables.push(variable);
      return variable;
    }
    const expected = 'a number >= 0 or a schedule';
    throw new ConfigError({ where: `${where}.learningRate`, expected, received: String(rate) });
  }

  /** The rate now. Setting it changes the training at once; with a schedule it can't be set. */
  get learningRate(): number {
    const rate = this.#rate;
    if (rate instanceof Variable) return rate.dataSync()[0];
    return rate.call(tf.cast(this.iterations.read(), 'float32')).dataSync()[0];
  }

  set learningRate(value: number) {
    if (!(this.#rate instanceof Variable)) {
      const hint = 'Make the optimizer with a number as its rate, to set it later.';
      throw new ConfigError({ where: this.name, problem: 'the rate follows a schedule', hint });
    }
    this.#rate.assign(tf.scalar(value));
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
    return tf.cast(rate.call(tf.cast(this.iterations.read(), 'float32')), 'float32');
  }

  getClassName(): string {
    return this.constructor.name;
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
