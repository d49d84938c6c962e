// Golden families `layers` and `layers_torch`: a layer from its configuration, with weights, masks and states; its
// outputs, gradients, added losses, and what the call changed.
import { type Tensor, variable, variableGrads, zerosLike } from '../../../index.js';
import { type CallOptions, Layer } from '../../../src/layers/layer.js';
import { deserializeLayer } from '../../../src/layers/serialization.js';
import type { SerializedObject } from '../../../src/registry.js';
import type { Variable } from '../../../src/variable.js';
import { camelKeys, corten, tensorOf, tensorsOf, valuesOf, weighted } from '../corten.js';
import type { Case, Check, Driver } from '../family.js';
import { completeLayer } from './missing.js';
import { checkRandomLayer, type LayerStatistics } from './randomLayers.js';

interface Call {
  style: 'tensor' | 'list' | 'positional' | 'cell';
  training: boolean;
  mask?: (string | null)[];
  initial_state?: string[];
  kwargs?: Record<string, unknown>;
  tensor_kwargs?: Record<string, string>;
}

/** One call and what it gives. */
interface Step {
  inputs: string[];
  outputs: string[];
  cotangents?: (string | null)[];
  output_mask: (string | null)[] | null;
  input_grads?: (string | null)[];
  weight_grads?: (string | null)[];
  initial_state_grads?: (string | null)[];
  state_after?: { name: string; weight?: number; state?: number; key: string }[];
  added_losses?: string;
  added_losses_input_grads?: (string | null)[];
  added_losses_weight_grads?: (string | null)[];
}

export interface LayerCase extends Case, Step {
  config: SerializedObject;
  weights: { name: string; path: string; trainable: boolean; key: string }[];
  call: Call;
  steps?: Step[];
  statistics?: LayerStatistics;
}

const compact = <T>(items: (T | null | undefined)[]) => items.filter((item) => item != null);

/** An input whose gradient is taken: a variable, for floats. */
function leaf(tensor: Tensor, name: string): Tensor {
  return tensor.dtype === 'float32' ? variable(tensor, true, name) : tensor;
}

/** Sets the weights, after building for the first call's inputs. */
function prepare(layer: Layer, item: LayerCase, first: Step, check: Check): void {
  const shapes = first.inputs.map((key) => check.golden(key).shape);
  layer.ensureBuilt(item.call.style === 'cell' ? shapes.slice(0, 1) : shapes);
  check.value('number of weights', layer.weights.length, item.weights.length);
  item.weights.forEach(({ name, trainable }, i) => {
    const weight = layer.weights[i];
    check.value(`weight ${i}`, weight?.name.split('/').at(-1), name);
    check.value(`${name} is trainable`, layer.trainableWeights.includes(weight), trainable);
  });
  layer.setWeights(item.weights.map(({ key }) => tensorOf(check.golden(key))));
}

/** Compares gradients by variables, which are zero where the function does not depend on one. */
function checkGradients(
  check: Check,
  what: string,
  grads: Record<string, Tensor>,
  variables: readonly Tensor[],
  keys: (string | null)[] | undefined,
): void {
  keys?.forEach((key, i) => {
    if (key === null) return;
    const by = variables[i] as Variable;
    const gradient = grads[by.name] ?? zerosLike(by);
    check.tensor(`${what} ${i}`, valuesOf(gradient), key, 'gradient');
  });
}

/** Makes one call and compares all that it gives. */
function runStep(layer: Layer, call: Call, step: Step, check: Check): void {
  const masks = tensorsOf(check, call.mask ?? []);
  const inputs = step.inputs.map((key, i) => {
    const input = leaf(tensorOf(check.golden(key)), `input${i}`);
    input.mask = masks[i] ?? undefined;
    return input;
  });
  const initialState = call.initial_state?.map((key, i) =>
    leaf(tensorOf(check.golden(key)), `state${i}`),
  );
  const tensorOptions = Object.entries(call.tensor_kwargs ?? {}).map(([name, key]) => [
    name,
    tensorOf(check.golden(key)),
  ]);
  const options: CallOptions = {
    ...camelKeys({ ...call.kwargs, ...Object.fromEntries(tensorOptions) }),
    training: call.training,
    ...(initialState && { initialState }),
  };
  const wrt = [...inputs, ...(initialState ?? []), ...layer.trainableWeights].filter(
    (tensor): tensor is Variable => 'native' in tensor,
  );
  const before = [...layer.weights, ...layer.states].map((v) => [v, v.clone()] as const);
  const run = () => layer.apply(call.style === 'tensor' ? inputs[0] : inputs, options);

  let outputs: Tensor[] = [];
  const f = () => {
    outputs = [run()].flat() as Tensor[];
    return weighted(outputs, tensorsOf(check, step.cotangents ?? []));
  };
  const differentiable = step.cotangents?.some((key) => key !== null) && wrt.length > 0;
  const grads = differentiable ? variableGrads(f, wrt).grads : {};
  if (!differentiable) outputs = [run()].flat() as Tensor[];

  check.value('outputs', outputs.length, step.outputs.length);
  step.outputs.forEach((key, i) => {
    check.tensor(`output ${i}`, valuesOf(outputs[i]), key, 'output');
    const mask = step.output_mask?.[i];
    if (mask) check.tensor(`mask ${i}`, valuesOf(outputs[i].mask as Tensor), mask);
    else check.holds(`output ${i} carries no mask`, outputs[i].mask === undefined);
  });
  if (differentiable) {
    checkGradients(check, 'input gradient', grads, inputs, step.input_grads);
    checkGradients(check, 'weight gradient', grads, layer.weights, step.weight_grads);
    checkGradients(check, 'state gradient', grads, initialState ?? [], step.initial_state_grads);
  }
  const kept = layer.states.filter((state) => !state.name.endsWith('seed'));
  for (const { name, weight, state, key } of step.state_after ?? []) {
    const actual = weight === undefined ? kept[state ?? 0] : layer.weights[weight];
    check.tensor(`${name} after the call`, valuesOf(actual), key, 'output');
  }

  if (!step.added_losses) return;
  for (const [v, value] of before) v.assign(value);
  const added = () => {
    run();
    return corten.stack(compact(layer.losses));
  };
  check.tensor('added losses', valuesOf(added()), step.added_losses, 'output');
  const { grads: lossGrads } = variableGrads(() => corten.sum(added()), wrt);
  checkGradients(check, 'loss by input', lossGrads, inputs, step.added_losses_input_grads);
  checkGradients(check, 'loss by weight', lossGrads, layer.weights, step.added_losses_weight_grads);
}

export const layerDriver: Driver<LayerCase> = (item, check) => {
  const layer = deserializeLayer(completeLayer(item, check));
  check.holds('a layer', layer instanceof Layer);
  if (item.statistics) {
    checkRandomLayer(layer, item.statistics, check);
    return;
  }
  const steps = item.steps ?? [item];
  prepare(layer, item, steps[0], check);
  for (const step of steps) runStep(layer, item.call, step, check);
};
