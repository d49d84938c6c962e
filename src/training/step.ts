// Steps: training, testing and predicting one batch, each traced into one plan.
import type { DType, TypedArray } from '../dtype.js';
import { Trace } from '../graph.js';
import * as tf from '../ops/index.js';
import type { Optimizer } from '../optimizers/index.js';
import type { Plan } from '../plan.js';
import { applyOne } from '../session.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';
import type { Judged, Objective } from './objective.js';

/** The type of a tensor in a batch. */
export interface Spec {
  dtype: DType;
  shape: number[];
}

/** The types of a batch; labels and weights by output, where there are any. */
export interface BatchSpec {
  x: Spec[];
  y: (Spec | undefined)[];
  weights: (Spec | undefined)[];
}

/** 'train' goes on with the epoch's totals; 'trainFresh' gives results of one batch. */
export type Kind = 'train' | 'trainFresh' | 'test' | 'predict';

/** What is trained: a model as this folder sees it. */
export interface Trainee {
  /** Calls the model: one output a tensor. */
  forward(x: Tensor[], training: boolean): Tensor[];
  readonly losses: Tensor[];
  readonly trainableWeights: Variable[];
  /** Weights and states. */
  readonly variables: Variable[];
  /** Whether it must run eagerly: it, or a layer inside it. */
  readonly isDynamic: boolean;
  /** Whether states go from batch to batch. */
  readonly isStateful: boolean;
}

/** How a model was compiled. */
export interface Recipe {
  objective: Objective;
  optimizer: Optimizer;
  checkNumerics: boolean;
  /** Whether nothing is traced, as for a dynamic model. */
  runEagerly: boolean;
}

export interface Inputs {
  x: Tensor[];
  yTrue: (Tensor | undefined)[];
  weights: (Tensor | undefined)[];
}

/** The tensors of a batch, made in the order of `arraysOf`. */
export function declare(spec: BatchSpec, make: (one: Spec) => Tensor): Inputs {
  const optional = (one: Spec | undefined) => one && make(one);
  return { x: spec.x.map(make), yTrue: spec.y.map(optional), weights: spec.weights.map(optional) };
}

function declareOn(trace: Trace, spec: BatchSpec): Inputs {
  return declare(spec, ({ dtype, shape }) => trace.input(dtype, shape));
}

/** Records `fn`; the eager constants made on the way are cleaned up. */
function record<T>(fn: (trace: Trace) => T): T {
  const trace = new Trace();
  return trace.record(() => tf.tidy(() => fn(trace)));
}

function finite(x: Tensor, what: string): Tensor {
  if (x.dtype !== 'float32' && x.dtype !== 'float64') return x;
  const checked = applyOne('checkNumerics', { message: what }, [x]);
  checked.mask = x.mask;
  return checked;
}

/** The forward pass with its loss. */
export function judge(model: Trainee, compiled: Recipe, inputs: Inputs, training: boolean) {
  const { checkNumerics, objective } = compiled;
  const x = checkNumerics ? inputs.x.map((one, i) => finite(one, `input ${i}`)) : inputs.x;
  const judged: Judged = { ...inputs, yPred: model.forward(x, training) };
  const loss = objective.loss(judged, model.losses);
  if (checkNumerics) loss.total = finite(loss.total, 'the loss');
  return { judged, loss, batchSize: x[0]?.shape[0] ?? 1 };
}

/** Makes what a first trace makes: weights of layers that build themselves, totals of metrics, slots. */
export function prepare(model: Trainee, compiled: Recipe | undefined, spec: BatchSpec): void {
  const settled = record((trace) => {
    const inputs = declareOn(trace, spec);
    if (compiled && spec.y.length > 0) {
      return compiled.objective.settle(judge(model, compiled, inputs, false).judged);
    }
    model.forward(inputs.x, false);
    return undefined;
  });
  settled?.();
  compiled?.optimizer.build(model.trainableWeights);
}

/** Predictions and their masks in turn, for metrics that see them after the step; an empty mask stands for none. */
function seenByMetrics(yPred: readonly Tensor[]): Tensor[] {
  return yPred.flatMap((y) => [y, y.mask ?? tf.zeros([0], 'bool')]);
}

/**
 * A training step: inputs x, y, weights; one output, the results.
 * @param fresh whether results are of this batch alone; else totals go on in the metrics' variables
 */
export function traceTraining(
  model: Trainee,
  compiled: Recipe,
  spec: BatchSpec,
  fresh: boolean,
): Plan {
  return record((trace) => {
    const { objective, optimizer } = compiled;
    const { judged, loss, batchSize } = judge(model, compiled, declareOn(trace, spec), true);
    const variables = model.trainableWeights;
    const wrt = variables.map((variable) => trace.initial(variable));
    const gradients = trace.gradients(optimizer.scaleLoss(loss.total), wrt);
    optimizer.update(gradients.map((gradient, i) => [gradient, variables[i]] as const));
    if (fresh) {
      for (const total of objective.variables) {
        trace.substitute(total, tf.zeros(total.shape, total.dtype));
      }
    }
    const seen = objective.observes ? seenByMetrics(judged.yPred) : [];
    return trace.compile([objective.track(judged, loss, batchSize), ...seen]);
  });
}

/** A test step: inputs x, y, weights and the totals so far; outputs the results and the new totals. */
export function traceTest(model: Trainee, compiled: Recipe, spec: BatchSpec): Plan {
  return record((trace) => {
    const { objective } = compiled;
    const inputs = declareOn(trace, spec);
    const totals = objective.variables;
    for (const total of totals) trace.substitute(total, trace.input(total.dtype, total.shape));
    const { judged, loss, batchSize } = judge(model, compiled, inputs, false);
    const results = objective.track(judged, loss, batchSize);
    const seen = objective.observes ? seenByMetrics(judged.yPred) : [];
    return trace.compile([results, ...totals.map((total) => trace.read(total)), ...seen]);
  });
}

/** A prediction: inputs x; outputs the model's. */
export function tracePrediction(model: Trainee, spec: BatchSpec): Plan {
  return record((trace) => trace.compile(model.forward(declareOn(trace, spec).x, false)));
}

/** The batch's arrays in the order of a plan's inputs. */
export function arraysOf(batch: {
  x: readonly Tensor[];
  y: readonly (Tensor | undefined)[];
  weights: readonly (Tensor | undefined)[];
}): TypedArray[] {
  const arrays: TypedArray[] = [];
  for (const x of batch.x) arrays.push(x.valuesNow());
  for (const y of batch.y) if (y) arrays.push(y.valuesNow());
  for (const weight of batch.weights) if (weight) arrays.push(weight.valuesNow());
  return arrays;
}
