// What `fit` takes beside data.
import { type CallbackHooks, hookNames } from '../callbacks/callback.js';
import { ConfigError } from '../errors.js';
import { readOptions } from '../options.js';
import { unknownName } from '../suggest.js';
import { Tensor } from '../tensor.js';
import type { ClassWeight, Data } from './batch.js';
import type { Verbosity } from './progressBar.js';
import { type BatchSource, isBatchSource } from './stream.js';

export interface FitOptions {
  /** Samples a step. Default: 32. */
  batchSize?: number | null;
  /** The epoch to train up to. Default: 1. */
  epochs?: number;
  /** Default: 'auto', a bar on a terminal, else one line an epoch. */
  verbose?: Verbosity;
  callbacks?: CallbackHooks | readonly CallbackHooks[];
  /** The share of the samples, the last ones, that is for validation. Default: 0. */
  validationSplit?: number;
  /** `[x, y]` or `[x, y, sampleWeight]`, or batches of them. */
  validationData?: readonly [x: Data, y: Data, sampleWeight?: Data] | BatchSource | null;
  /** Whether each epoch has another order. Default: true; tfjs's 'batch' counts as true. */
  shuffle?: boolean | 'batch';
  classWeight?: ClassWeight | null;
  sampleWeight?: Data | null;
  /** The epoch to start from. Default: 0. */
  initialEpoch?: number;
  /** Steps an epoch. Default: as many as there are data. */
  stepsPerEpoch?: number | null;
  /** tfjs's name of `stepsPerEpoch` for data sets. */
  batchesPerEpoch?: number | null;
  validationSteps?: number | null;
  /** tfjs's name of `validationSteps` for data sets. */
  validationBatches?: number | null;
  validationBatchSize?: number | null;
  /** After every so many epochs, or after those in the list, counted from 1. Default: 1. */
  validationFreq?: number | readonly number[];
  /** Ends the training within one step; `fit` then rejects with an AbortError. */
  signal?: AbortSignal;
  /** Accepted from tfjs: training never blocks the event loop here. */
  yieldEvery?: 'auto' | 'batch' | 'epoch' | 'never' | number;
}

const keys = new Set<keyof FitOptions>([
  'batchSize',
  'epochs',
  'verbose',
  'callbacks',
  'validationSplit',
  'validationData',
  'shuffle',
  'classWeight',
  'sampleWeight',
  'initialEpoch',
  'stepsPerEpoch',
  'batchesPerEpoch',
  'validationSteps',
  'validationBatches',
  'validationBatchSize',
  'validationFreq',
  'signal',
  'yieldEvery',
]);

/** @throws ConfigError unless it is a whole number of at least `least` */
export function wholeNumber(where: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new ConfigError({ where, expected: `an integer >= ${least}`, received: String(value) });
}

/** A whole number of at least 1, or null where none is given. */
function countOrNull(where: string, value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : wholeNumber(where, value, 1);
}

/** @throws ConfigError unless it is one of the values that the type allows */
function oneOf<T>(where: string, value: T, allowed: readonly unknown[]): T {
  if (allowed.includes(value)) return value;
  const expected = allowed.map((one) => JSON.stringify(one)).join(', ');
  throw new ConfigError({ where, expected: `one of ${expected}`, received: String(value) });
}

/** @throws ConfigError unless it says how loud to be */
export function verbosity(where: string, value: Verbosity): Verbosity {
  return oneOf(`${where}.verbose`, value, [0, 1, 2, 3, 'auto', true, false]);
}

function frequency(value: number | readonly number[]): number | readonly number[] {
  if (typeof value === 'number') return wholeNumber('fit.validationFreq', value, 1);
  for (const epoch of value) wholeNumber('fit.validationFreq', epoch, 1);
  return value;
}

function pairOf(data: FitOptions['validationData']): FitOptions['validationData'] {
  if (data === null || data === undefined || isBatchSource(data)) return data;
  const isPair = Array.isArray(data) && !(data instanceof Tensor);
  if (isPair && (data.length === 2 || data.length === 3)) return data;
  throw new ConfigError({
    where: 'fit.validationData',
    expected: '[x, y], [x, y, sampleWeight] or a data set',
    received: isPair ? `a list of ${data.length}` : typeof data,
  });
}

/** The options with names, ranges and defaults settled. */
export function readFitOptions(options: FitOptions) {
  const read = readOptions('fit', options, keys, { nbEpoch: 'epochs' });
  const split = read.validationSplit ?? 0;
  if (!(split >= 0 && split < 1)) {
    const where = 'fit.validationSplit';
    throw new ConfigError({ where, expected: 'a number in [0, 1)', received: String(split) });
  }
  const steps = read.stepsPerEpoch ?? read.batchesPerEpoch ?? null;
  return {
    ...read,
    batchSize: wholeNumber('fit.batchSize', read.batchSize ?? 32, 1),
    epochs: wholeNumber('fit.epochs', read.epochs ?? 1, 0),
    initialEpoch: wholeNumber('fit.initialEpoch', read.initialEpoch ?? 0, 0),
    verbose: verbosity('fit', read.verbose ?? 'auto'),
    validationSplit: split,
    validationData: pairOf(read.validationData),
    shuffle: oneOf('fit.shuffle', read.shuffle ?? true, [true, false, 'batch']),
    stepsPerEpoch: countOrNull('fit.stepsPerEpoch', steps),
    validationSteps: countOrNull(
      'fit.validationSteps',
      read.validationSteps ?? read.validationBatches,
    ),
    validationBatchSize: countOrNull('fit.validationBatchSize', read.validationBatchSize),
    validationFreq: frequency(read.validationFreq ?? 1),
    callbacks: listOf('fit', read.callbacks),
    signal: signalOf(read.signal),
  };
}

function signalOf(signal: AbortSignal | null | undefined): AbortSignal | undefined {
  if (signal === null || signal === undefined) return undefined;
  if (typeof signal === 'object' && 'aborted' in signal) return signal;
  throw new ConfigError({
    where: 'fit.signal',
    expected: 'an AbortSignal, as `new AbortController().signal` is',
    received: (signal as object).constructor.name,
  });
}

export type ReadFitOptions = ReturnType<typeof readFitOptions>;

/** One callback, or several, as a list. @throws ConfigError for what is none, or a hook that nothing calls */
export function listOf(
  where: string,
  callbacks: CallbackHooks | readonly CallbackHooks[] | null | undefined,
): readonly CallbackHooks[] {
  if (callbacks === null || callbacks === undefined) return [];
  const list = Array.isArray(callbacks) ? callbacks : [callbacks as CallbackHooks];
  for (const callback of list) {
    if (typeof callback !== 'object' || callback === null) {
      const expected = 'objects with hooks such as onEpochEnd';
      const received = typeof callback;
      throw new ConfigError({ where: `${where}.callbacks`, expected, received });
    }
    const stray = Object.keys(callback).find(
      (key) => /^on[A-Z]/.test(key) && !(hookNames as readonly string[]).includes(key),
    );
    if (stray !== undefined) throw unknownName('hook', stray, hookNames, `${where}.callbacks`);
    for (const name of hookNames) {
      const hook = (callback as Record<string, unknown>)[name];
      if (hook === undefined || hook === null || typeof hook === 'function') continue;
      const received = typeof hook;
      throw new ConfigError({
        where: `${where}.callbacks.${name}`,
        expected: 'a function',
        received,
      });
    }
  }
  return list;
}

/** Whether there is validation after an epoch, counted from 0. */
export function validates(epoch: number, frequency: number | readonly number[]): boolean {
  return typeof frequency === 'number'
    ? (epoch + 1) % frequency === 0
    : frequency.includes(epoch + 1);
}
