// Objective: what a model is trained for; the losses and metrics of its outputs, traced, and the names of their results.
import { allocate, type TypedArray } from '../dtype.js';
import { ConfigError, ShapeError, TraceError } from '../errors.js';
import { withoutBroadcasting } from '../losses/align.js';
import * as losses from '../losses/index.js';
import * as metrics from '../metrics/index.js';
import { Mean } from '../metrics/mean.js';
import { Metric } from '../metrics/metric.js';
import { showShape } from '../nested.js';
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import { type CompileOptions, metricsPerOutput, perOutput } from './compileOptions.js';

/** A metric with the output that it judges. */
interface OutputMetric {
  metric: Metric;
  output: number;
  weighted: boolean;
  /** Whether it reads values, so that it gets each batch after the step. */
  observes: boolean;
}

/** What comes out of a step: a name and how many numbers belong to it. */
export interface ResultField {
  name: string;
  size: number;
}

/** The tensors of one batch that losses and metrics see, by output. */
export interface Judged {
  yTrue: readonly (Tensor | undefined)[];
  yPred: readonly Tensor[];
  weights: readonly (Tensor | undefined)[];
}

type Kind = 'binary' | 'sparseCategorical' | 'categorical';

/** Which kind of classification shapes speak of, as Keras decides for 'accuracy'. */
function kindOf(yTrue: Tensor, yPred: Tensor): Kind {
  const classes = yPred.shape.at(-1) ?? 1;
  if (classes === 1) return 'binary';
  const sparse = yTrue.rank < yPred.rank || (yTrue.shape.at(-1) === 1 && classes > 1);
  return sparse ? 'sparseCategorical' : 'categorical';
}

const general: Record<string, string> = {
  accuracy: 'Accuracy',
  acc: 'Accuracy',
  crossentropy: 'Crossentropy',
  ce: 'Crossentropy',
};

/** The name that stands for a general one, such as 'accuracy', for these shapes. */
function specific<T>(identifier: T, yTrue: Tensor, yPred: Tensor): T | string {
  const kind = typeof identifier === 'string' ? general[identifier.toLowerCase()] : undefined;
  return kind ? kindOf(yTrue, yPred) + kind : identifier;
}

export class Objective {
  readonly #options: CompileOptions;
  #outputs: readonly string[];
  /** Whether the outputs' number and names are known; else the first batch tells. */
  readonly #known: boolean;
  #losses: (losses.Loss | null)[] | undefined;
  /** Which of them are functions of the user's. */
  #own: boolean[] = [];
  #weights: number[] = [];
  readonly #total = new Mean({ name: 'loss' });
  #outputLosses: Mean[] = [];
  #metrics: OutputMetric[] = [];
  #fields: ResultField[] = [];

  constructor(options: CompileOptions, outputs: readonly string[]) {
    this.#options = options;
    this.#known = outputs.length > 0;
    this.#outputs = this.#known ? outputs : namesOf(lengthOf(options));
    this.#read();
  }

  /** Takes apart what each output gets; what can be wrong without data is said at once. */
  #read(): void {
    const options = this.#options;
    const outputs = this.#outputs;
    const given = perOutput<losses.LossIdentifier>('loss', options.loss, outputs);
    for (const identifier of given) {
      if (identifier !== null && !isGeneral(identifier)) losses.get(identifier);
    }
    for (const kind of ['metrics', 'weightedMetrics'] as const) {
      for (const identifier of metricsPerOutput(kind, options[kind], outputs).flat()) {
        if (!isGeneral(identifier)) metrics.get(identifier);
      }
    }
    const weights = options.lossWeights;
    this.#weights = perOutput<number>('lossWeights', weights, outputs).map((weight) => weight ?? 1);
  }

  /** Everything whose totals a step changes. */
  get variables(): Variable[] {
    const all = [this.#total, ...this.#outputLosses, ...this.#metrics.map(({ metric }) => metric)];
    return [...new Set(all)].flatMap((metric) => [...metric.variables]);
  }

  /** The metrics that `compile` named, loss not among them. */
  get metrics(): Metric[] {
    return this.#metrics.map(({ metric }) => metric);
  }

  /** Names and sizes of the results, in order; known once a step was traced. */
  get fields(): readonly ResultField[] {
    return this.#fields;
  }

  /** Settles losses and metrics for tensors of these shapes, the first time. */
  #resolve({ yTrue, yPred }: Judged): void {
    if (this.#losses) return;
    if (!this.#known && yPred.length !== this.#outputs.length) {
      this.#outputs = namesOf(yPred.length);
      this.#read();
    }
    const several = yPred.length > 1;
    const labels = (i: number): Tensor => {
      const label = yTrue[i];
      if (label) return label;
      const where = this.#outputs[i];
      throw new ShapeError({
        where,
        expected: 'labels y for its loss or metric',
        received: 'none',
      });
    };
    const given = perOutput<losses.LossIdentifier>('loss', this.#options.loss, this.#outputs);
    this.#own = given.map((identifier) => typeof identifier === 'function');
    const resolved = given.map((identifier, i) =>
      identifier === null ? null : losses.get(specific(identifier, labels(i), yPred[i])),
    );
    for (const kind of ['metrics', 'weightedMetrics'] as const) {
      metricsPerOutput(kind, this.#options[kind], this.#outputs).forEach((list, output) => {
        for (const identifier of list) {
          const metric = metrics.get(specific(identifier, labels(output), yPred[output]));
          // The log's key is the spelling given.
          if (typeof identifier === 'string') metric.name = identifier;
          const weighted = kind === 'weightedMetrics';
          this.#metrics.push({ metric, output, weighted, observes: false });
        }
      });
    }
    if (several) {
      this.#outputLosses = this.#outputs
        .filter((_, i) => resolved[i] !== null)
        .map((name) => new Mean({ name: `${name}_loss` }));
    }
    this.#losses = resolved;
  }

  /** Traces the loss to minimize, and the parts of it that belong to outputs. */
  loss(judged: Judged, added: readonly Tensor[]): { total: Tensor; parts: Tensor[] } {
    this.#resolve(judged);
    const parts: Tensor[] = [];
    const terms: Tensor[] = [];
    this.#losses?.forEach((loss, i) => {
      if (loss === null) return;
      const apply = () => loss.apply(judged.yTrue[i] as Tensor, judged.yPred[i], judged.weights[i]);
      // A user's own function may broadcast what it likes.
      const value = this.#own[i] ? apply() : withoutBroadcasting(apply);
      const scalar = value.rank === 0 ? value : tf.sum(value);
      parts.push(scalar);
      terms.push(this.#weights[i] === 1 ? scalar : tf.mul(scalar, this.#weights[i]));
    });
    for (const loss of added) terms.push(loss.rank === 0 ? loss : tf.sum(loss));
    if (terms.length === 0) {
      throw new ConfigError({
        where: 'compile',
        problem: 'there is no loss to minimize',
        hint: "Give compile a loss, such as 'meanSquaredError', or add one with addLoss.",
      });
    }
    return { total: terms.reduce((a, b) => tf.add(a, b)), parts };
  }

  /** Traces the totals of loss and metrics, and gives the results as one float64 vector. */
  track(judged: Judged, loss: { total: Tensor; parts: Tensor[] }, batchSize: number): Tensor {
    const size = tf.scalar(batchSize);
    this.#total.updateState(null, loss.total, size);
    this.#outputLosses.forEach((mean, i) => {
      mean.updateState(null, loss.parts[i], size);
    });
    const traced = this.#metrics.map((one) => (one.observes ? tf.scalar(0) : updated(one, judged)));
    const named: [string, Tensor][] = [
      ['loss', this.#total.result()],
      ...this.#outputLosses.map((mean): [string, Tensor] => [mean.name, mean.result()]),
      ...this.#metricNames().map((name, i): [string, Tensor] => [name, traced[i]]),
    ];
    this.#fields = named.map(([name, { size: count }]) => ({ name, size: count }));
    const vectors = named.map(([, x]) => tf.reshape(tf.cast(x, 'float64'), [x.size]));
    return vectors.length === 1 ? vectors[0] : tf.concat(vectors);
  }

  /**
   * Traces the metrics for the first time, in a trace that is thrown away, to find those that can't be traced.
   * @returns what makes these forget that, outside the trace
   */
  settle(judged: Judged): () => void {
    const found: Metric[] = [];
    for (const one of this.#metrics.filter(({ observes }) => !observes)) {
      try {
        updated(one, judged);
      } catch (error) {
        if (!(error instanceof TraceError)) throw error;
        one.observes = true;
        found.push(one.metric);
        process.emitWarning(
          `the metric ${one.metric.name} reads values, so it runs in TypeScript after each step`,
        );
      }
    }
    return () => found.forEach(startAgain);
  }

  /** Whether there are metrics that see each batch after the step. */
  get observes(): boolean {
    return this.#metrics.some((one) => one.observes);
  }

  /** The totals of those metrics. */
  get observed(): Variable[] {
    return this.#metrics.flatMap((one) => (one.observes ? [...one.metric.variables] : []));
  }

  /** Starts all totals again. */
  reset(): void {
    for (const total of this.variables) total.native.write(allocate(total.dtype, total.size));
    for (const { metric } of this.#metrics) startAgain(metric);
  }

  /** Shows a batch, eagerly, to the metrics that could not be traced, and writes their results among the step's. */
  observe(judged: Judged, results: TypedArray): void {
    const sizes = this.#fields.map(({ size }) => size);
    for (const [i, one] of this.#metrics.entries()) {
      if (!one.observes) continue;
      const result = updated(one, judged);
      if (result.size !== 1) {
        throw new ConfigError({
          where: one.metric.name,
          expected: 'one number from a metric that can not be traced',
          received: showShape(result.shape),
        });
      }
      const field = sizes.length - this.#metrics.length + i;
      const at = sizes.slice(0, field).reduce((total, size) => total + size, 0);
      results[at] = Number(result.valuesNow()[0]);
    }
  }

  /** The metrics' names in logs: with the output's where there are several, numbered where they repeat. */
  #metricNames(): string[] {
    const seen = new Map<string, number>();
    const several = this.#outputs.length > 1;
    return this.#metrics.map(({ metric, output, weighted }) => {
      const prefix = several ? `${this.#outputs[output]}_` : '';
      let name = prefix + metric.name;
      if (weighted && seen.has(name)) name = `${prefix}weighted_${metric.name}`;
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return count === 0 ? name : `${name}_${count}`;
    });
  }
}

/** Starts a metric again that keeps more than totals. */
function startAgain(metric: Metric): void {
  if (metric.resetState !== Metric.prototype.resetState) tf.tidy(() => metric.resetState());
}

/** Shows a metric a batch; its result. */
function updated({ metric, output, weighted }: OutputMetric, judged: Judged): Tensor {
  const weight = weighted ? judged.weights[output] : undefined;
  metric.updateState(judged.yTrue[output] as Tensor, judged.yPred[output], weight);
  return metric.result();
}

/** Names of a subclassed model's outputs, as Keras counts them. */
function namesOf(count: number): string[] {
  return count === 1 ? ['output'] : Array.from({ length: count }, (_, i) => `output_${i + 1}`);
}

/** How many outputs the options speak of. */
function lengthOf({ loss, lossWeights }: CompileOptions): number {
  if (Array.isArray(loss)) return Math.max(1, loss.length);
  return Array.isArray(lossWeights) ? Math.max(1, lossWeights.length) : 1;
}

function isGeneral(identifier: unknown): boolean {
  return typeof identifier === 'string' && identifier.toLowerCase() in general;
}
