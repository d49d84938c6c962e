// Golden family `metrics`: metric objects over several updates and resets, and the functions of samples behind them.

import type { Tensor } from '../../../index.js';
import * as metrics from '../../../src/metrics/index.js';
import * as perSample from '../../../src/metrics/perSample/index.js';
import { resetNames } from '../../../src/names.js';
import { toCamelCase } from '../../../src/options.js';
import type { SerializedObject } from '../../../src/registry.js';
import { corten, tensorOf, tensorsOf, valuesOf } from '../corten.js';
import type { Case, Check, Driver } from '../family.js';

interface Update {
  reset_before: boolean;
  y_true: string | null;
  y_pred: string;
  sample_weight: string | null;
  mask?: string | null;
  result: string;
}

interface MetricCase extends Case {
  function?: string;
  y_true: string;
  y_pred: string;
  output: string;
  config: SerializedObject;
  default_name: string;
  updates: Update[];
  result_after_reset: unknown;
}

/** What Keras calls a metric that was given no name. */
function defaultName({ config: { class_name, config } }: MetricCase): string {
  const { name, ...unnamed } = config;
  resetNames();
  return metrics.get({ class_name, config: unnamed }).name;
}

/** A name without the number that tells objects of one process apart. */
const unnumbered = (name: string) => name.replace(/_\d+$/, '');

/** The result, in the precision that Keras computes in. */
function resultOf(metric: metrics.Metric): Tensor {
  return corten.cast(metric.result(), 'float32');
}

function checkFunction(item: MetricCase, check: Check): void {
  const name = toCamelCase(item.function as string) as keyof typeof perSample;
  const { [name]: fn } = perSample;
  const [yTrue, yPred] = [item.y_true, item.y_pred].map((key) => tensorOf(check.golden(key)));
  const values: Tensor = corten.cast(fn(yTrue, yPred), 'float32');
  check.tensor('output', valuesOf(values), item.output);
}

export const metricDriver: Driver<MetricCase> = (item, check) => {
  if (item.function) return checkFunction(item, check);
  const metric = metrics.get(item.config);
  check.config(metric.getConfig(), item.config.config);
  check.value('default name', defaultName(item), unnumbered(item.default_name));
  item.updates.forEach((update, i) => {
    if (update.reset_before) metric.resetState();
    const tensors = tensorsOf(check, [
      update.y_true,
      update.y_pred,
      update.sample_weight,
      update.mask ?? null,
    ]);
    const [yTrue, yPred, weight, mask] = tensors.map((tensor) => tensor ?? undefined);
    if (yPred) yPred.mask = mask;
    metric.updateState(yTrue as Tensor, yPred as Tensor, weight);
    check.tensor(`result ${i}`, valuesOf(resultOf(metric)), update.result);
  });
  if (item.result_after_reset !== null) {
    metric.resetState();
    check.value('after a reset', resultOf(metric).arraySync(), item.result_after_reset);
  }
};
