// Callbacks of a few lines: TerminateOnNaN, LambdaCallback, SwapEMAWeights, ProgbarLogger.
import { ConfigError, NumericsError } from '../errors.js';
import { unknownName } from '../suggest.js';
import { ProgressBar, type Verbosity } from '../training/progressBar.js';
import { Callback, type CallbackHooks, hookNames, type Logs } from './callback.js';

/** Ends training when the loss is NaN or infinite. Keras: `TerminateOnNaN`. */
export class TerminateOnNaN extends Callback {
  readonly raiseError: boolean;

  /** @param config `raiseError`: whether to throw a NumericsError. Default: false */
  constructor({ raiseError = false }: { raiseError?: boolean } = {}) {
    super();
    this.raiseError = raiseError;
  }

  override onBatchEnd(batch: number, logs: Logs = {}): void {
    if (logs.loss === undefined || Number.isFinite(logs.loss)) return;
    if (this.raiseError) {
      const received = String(logs.loss);
      throw new NumericsError({ where: `batch ${batch}`, expected: 'a finite loss', received });
    }
    console.log(`Batch ${batch}: Invalid loss, terminating training`);
    this.model.stopTraining = true;
  }
}

/** Hooks given as functions. Keras: `LambdaCallback`. */
export class LambdaCallback extends Callback {
  constructor(hooks: CallbackHooks = {}) {
    super();
    for (const [name, hook] of Object.entries(hooks)) {
      if (!hookNames.includes(name)) throw unknownName('hook', name, hookNames, 'lambdaCallback');
      if (typeof hook === 'function') Object.defineProperty(this, name, { value: hook });
    }
  }
}

/** Shows progress as `fit` does by itself. Keras: `ProgbarLogger`. */
export class ProgbarLogger extends Callback {
  readonly #bar: ProgressBar;

  constructor(verbose: Verbosity = 'auto', bar = new ProgressBar({ verbose })) {
    super();
    this.#bar = bar;
  }

  override onEpochBegin(epoch: number): void {
    this.#bar.start(`Epoch ${epoch + 1}/${this.params.epochs}`, this.params.steps);
  }

  override onSteps(done: number, logs: () => Logs): void {
    this.#bar.update(done, logs);
  }

  override onEpochEnd(_epoch: number, logs: Logs = {}): void {
    this.#bar.finish(logs);
  }

  /** Leaves the terminal in order after an error or an abort. @internal */
  close(): void {
    this.#bar.close();
  }
}

/**
 * Swaps the weights with their moving averages while testing and predicting.
 * Keras: `SwapEMAWeights`; the optimizer needs `useEma`.
 */
export class SwapEMAWeights extends Callback {
  readonly swapOnEpoch: boolean;
  #swapped = false;

  /** @param config `swapOnEpoch`: whether epochs end with the averages in the model. Default: false */
  constructor({ swapOnEpoch = false }: { swapOnEpoch?: boolean } = {}) {
    super();
    this.swapOnEpoch = swapOnEpoch;
  }

  #swap(swapped: boolean): void {
    if (this.#swapped === swapped) return;
    const { optimizer } = this.model;
    if (!optimizer.useEma) {
      const hint = 'Make the optimizer with useEma: true.';
      throw new ConfigError({ where: 'swapEMAWeights', problem: 'there are no averages', hint });
    }
    optimizer.swapAverages();
    this.#swapped = swapped;
  }

  override onEpochBegin(): void {
    if (this.swapOnEpoch) this.#swap(false);
  }

  override onEpochEnd(epoch: number): void {
    if (!this.swapOnEpoch) return;
    this.#swap(true);
    if (epoch === this.params.epochs - 1) this.model.optimizer.takeAverages();
  }

  override onTestBegin(): void {
    this.#swap(true);
  }

  override onTestEnd(): void {
    this.#swap(false);
  }

  override onPredictBegin(): void {
    this.#swap(true);
  }

  override onPredictEnd(): void {
    this.#swap(false);
  }
}
