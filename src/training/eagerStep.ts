// Eager steps: training, testing and predicting one batch where the model, or a metric, reads values and can't be traced.
import { allocate, type TypedArray } from '../dtype.js';
import { gradientsOf } from '../ops/gradients.js';
import { tidy } from '../ops/scopes.js';
import type { OutputType, Plan } from '../plan.js';
import { uncounted } from '../tensors.js';
import type { Variable } from '../variable.js';
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
    for (const [i, variable] of variables.entries()) variable.native.write(arrays[i]);
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

/** Makes what a first batch makes, and leaves states as they were. @returns the types of the model's outputs */
export function prepareEagerly(
  model: Trainee,
  recipe: Recipe | undefined,
  spec: BatchSpec,
  arrays: readonly TypedArray[],
): OutputType[] {
  return tidy(() => {
    const states = new Map(model.states.map((state) => [state, state.valuesNow()]));
    const { inputs } = take(spec, arrays);
    const judgement = recipe && spec.y.length > 0 ? judge(model, recipe, inputs, false) : undefined;
    const outputs = judgement?.judged.yPred ?? model.forward(inputs.x, false);
    if (recipe && judgement) {
      const { variables } = recipe.objective;
      lend(variables, variables.map(zerosOf), () => track(recipe, judgement));
      recipe.optimizer.build(model.trainableWeights);
    }
    for (const state of model.states) state.native.write(states.get(state) ?? zerosOf(state));
    return outputs.map(({ dtype, shape }) => ({ dtype, shape }));
  });
}

function train(model: Trainee, recipe: Recipe, inputs: Inputs): Judgement {
  let judgement: Judgement | undefined;
  const loss = () => {
    judgement = judge(model, recipe, inputs, true);
    return recipe.optimizer.scaleLoss(judgement.loss.total);
  };
  recipe.optimizer.applyGradients(gradientsOf(loss, model.trainableWeights).pairs);
  return judgement!;
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
    const judgement = train(model, recipe!, inputs);
    if (kind === 'train') return [track(recipe!, judgement)];
    return [lend(variables, variables.map(zerosOf), () => track(recipe!, judgement)).result];
  };
  const outputs = kind === 'predict' ? types : resultTypes(kind, recipe!);
  const now = (arrays: TypedArray[]) => writing(() => tidy(() => compute(arrays)));
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
 * @param plan gives the model's outputs after those of the step
 */
export function observedStep(kind: Kind, plan: Plan, recipe: Recipe, spec: BatchSpec): Interpreted {
  const { objective } = recipe;
  const outputs = resultTypes(kind, recipe);
  const observe = (arrays: TypedArray[], found: TypedArray[]): TypedArray[] => {
    const { inputs } = take(spec, arrays);
    const results = found.slice(0, outputs.length);
    const yPred = found.slice(outputs.length).map((values, i) => {
      const { dtype, shape } = plan.outputs[outputs.length + i];
      return uncounted(dtype, shape, values);
    });
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
