// Eager steps: training, testing and predicting one batch where the model, or a metric, reads values and can't be traced.
import { allocate, type TypedArray } from '../dtype.js';
import { lossGradients } from '../ops/gradients.js';
import { tidy } from '../ops/scopes.js';
import type { OutputType, Plan } from '../plan.js';
import { uncounted } from '../tensors.js';
import { undoing, type Variable } from '../variable.js';
import { Interpreted } from './interpreted.js';
import {
  type BatchSpec,
  declare,
  type Inputs,
  judge,
  type Kind,
  type Recipe,
  type Trainee,
} from './step.js';

type Judgement = ReturnType<typeof judge>;

/** The tensors of a batch, and the arrays after them. */
function take(spec: BatchSpec, arrays: readonly TypedArray[]) {
  let next = 0;
  const inputs = declare(spec, ({ dtype, shape }) => uncounted(dtype, shape, arrays[next++]));
  return { inputs, rest: arrays.slice(next) };
}

const zerosOf = ({ dtype, size }: Variable) => allocate(dtype, size);

/** Runs `fn` with other values in these variables; what it gives, and the values that it leaves. */
function lend<T>(variables: readonly Variable[], values: readonly TypedArray[], fn: () => T) {
  const before = variables.map((variable) => variable.valuesNow());
  const write = (arrays: readonly TypedArray[]) => {
    for (const [i, variable] of variables.entries()) variable.overwrite(arrays[i]);
  };
  write(values);
  try {
    const result = fn();
    return { result, left: variables.map((variable) => variable.valuesNow()) };
  } finally {
    write(before);
  }
}

function track({ objective }: Recipe, { judged, loss, batchSize }: Judgement): TypedArray {
  return objective.track(judged, loss, batchSize).valuesNow();
}

/** Makes what a first batch makes, and leaves variables as they were. @returns the types of the model's outputs */
export function prepareEagerly(
  model: Trainee,
  recipe: Recipe | undefined,
  spec: BatchSpec,
  arrays: readonly TypedArray[],
): OutputType[] {
  // Metrics may keep what can't be undone: they are asked once for what they give, and start again.
  const isFirst = recipe?.objective.fields.length === 0;
  const first = () => {
    const { inputs } = take(spec, arrays);
    if (!recipe) return model.forward(inputs.x, false);
    const judgement = judge(model, recipe, inputs, false);
    if (isFirst) track(recipe, judgement);
    return judgement.judged.yPred;
  };
  const outputs = undoing('always', () =>
    tidy(() => first().map(({ dtype, shape }) => ({ dtype, shape }))),
  );
  recipe?.optimizer.build(model.trainableWeights);
  if (isFirst) recipe?.objective.reset();
  return outputs;
}

/** What a step of training computes: its results, and the gradients to apply once nothing can fail any more. */
function train(model: Trainee, recipe: Recipe, inputs: Inputs) {
  let judgement: Judgement | undefined;
  const loss = () => {
    judgement = judge(model, recipe, inputs, true);
    return recipe.optimizer.scaleLoss(judgement.loss.total);
  };
  const weights = model.trainableWeights;
  const gradients = weights.length > 0 ? lossGradients(loss, weights) : [];
  if (!judgement) loss();
  return { judgement: judgement!, gradients };
}

/**
 * A step of a model with a dynamic layer; inputs and outputs are those of the traced steps.
 * @param types of the model's outputs
 * @param writing runs what may write variables
 */
export function eagerStep(
  kind: Kind,
  model: Trainee,
  recipe: Recipe | undefined,
  spec: BatchSpec,
  types: readonly OutputType[],
  writing: <T>(fn: () => T) => T,
): Interpreted {
  const compute = (arrays: TypedArray[]): TypedArray[] => {
    const { inputs, rest } = take(spec, arrays);
    if (kind === 'predict') return model.forward(inputs.x, false).map((y) => y.valuesNow());
    const { variables } = recipe!.objective;
    if (kind === 'test') {
      const test = () => track(recipe!, judge(model, recipe!, inputs, false));
      const { result, left } = lend(variables, rest, test);
      return [result, ...left];
    }
    const { judgement, gradients } = train(model, recipe!, inputs);
    const results = () => track(recipe!, judgement);
    const found =
      kind === 'train' ? results() : lend(variables, variables.map(zerosOf), results).result;
    recipe!.optimizer.applyGradients(gradients);
    return [found];
  };
  const outputs = kind === 'predict' ? types : resultTypes(kind, recipe!);
  const now = (arrays: TypedArray[]) =>
    writing(() => undoing('onError', () => tidy(() => compute(arrays))));
  return new Interpreted(outputs, spec.x[0].shape[0], { now });
}

/** The outputs of steps that judge: results, and the totals of a test. */
function resultTypes(kind: Kind, { objective }: Recipe): OutputType[] {
  const size = objective.fields.reduce((total, field) => total + field.size, 0);
  const totals = kind === 'test' ? objective.variables : [];
  return [{ dtype: 'float64', shape: [size] }, ...totals];
}

/**
 * A traced step with metrics that can't be: they see each batch's predictions after it.
 * @param plan gives what metrics see (`step.ts`) after the outputs of the step
 */
export function observedStep(kind: Kind, plan: Plan, recipe: Recipe, spec: BatchSpec): Interpreted {
  const { objective } = recipe;
  const outputs = resultTypes(kind, recipe);
  const observe = (arrays: TypedArray[], found: TypedArray[]): TypedArray[] => {
    const { inputs } = take(spec, arrays);
    const results = found.slice(0, outputs.length);
    const seen = found.slice(outputs.length).map((values, i) => {
      const { dtype, shape } = plan.outputs[outputs.length + i];
      return uncounted(dtype, shape, values);
    });
    // Predictions and their masks in turn; an empty mask is none.
    const yPred = seen.filter((_, i) => i % 2 === 0);
    for (const [i, y] of yPred.entries()) if (seen[2 * i + 1].size > 0) y.mask = seen[2 * i + 1];
    const update = () => objective.observe({ ...inputs, yPred }, results[0]);
    if (kind === 'train') update();
    else {
      const { observed } = objective;
      const places = observed.map((variable) => 1 + objective.variables.indexOf(variable));
      const totals = kind === 'test' ? places.map((i) => results[i]) : observed.map(zerosOf);
      const { left } = lend(observed, totals, update);
      if (kind === 'test') for (const [i, place] of places.entries()) results[place] = left[i];
    }
    return results;
  };
  return new Interpreted(outputs, spec.x[0].shape[0], {
    now: (arrays) => {
      const found = plan.allocateOutputs();
      plan.runInto(arrays, found);
      return tidy(() => observe(arrays, found));
    },
    later: async (arrays) => {
      const found = await plan.runArraysAsync(arrays);
      return tidy(() => observe(arrays, found));
    },
  });
}
