// What `fit` takes beside data.
import type { CallbackHooks } from '../callbacks/callback.js';
import { ConfigError } from '../errors.js';
import { readOptions } from '../options.js';
import type { ClassWeight, Data } from './batch.js';
import type { Verbosity } from './progressBar.js';
import type { BatchSource } from './stream.js';

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

const keys: (keyof FitOptions)[] = [
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
];

/** @throws ConfigError unless it is a whole number of at least `least` */
export function wholeNumber(where: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new ConfigError({ where, expected: `an integer >= ${least}`, received: String(value) });
}

/** The options with names, ranges and defaults settled. */
export function readFitOptions(options: FitOptions) {
  const read = readOptions('fit', options, keys);
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
    verbose: read.verbose ?? ('auto' as const),
    validationSplit: split,
    shuffle: read.shuffle ?? true,
    stepsPerEpoch: steps === null ? null : wholeNumber('fit.stepsPerEpoch', steps, 1),
    validationSteps: read.validationSteps ?? read.validationBatches ?? null,
    validationFreq: read.validationFreq ?? 1,
    callbacks: listOf(read.callbacks),
  };
}

export type ReadFitOptions = ReturnType<typeof readFitOptions>;

/** One callback, or several, as a list. */
export function listOf(
  callbacks: CallbackHooks | readonly CallbackHooks[] | null | undefined,
): readonly CallbackHooks[] {
  if (callbacks === null || callbacks === undefined) return [];
  return Array.isArray(callbacks) ? callbacks : [callbacks as CallbackHooks];
}

/** Whether there is validation after an epoch, counted from 0. */
export function validates(epoch: number, frequency: number | readonly number[]): boolean {
  return typeof frequency === 'number'
    ? (epoch + 1) % frequency === 0
    : frequency.includes(epoch + 1);
}
