// Compiled: a model with what `compile` gave it: losses, metrics, an optimizer, and the runner of its steps.
import { Layer } from '../layers/layer.js';
import { toList } from '../layers/symbolic.js';
import { uncounted } from '../memory.js';
import type { Metric } from '../metrics/metric.js';
import { get as getOptimizer, type Optimizer } from '../optimizers/index.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { type Batch, type Data, type Labelled, readBatch } from './batch.js';
import { type CompileOptions, readCompileOptions } from './compileOptions.js';
import { Objective } from './objective.js';
import { Runner } from './runner.js';

export abstract class Compiled extends Layer {
  /** Set it, in a callback, to end `fit` after this batch. */
  stopTraining = false;
  /** @internal */
  protected readonly runner: Runner;
  #compileOptions: CompileOptions | undefined;

  constructor(...args: ConstructorParameters<typeof Layer>) {
    super(...args);
    this.runner = new Runner(this);
  }

  abstract get inputNames(): string[];
  abstract get outputNames(): string[];

  /** Calls the model: a tensor for each input and output. @internal */
  forward(x: Tensor[], training: boolean): Tensor[] {
    return toList(this.apply(x.length === 1 ? x[0] : x, { training }) as Tensor | Tensor[]);
  }

  /**
   * Configures training.
   *
   * @example
   * model.compile({optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy']});
   * @throws ConfigError for an unknown option, loss, metric or optimizer; it names the nearest
   */
  compile(options: CompileOptions = {}): void {
    this.runner.forbidWhileTraining('compile');
    const read = readCompileOptions(options);
    this.runner.compiled = {
      optimizer: getOptimizer(read.optimizer ?? 'rmsprop'),
      objective: new Objective(read, this.outputNames),
      checkNumerics: read.checkNumerics ?? false,
      runEagerly: read.runEagerly ?? false,
    };
    this.#compileOptions = read;
    this.runner.clear();
  }

  /** What `compile` was given. @internal */
  get compileOptions(): CompileOptions | undefined {
    return this.#compileOptions;
  }

  /** Undefined before `compile`. */
  get optimizer(): Optimizer {
    return this.runner.compiled?.optimizer as Optimizer;
  }

  /** The metrics that `compile` named; known once there were data. */
  get metrics(): readonly Metric[] {
    return this.runner.compiled?.objective.metrics ?? [];
  }

  /** The names of what `evaluate` gives: 'loss', then metrics; complete once there were data. */
  get metricsNames(): string[] {
    const fields = this.runner.compiled?.objective.fields ?? [];
    return fields.length > 0 ? fields.map(({ name }) => name) : ['loss'];
  }

  protected readBatch(x: Data, y?: Data | null, options: Labelled = {}): Batch {
    return uncounted(() => readBatch(this, x, y, options));
  }

  /** The types say one tensor: those who make models of several outputs know that they get a list. */
  protected single(outputs: Tensor[]): Tensor {
    return (outputs.length === 1 ? outputs[0] : outputs) as Tensor;
  }

  /** @throws BusyError while a block of `fit` is in flight */
  override setWeights(values: readonly TensorLike[]): void {
    this.runner.forbidWhileTraining('setWeights');
    super.setWeights(values);
  }

  /** Starts the metrics of `fit` again. @throws BusyError while `fit` trains, outside its callbacks */
  resetMetrics(): void {
    this.runner.forbidWhileTraining('resetMetrics');
    this.runner.compiled?.objective.reset();
  }
}
