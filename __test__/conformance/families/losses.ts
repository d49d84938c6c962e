// Golden family `losses`: loss objects with weights, masks and reductions, and the functions of samples behind them.
import * as losses from '../../../src/losses/index.js';
import { toCamelCase } from '../../../src/options.js';
import type { SerializedObject } from '../../../src/registry.js';
import { corten, tensorOf, tensorsOf, valuesOf, weighted } from '../corten.js';
import type { Case, Driver } from '../family.js';
import { completeLoss } from './missing.js';

interface LossCase extends Case {
  config?: SerializedObject;
  function?: string;
  y_true: string;
  y_pred: string;
  sample_weight?: string | null;
  mask?: string | null;
  output: string;
  cotangent?: string;
  y_pred_grad?: string;
}

export const lossDriver: Driver<LossCase> = (item, check) => {
  const [yTrue, yPred] = [item.y_true, item.y_pred].map((key) => tensorOf(check.golden(key)));
  const [weight, mask] = tensorsOf(check, [item.sample_weight ?? null, item.mask ?? null]);
  if (item.function) {
    const fn = losses.perSample[toCamelCase(item.function) as keyof typeof losses.perSample];
    check.tensor('output', valuesOf(fn(yTrue, yPred)), item.output, 'output');
    return;
  }
  if (!item.config) throw new Error('there is neither a function nor a configuration');
  const loss = losses.get(completeLoss({ ...item, config: item.config }));
  check.config(loss.getConfig(), item.config.config);
  const f = (predictions: typeof yPred) => {
    predictions.mask = mask ?? undefined;
    return loss.apply(yTrue, predictions, weight ?? undefined);
  };
  check.tensor('output', valuesOf(f(yPred)), item.output, 'output');
  if (!item.y_pred_grad) return;
  const cotangent = tensorsOf(check, [item.cotangent ?? null]);
  const gradient = corten.grad((x: typeof yPred) => weighted([f(x)], cotangent))(yPred);
  check.tensor('gradient', valuesOf(gradient), item.y_pred_grad, 'gradient');
};
