// Golden family `models`: whole training runs, by batches or by `fit`, with logs, weights, predictions and evaluations.
import { models, type Tensor } from '../../../index.js';
import { Layer } from '../../../src/layers/layer.js';
import type { SerializedObject } from '../../../src/registry.js';
import { camelKeys, corten, tensorOf, valuesOf } from '../corten.js';
import type { Case, Check, Driver } from '../family.js';
import { type LowLevelCase, lowLevelDriver } from './lowLevel.js';

type Logs = Record<string, number>;

interface Step {
  x: string[];
  y: string[];
  sample_weight?: string;
  class_weight?: Record<string, number>;
  logs: Logs;
  state?: string[];
  predict_after?: string | string[];
}

interface ModelCase extends Case {
  kind: 'train_on_batch' | 'fit' | 'low_level';
  config: SerializedObject;
  to_json: string | object;
  compile_config: Record<string, unknown>;
  weights: { name: string; key: string }[];
  steps: Step[];
  fit: Record<string, unknown>;
  fit_x: string;
  fit_y: string;
  validation_x?: string;
  validation_y?: string;
  callbacks?: { class_name: string; options: Record<string, unknown> }[];
  history: Record<string, number[]>;
  epoch: number[];
  reset_states_before_predict?: boolean;
  x: string[];
  y: string[];
  final_weights: string[];
  predict: string[];
  evaluate?: Logs;
}

/** One tensor, or a list of several. */
function tensorsOrOne(check: Check, keys: string[]): Tensor | Tensor[] {
  const tensors = keys.map((key) => tensorOf(check.golden(key)));
  return tensors.length === 1 ? tensors[0] : tensors;
}

// biome-ignore lint/suspicious/noExplicitAny: `corten` of the drivers, see there.
type AnyModel = any;

async function trainOnBatches(model: AnyModel, item: ModelCase, check: Check): Promise<void> {
  for (const [n, step] of item.steps.entries()) {
    const { sample_weight: weight, class_weight: classWeight } = step;
    const results = await model.trainOnBatch(
      tensorsOrOne(check, step.x),
      tensorsOrOne(check, step.y),
      {
        ...(weight && { sampleWeight: tensorOf(check.golden(weight)) }),
        ...(classWeight && { classWeight }),
      },
    );
    const numbers: number[] = [results].flat();
    const logs = Object.fromEntries(numbers.map((value, i) => [model.metricsNames[i], value]));
    check.value(`step ${n}`, logs, step.logs, 'logs');
    step.state?.forEach((key, i) => {
      const isState = ({ name }: { name: string }) => !name.endsWith('seed');
      check.tensor(
        `step ${n}: state ${i}`,
        valuesOf(model.states.filter(isState)[i]),
        key,
        'predict',
      );
    });
    if (step.predict_after === undefined) continue;
    checkPredictions(`step ${n}`, model, step.x, [step.predict_after].flat(), check);
  }
}

function checkPredictions(
  what: string,
  model: AnyModel,
  x: string[],
  expected: string[],
  check: Check,
): void {
  const outputs = [model.predictOnBatch(tensorsOrOne(check, x))].flat() as Tensor[];
  expected.forEach((key, i) => {
    check.tensor(`${what}: prediction ${i}`, valuesOf(outputs[i]), key, 'predict');
  });
}

async function fit(model: AnyModel, item: ModelCase, check: Check): Promise<void> {
  const { validation_x: vx, validation_y: vy } = item;
  const callbacks = item.callbacks?.map(({ class_name, options }) => {
    return new corten.callbacks[class_name](camelKeys(options));
  });
  const { history, epoch } = await model.fit(
    tensorOf(check.golden(item.fit_x)),
    tensorOf(check.golden(item.fit_y)),
    {
      ...camelKeys(item.fit),
      verbose: 0,
      ...(vx && vy && { validationData: [tensorsOrOne(check, [vx]), tensorsOrOne(check, [vy])] }),
      ...(callbacks && { callbacks }),
    },
  );
  check.value('history', { ...history }, item.history, 'logs');
  check.value('epoch', epoch, item.epoch);
}

export const modelDriver: Driver<ModelCase> = async (item, check) => {
  if (item.kind === 'low_level') {
    return lowLevelDriver(item as unknown as LowLevelCase, check);
  }
  const model: AnyModel = await models.modelFromJSON(item.config);
  check.holds('a layer', model instanceof Layer);
  model.setWeights(item.weights.map(({ key }) => tensorOf(check.golden(key))));
  model.compile(camelKeys(item.compile_config));
  // The configuration was taken after training, when a callback had reduced the rate.
  const rate = item.history?.learning_rate?.[0];
  if (rate !== undefined) model.optimizer.learningRate = rate;
  if (item.kind === 'fit') await fit(model, item, check);
  else await trainOnBatches(model, item, check);

  const weights: Tensor[] = model.getWeights();
  item.final_weights.forEach((key, i) => {
    check.tensor(`weight ${i}`, valuesOf(weights[i]), key, 'weights');
  });
  if (item.reset_states_before_predict) model.resetStates();
  checkPredictions('at the end', model, item.x, item.predict, check);
  if (!item.evaluate) return;
  const evaluation = await model.evaluateAsync(
    tensorsOrOne(check, item.x),
    tensorsOrOne(check, item.y),
    { returnDict: true, verbose: 0 },
  );
  check.value('evaluation', { ...evaluation }, item.evaluate, 'logs');
};
