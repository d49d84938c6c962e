// What `compile` takes, and how losses and metrics are told apart by outputs.
import { ConfigError } from '../errors.js';
import type { LossIdentifier } from '../losses/index.js';
import type { MetricIdentifier } from '../metrics/index.js';
import type { OptimizerIdentifier } from '../optimizers/index.js';
import { readOptions } from '../options.js';
import { unknownName } from '../suggest.js';

/** One for all outputs, a list, or a record by the outputs' names. */
export type PerOutput<T> = T | null | (T | null)[] | Record<string, T | null>;

export interface CompileOptions {
  /** Default: 'rmsprop'. */
  optimizer?: OptimizerIdentifier;
  loss?: PerOutput<LossIdentifier>;
  /** How much each output's loss counts. Default: 1 each. */
  lossWeights?: number | number[] | Record<string, number> | null;
  /** For several outputs a list of lists or a record; a plain list holds for each output. */
  metrics?: MetricList | null;
  /** Metrics that sample weights count in. */
  weightedMetrics?: MetricList | null;
  /** Whether NaN or infinity in the inputs or the loss is an error that leaves the model as it was. Default: false. */
  checkNumerics?: boolean;
  /** Whether to run op by op instead of traced: slower, but a layer may print what it computes. Default: false. */
  runEagerly?: boolean;
  /** Accepted from Keras: steps run in blocks here anyway. */
  stepsPerExecution?: number;
  jitCompile?: boolean | 'auto';
  autoScaleLoss?: boolean;
}

export type MetricList =
  | MetricIdentifier
  | (MetricIdentifier | MetricIdentifier[] | null)[]
  | Record<string, MetricIdentifier | MetricIdentifier[] | null>;

const keys: (keyof CompileOptions)[] = [
  'optimizer',
  'loss',
  'lossWeights',
  'metrics',
  'weightedMetrics',
  'checkNumerics',
  'runEagerly',
  'stepsPerExecution',
  'jitCompile',
  'autoScaleLoss',
];

/** The options with their names checked. */
export function readCompileOptions(options: CompileOptions): CompileOptions {
  return readOptions('compile', options, keys);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !('class_name' in value)
  );
}

/** What each output gets: the one for all, by position, or by name. @throws ConfigError if it does not fit the outputs */
export function perOutput<T>(
  where: string,
  given: PerOutput<T> | undefined,
  outputs: readonly string[],
): (T | null)[] {
  if (given === null || given === undefined) return outputs.map(() => null);
  if (isRecord(given)) {
    const stray = Object.keys(given).find((name) => !outputs.includes(name));
    if (stray !== undefined) throw unknownName('output', stray, outputs, `compile.${where}`);
    return outputs.map((name) => (given[name] as T | undefined) ?? null);
  }
  if (!Array.isArray(given)) return outputs.map(() => given as T);
  if (given.length === outputs.length) return given;
  throw new ConfigError({
    where: `compile.${where}`,
    expected: `one for each of the ${outputs.length} outputs`,
    received: String(given.length),
  });
}

/** The metrics of each output. */
export function metricsPerOutput(
  where: string,
  given: MetricList | null | undefined,
  outputs: readonly string[],
): MetricIdentifier[][] {
  const list = (one: unknown): MetricIdentifier[] =>
    one === null || one === undefined
      ? []
      : ((Array.isArray(one) ? one : [one]) as MetricIdentifier[]);
  if (Array.isArray(given)) {
    const nested = given.some((one) => Array.isArray(one) || one === null);
    if (outputs.length === 1) return [given.flatMap(list)];
    // A plain list holds for each output, as in tfjs, unless it has one for each, as in Keras.
    if (!nested && given.length !== outputs.length)
      return outputs.map(() => given as MetricIdentifier[]);
  }
  return perOutput(where, given as PerOutput<unknown>, outputs).map(list);
}
