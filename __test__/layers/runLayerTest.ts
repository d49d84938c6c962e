// `runLayerTest`: what every layer must do, checked by one helper.
import type { ExecutionContext } from 'ava';
import * as tf from '../../index.js';
import type { CallOptions, Layer } from '../../src/layers/layer.js';
import {
  deserializeLayer,
  type LayerClass,
  serializeLayer,
} from '../../src/layers/serialization.js';
import { toList } from '../../src/layers/symbolic.js';

export interface LayerExpectation {
  /** Shapes of the inputs, with the batch. */
  inputShapes: number[][];
  /** Shapes of the outputs, with the batch. */
  outputShapes: number[][];
  /** Shapes of the weights, in the order of `getWeights`. */
  weights?: number[][];
  trainableWeights?: number;
  /** Whether a mask passes through it; then its output is checked to carry one. */
  keepsMask?: boolean;
  /** The inputs' values; uniform in ±1 by default. */
  input?: (shape: number[]) => tf.Tensor;
  /** Whether the output depends on the input differentiably; default true. */
  differentiable?: boolean;
  options?: CallOptions;
}

/** A layer's class, its config, and what holds of it. */
// biome-ignore lint/suspicious/noExplicitAny: each class has a config of its own.
export type LayerCase = [new (config: any) => tf.Layer, object, LayerExpectation];

const uniform = (shape: number[]) => tf.randomUniform(shape, -1, 1, 'float32', 5);
/** The configuration without the shapes that the layer was built with. */
const configOf = (layer: Layer) =>
  JSON.parse(
    JSON.stringify(serializeLayer(layer), (key, value) =>
      key === 'build_config' ? undefined : value,
    ),
  );
const shapesOf = (outputs: unknown) =>
  toList(outputs as tf.Tensor | tf.Tensor[]).map((x) => x.shape);

/** Sums of the outputs, for gradients. */
function total(layer: Layer, inputs: tf.Tensor[], options: CallOptions): tf.Tensor {
  const outputs = layer.apply(inputs.length === 1 ? inputs[0] : inputs, options);
  return tf.addN(toList(outputs as tf.Tensor | tf.Tensor[]).map((y) => tf.sum(tf.square(y))));
}

/**
 * Builds the layer of the class from a config and checks: inferred against real shapes, eager against traced results,
 * weights, configurations in both spellings, gradients by differences, masks.
 */
export function runLayerTest<C>(
  t: ExecutionContext,
  Class: (new (config: C) => Layer) & LayerClass,
  config: C,
  expected: LayerExpectation,
): void {
  const {
    inputShapes,
    outputShapes,
    options = {},
    input = uniform,
    differentiable = true,
  } = expected;
  const layer = new Class(config);
  const inputs = inputShapes.map(input);
  const call = (l: Layer) =>
    l.apply(inputs.length === 1 ? inputs[0] : inputs, options) as tf.Tensor | tf.Tensor[];
  const outputs = toList(call(layer));

  t.deepEqual(shapesOf(outputs), outputShapes, 'shapes of the outputs');
  const weights = expected.weights ?? [];
  t.deepEqual(
    layer.weights.map((w) => w.shape),
    weights,
    'shapes of the weights',
  );
  t.is(
    layer.trainableWeights.length,
    expected.trainableWeights ?? weights.length,
    'trainable weights',
  );
  t.is(
    layer.countParams(),
    weights.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0),
  );
  layer.trainable = false;
  t.is(layer.trainableWeights.length, 0, 'frozen');
  layer.trainable = true;

  // Symbolic shapes, with an unknown batch, are the real ones.
  const symbols = inputShapes.map(([, ...shape], i) => tf.input({ shape, dtype: inputs[i].dtype }));
  const copy = deserializeLayer(JSON.parse(JSON.stringify(serializeLayer(layer))));
  const symbolic = toList(
    copy.apply(symbols.length === 1 ? symbols[0] : symbols) as tf.SymbolicTensor,
  );
  t.deepEqual(
    symbolic.map(({ shape }) => [inputShapes[0][0], ...shape.slice(1)]),
    outputShapes,
    'inferred shapes',
  );

  // What Keras's JSON describes is the same layer.
  t.is(copy.name, layer.name);
  t.deepEqual(configOf(copy), configOf(layer), 'config round trip');
  copy.setWeights(layer.getWeights());
  t.deepEqual(
    toList(call(copy)).map((y) => y.arraySync()),
    outputs.map((y) => y.arraySync()),
    'same weights, same outputs',
  );

  // A traced call computes the same.
  const model = tf.model({ inputs: symbols, outputs: symbolic });
  const traced = tf.compile(
    (...xs: tf.Tensor[]) => model.apply(xs.length === 1 ? xs[0] : xs) as tf.Tensor,
  );
  const again = toList(traced(...inputs) as tf.Tensor | tf.Tensor[]);
  for (const [i, y] of again.entries()) close(t, y, outputs[i], 1e-5, 'traced output');

  if (outputs.every((y) => y.dtype === 'float32')) checkTraining(t, model, inputs, outputs);
  if (differentiable && inputs[0].dtype === 'float32') checkGradient(t, layer, inputs, options);
  if (expected.keepsMask !== undefined) {
    inputs[0].mask = tf.ones(inputShapes[0].slice(0, 2), 'bool');
    t.is(toList(call(layer))[0].mask !== undefined, expected.keepsMask, 'carries the mask on');
  }
}

function close(
  t: ExecutionContext,
  actual: tf.Tensor,
  expected: tf.Tensor,
  tolerance: number,
  what: string,
): void {
  const a = [...actual.dataSync()];
  const e = [...expected.dataSync()];
  const scale = e.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  const worst = a.reduce((most, x, i) => Math.max(most, Math.abs(x - e[i])), 0);
  t.true(worst <= tolerance * scale, `${what}: differs by ${worst}`);
}

/** One step of training towards ones: a finite loss, and weights that moved. */
function checkTraining(
  t: ExecutionContext,
  model: tf.Model,
  inputs: tf.Tensor[],
  outputs: tf.Tensor[],
): void {
  const before = model.trainableWeights.map((weight) => weight.arraySync());
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const targets = outputs.map((y) => tf.onesLike(y));
  const [loss] = toList(model.trainOnBatchSync(inputs, targets) as number | number[]);
  t.true(Number.isFinite(loss), `the loss of a step of training is ${loss}`);
  const after = model.trainableWeights.map((weight) => weight.arraySync());
  if (before.length > 0) t.notDeepEqual(after, before, 'training changes the weights');
}

/** Compares one directional derivative by the input and the weights with a central difference. */
function checkGradient(
  t: ExecutionContext,
  layer: Layer,
  inputs: tf.Tensor[],
  options: CallOptions,
): void {
  const [x, ...rest] = inputs;
  const f = (z: tf.Tensor) => total(layer, [z, ...rest], options);
  const direction = uniform(x.shape);
  const slope = tf.sum(tf.mul(tf.grad(f)(x), direction)).dataSync()[0];
  const step = 1e-2;
  const at = (h: number) => f(tf.add(x, tf.mul(direction, h))).dataSync()[0];
  const difference = (at(step) - at(-step)) / (2 * step);
  const scale = Math.max(1, Math.abs(slope), Math.abs(difference));
  t.true(
    Math.abs(slope - difference) / scale < 2e-2,
    `gradient ${slope}, difference ${difference}`,
  );
}
