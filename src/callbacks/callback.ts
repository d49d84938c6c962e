// Callback: what `fit`, `evaluate` and `predict` call along the way.
import type { Metric } from '../metrics/metric.js';
import type { Optimizer } from '../optimizers/index.js';
import type { Tensor, TensorLike } from '../tensor.js';

/** Losses and metrics by name. */
export type Logs = Record<string, number>;

/** What a hook may return: a promise is awaited. */
export type Awaitable = void | Promise<void>;

/** The model as callbacks see it. */
export interface CallbackModel {
  readonly name: string;
  /** Set it to end the training after this batch. */
  stopTraining: boolean;
  readonly optimizer: Optimizer;
  /** Loss left out. */
  readonly metrics: readonly Metric[];
  getWeights(): Tensor[];
  setWeights(weights: readonly TensorLike[]): void;
  save(path: string): Promise<unknown>;
  saveWeights(path: string): Promise<unknown>;
}

/** How training was started. */
export interface CallbackParams {
  epochs: number;
  /** Batches an epoch; null while unknown. */
  steps: number | null;
  verbose: number;
  /** Samples an epoch; null while unknown. */
  samples: number | null;
}

/** The hooks; tfjs's plain objects have any of them. `onBatch*` are those of training. */
export interface CallbackHooks {
  onTrainBegin?(logs?: Logs): Awaitable;
  onTrainEnd?(logs?: Logs): Awaitable;
  onEpochBegin?(epoch: number, logs?: Logs): Awaitable;
  onEpochEnd?(epoch: number, logs?: Logs): Awaitable;
  onBatchBegin?(batch: number, logs?: Logs): Awaitable;
  onBatchEnd?(batch: number, logs?: Logs): Awaitable;
  onTrainBatchBegin?(batch: number, logs?: Logs): Awaitable;
  onTrainBatchEnd?(batch: number, logs?: Logs): Awaitable;
  onTestBegin?(logs?: Logs): Awaitable;
  onTestEnd?(logs?: Logs): Awaitable;
  onTestBatchBegin?(batch: number, logs?: Logs): Awaitable;
  onTestBatchEnd?(batch: number, logs?: Logs): Awaitable;
  onPredictBegin?(logs?: Logs): Awaitable;
  onPredictEnd?(logs?: Logs): Awaitable;
  onPredictBatchBegin?(batch: number, logs?: Logs): Awaitable;
  onPredictBatchEnd?(batch: number, logs?: Logs): Awaitable;
  /** tfjs's: after each block of batches. */
  onYield?(epoch: number, batch: number, logs?: Logs): Awaitable;
  /** After each block of batches: how many of the epoch are done. @internal */
  onSteps?(done: number, logs: () => Logs): void;
  setParams?(params: CallbackParams): void;
  setModel?(model: CallbackModel): void;
}

/**
 * The base of callbacks: override the hooks that matter. Without a hook of batches, training runs in blocks of many.
 *
 * @example
 * class Stop extends tf.callbacks.Callback {
 *   onEpochEnd(epoch, logs) {
 *     if (logs.loss < 0.1) this.model.stopTraining = true;
 *   }
 * }
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the hooks are optional, so none is uninitialized.
export class Callback {
  model!: CallbackModel;
  params!: CallbackParams;

  setParams(params: CallbackParams): void {
    this.params = params;
  }

  setModel(model: CallbackModel): void {
    this.model = model;
  }
}

// Declared, not defined: a hook that is there is called, and one of batches makes blocks short.
export interface Callback extends CallbackHooks {}

/** The names of the hooks. */
export const hookNames = [
  ...['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onBatchBegin', 'onBatchEnd'],
  ...['onTrainBatchBegin', 'onTrainBatchEnd', 'onTestBegin', 'onTestEnd', 'onTestBatchBegin'],
  ...['onTestBatchEnd', 'onPredictBegin', 'onPredictEnd', 'onPredictBatchBegin'],
  ...['onPredictBatchEnd', 'onYield', 'onSteps'],
];

const batchHooks = ['onBatchBegin', 'onBatchEnd', 'onTrainBatchBegin', 'onTrainBatchEnd'] as const;

/** The callbacks of one call, in order. */
export class CallbackList {
  readonly callbacks: readonly CallbackHooks[];
  /** Whether any must be called for each batch of training. */
  readonly perBatch: boolean;
  readonly #during: (fn: () => Promise<void>) => Promise<void>;

  /** @param during runs each call of hooks */
  constructor(
    callbacks: readonly CallbackHooks[],
    model: CallbackModel,
    params: CallbackParams,
    during: (fn: () => Promise<void>) => Promise<void> = (fn) => fn(),
  ) {
    this.callbacks = callbacks;
    this.#during = during;
    this.perBatch = callbacks.some((callback) => batchHooks.some((hook) => callback[hook]));
    for (const callback of callbacks) {
      callback.setParams?.(params);
      callback.setModel?.(model);
    }
  }

  /** Calls a hook of all callbacks, one after the other. */
  async call<H extends keyof CallbackHooks>(
    hook: H,
    ...args: Parameters<NonNullable<CallbackHooks[H]>>
  ): Promise<void> {
    if (!this.callbacks.some((callback) => callback[hook])) return;
    await this.#during(async () => {
      for (const callback of this.callbacks) {
        const fn = callback[hook] as ((...args: unknown[]) => Awaitable) | undefined;
        await fn?.apply(callback, args);
      }
    });
  }

  /** Calls a hook of all callbacks at once: a promise that one returns is not awaited. */
  callSync<H extends keyof CallbackHooks>(
    hook: H,
    ...args: Parameters<NonNullable<CallbackHooks[H]>>
  ): void {
    for (const callback of this.callbacks) {
      const fn = callback[hook] as ((...args: unknown[]) => Awaitable) | undefined;
      fn?.apply(callback, args);
    }
  }

  /** The hooks of a batch of training: Keras's name, else the older one. */
  async batch(when: 'Begin' | 'End', batch: number, logs: Logs): Promise<void> {
    await this.#during(async () => {
      for (const callback of this.callbacks) {
        const hook = callback[`onTrainBatch${when}`] ?? callback[`onBatch${when}`];
        await hook?.call(callback, batch, logs);
      }
    });
  }

  /** Tells those that show progress. */
  steps(done: number, logs: () => Logs): void {
    for (const callback of this.callbacks) callback.onSteps?.(done, logs);
  }
}
