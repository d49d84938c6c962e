// The four counts at each of many thresholds, as a metric's totals.
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Confusion } from './confusion.js';
import { addTo, type Metric } from './metric.js';

export interface Totals {
  truePositives: Variable;
  falsePositives: Variable;
  trueNegatives: Variable;
  falseNegatives: Variable;
}

/** Adds the four totals to a metric. */
export function addTotals(metric: Metric, shape: number[]): Totals {
  return {
    truePositives: metric.addVariable('true_positives', shape),
    falsePositives: metric.addVariable('false_positives', shape),
    trueNegatives: metric.addVariable('true_negatives', shape),
    falseNegatives: metric.addVariable('false_negatives', shape),
  };
}

export function addCounts(totals: Totals, counts: Confusion): void {
  for (const kind of Object.keys(totals) as (keyof Totals)[]) addTo(totals[kind], counts[kind]);
}

/** `a / (a + b)`, 0 where both are 0. */
export function ratio(a: Tensor, b: Tensor): Tensor {
  return tf.divNoNan(a, tf.add(a, b));
}
