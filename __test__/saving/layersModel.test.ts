// Models in tfjs's format: what tfjs wrote is read with its meaning; what is saved comes back, its training too.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import * as tf from '../../index.js';

interface Fixture {
  artifacts: Omit<tf.io.ModelArtifacts, 'weightData'> & { weightData: string };
  x: number[][];
  y: number[][];
  predictions: number[][][];
  after: number[][][];
}
/** Made by tfjs 4.22. */
const fixtures = JSON.parse(readFileSync(new URL('tfjs.json', import.meta.url), 'utf8')) as Record<
  'sequential' | 'functional',
  Fixture
>;

function fromFixture({ artifacts }: Fixture): Promise<tf.LayersModel> {
  const weightData = Uint8Array.from(Buffer.from(artifacts.weightData, 'base64')).buffer;
  return tf.loadLayersModel(tf.io.fromMemory({ ...artifacts, weightData }));
}

/** The outputs for a fixture's inputs. */
function outputs(model: tf.LayersModel, x: number[][]): number[][][] {
  const inputs = x.map((values) => tf.tensor(values));
  const found = model.predict(inputs.length === 1 ? inputs[0] : inputs);
  return ([found].flat() as tf.Tensor[]).map((y) => y.arraySync() as number[][]);
}

function near(t: ExecutionContext, actual: unknown, expected: unknown, tolerance = 1e-5): void {
  const [a, b] = [actual, expected].map((x) => (x as number[]).flat(4));
  t.is(a.length, b.length);
  const worst = Math.max(...a.map((x, i) => Math.abs(x - b[i])));
  t.true(worst < tolerance, `${worst}`);
}

async function artifactsOf(model: tf.LayersModel, config?: tf.io.SaveConfig) {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
    config,
  );
  // As a file would hold it.
  const { weightData, ...json } = saved!;
  return { ...JSON.parse(JSON.stringify(json)), weightData } as tf.io.ModelArtifacts;
}

const again = async (model: tf.LayersModel, config?: tf.io.SaveConfig) =>
  tf.loadLayersModel(tf.io.fromMemory(await artifactsOf(model, config)));

test("tfjs's sequential model predicts and trains on as in tfjs", async (t) => {
  const { sequential } = fixtures;
  const model = await fromFixture(sequential);
  near(t, outputs(model, sequential.x), sequential.predictions);
  t.deepEqual(model.getUserDefinedMetadata(), { labels: ['bad', 'good'] });
  t.is(model.optimizer.iterations, 2);
  t.deepEqual(model.metricsNames, ['loss']);
  const copy = await again(model, { includeOptimizer: true });
  for (const one of [model, copy]) {
    await one.trainOnBatch(tf.tensor(sequential.x[0]), tf.tensor(sequential.y));
    near(t, outputs(one, sequential.x), sequential.after, 1e-3);
    t.deepEqual(one.metricsNames, ['loss', 'accuracy']);
  }
  t.deepEqual(outputs(copy, sequential.x), outputs(model, sequential.x));
});

test("tfjs's graph of shared, nested and stacked layers predicts as in tfjs", async (t) => {
  const { functional } = fixtures;
  const model = await fromFixture(functional);
  near(t, outputs(model, functional.x), functional.predictions);
  const copy = await again(model);
  t.deepEqual(outputs(copy, functional.x), outputs(model, functional.x));
  const json = await tf.models.modelFromJSON({
    modelTopology: functional.artifacts.modelTopology,
  });
  t.deepEqual(json.outputShape, model.outputShape);
});

test('what is saved is in the form of tfjs', async (t) => {
  for (const { artifacts } of Object.values(fixtures)) {
    const model = await fromFixture({ artifacts } as Fixture);
    const saved = await artifactsOf(model, { includeOptimizer: true });
    t.is(saved.format, artifacts.format);
    const names = (specs: tf.io.WeightsManifestEntry[]) => specs.map((spec) => spec.name).sort();
    t.deepEqual(names(saved.weightSpecs!), names(artifacts.weightSpecs!));
    // Rates are float32 here.
    const rounded = (config: unknown) => JSON.stringify(config)?.replace(/0\.05\d*/, '0.05');
    t.is(rounded(saved.trainingConfig), rounded(artifacts.trainingConfig));
    const graph = (topology: object) => {
      const { config } = topology as { config: { layers: Record<string, unknown>[] } };
      const layers = config.layers.filter((layer) => layer.class_name !== 'InputLayer');
      return layers.map((layer) => [layer.class_name, layer.inbound_nodes]);
    };
    t.deepEqual(graph(saved.modelTopology!), graph(artifacts.modelTopology!));
  }
});

test('models of every form come back from files', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'corten-saving-'));
  t.teardown(() => rm(path, { recursive: true }));
  const input = tf.input({ shape: [3] });
  const inner = () => tf.sequential([tf.layers.dense({ units: 3, inputShape: [3], name: 'same' })]);
  const twice = tf.layers
    .add()
    .apply([inner().apply(input), inner().apply(input)]) as tf.SymbolicTensor;
  const deferred = tf.sequential([tf.sequential([tf.layers.dense(2)]), tf.layers.dense(1)]);
  deferred.build([null, 3]);
  const models: Record<string, tf.LayersModel> = {
    sequential: tf.sequential([
      tf.layers.dense({ units: 4, activation: 'hardSigmoid', inputShape: [3] }),
      tf.layers.dense({ units: 4, activation: 'silu', kernelRegularizer: 'l2' }),
      tf.layers.batchNormalization({ momentum: 0.5 }),
      tf.layers.dropout(0.5),
    ]),
    functional: tf.model({
      inputs: input,
      outputs: tf.layers.concatenate().apply([twice, input]) as tf.SymbolicTensor,
    }),
    deferred,
  };
  const x = tf.tensor2d([
    [1, -2, 0.5],
    [0, 3, -1],
  ]);
  for (const [name, model] of Object.entries(models)) {
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const { modelArtifactsInfo } = await model.save(`file://${path}/${name}`);
    t.is(modelArtifactsInfo.weightDataBytes, model.countParams() * 4);
    const copy = await tf.loadLayersModel(`file://${path}/${name}/model.json`);
    t.deepEqual(copy.predict(x).arraySync(), model.predict(x).arraySync(), name);
    t.falsy(copy.optimizer);
  }
  t.deepEqual([...new Set(models.functional.getNamedWeights().map(({ name }) => name))].length, 4);
});

test('ops of Keras 3 between layers, and layers of the user, come back', async (t) => {
  class Twice extends tf.layers.Layer {
    static override className = 'TwiceSaved';
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.mul([inputs].flat()[0], 2);
    }
  }
  const tensor = (...keras_history: unknown[]) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 2], dtype: 'float32', keras_history },
  });
  const layer = (
    module: string,
    class_name: string,
    name: string,
    config: object,
    args?: unknown[],
  ) => ({
    ...{ module, class_name, name, config: { name, ...config } },
    inbound_nodes: args ? [{ args, kwargs: {} }] : [],
  });
  const layers = [
    layer('keras.layers', 'InputLayer', 'x', { batch_shape: [null, 2], dtype: 'float32' }),
    layer('keras.src.ops.numpy', 'Add', 'plus', {}, [tensor('x', 0, 0), 3]),
    layer('mine', 'TwiceSaved', 'twice', {}, [tensor('plus', 0, 0)]),
  ];
  const config = {
    name: 'm',
    layers,
    input_layers: [['x', 0, 0]],
    output_layers: [['twice', 0, 0]],
  };
  const json = { module: 'keras', class_name: 'Functional', config };
  const model = await tf.models.modelFromJSON(json, { TwiceSaved: Twice });
  const artifacts = await artifactsOf(model);
  await t.throwsAsync(tf.loadLayersModel(tf.io.fromMemory(artifacts)), { message: /TwiceSaved/ });
  tf.serialization.registerClass(Twice);
  const copy = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  t.deepEqual(copy.predict(tf.ones([1, 2])).arraySync(), [[8, 8]]);
});

test('each optimizer goes on where it was', async (t) => {
  const x = tf.randomNormal([8, 3]);
  const y = tf.randomNormal([8, 2]);
  const { schedules } = tf.optimizers;
  const decay = new schedules.ExponentialDecay({
    initialLearningRate: 0.1,
    decaySteps: 2,
    decayRate: 0.5,
  });
  const optimizers: [string, ConstructorParameters<typeof Object>[0]][] = [
    ...['sgd', 'rmsprop', 'adam', 'adamax', 'nadam', 'adagrad', 'adadelta', 'ftrl', 'lion', 'lamb'],
    ...['muon', 'adafactor', 'adamW', 'scheduleFreeAdamW'],
  ].map((name) => [name, name]);
  optimizers.push(
    ['momentum', tf.train.momentum(0.1, 0.9, true)],
    ['tfjs rmsprop', tf.train.rmsprop(0.01, 0.8, 0, 1e-6, true)],
    ['rmsprop of momenta', tf.optimizers.rmsprop({ momentum: 0.5, centered: true })],
    ['schedule', tf.optimizers.sgd({ learningRate: decay as never, momentum: 0.5, useEma: true })],
    ['accumulating', tf.optimizers.adam({ gradientAccumulationSteps: 2, clipnorm: 1 })],
  );
  for (const [name, optimizer] of optimizers) {
    const model = tf.sequential([
      tf.layers.dense({ units: 4, activation: 'tanh', inputShape: [3] }),
      tf.layers.dense({ units: 2 }),
    ]);
    model.compile({ optimizer, loss: 'meanSquaredError', metrics: ['mae'] });
    for (let i = 0; i < 3; i++) await model.trainOnBatch(x, y);
    const copy = await again(model, { includeOptimizer: true });
    for (let i = 0; i < 2; i++) {
      t.deepEqual(await copy.trainOnBatch(x, y), await model.trainOnBatch(x, y), name);
    }
    t.deepEqual(
      copy.getWeights().map((w) => w.arraySync()),
      model.getWeights().map((w) => w.arraySync()),
      name,
    );
  }
});

test('losses and metrics are kept by name or configuration; what can not be, is an error', async (t) => {
  const make = () => {
    const input = tf.input({ shape: [2] });
    const head = (name: string) =>
      tf.layers.dense({ units: 1, name }).apply(input) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs: [head('a'), head('b')] });
  };
  const model = make();
  t.throws(() => model.getTrainingConfig(), { code: 'ERR_CORTEN_NOT_BUILT' });
  model.compile({
    optimizer: 'adam',
    loss: { a: 'meanSquaredError', b: new tf.losses.Huber({ delta: 2 }) },
    metrics: { a: ['mae', new tf.metrics.MeanSquaredError({ name: 'mine' })], b: [] },
    lossWeights: { a: 2, b: 1 },
  });
  const x = tf.ones([4, 2]);
  const y = [tf.zeros([4, 1]), tf.ones([4, 1])];
  const copy = make();
  copy.setWeights(model.getWeights());
  copy.loadTrainingConfig(JSON.parse(JSON.stringify(model.getTrainingConfig())));
  t.deepEqual(await copy.testOnBatch(x, y), await model.testOnBatch(x, y));
  t.deepEqual(copy.metricsNames, model.metricsNames);
  const own = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.mean(tf.abs(tf.sub(yTrue, yPred)), -1);
  model.compile({ optimizer: 'adam', loss: own });
  await t.throwsAsync(artifactsOf(model, { includeOptimizer: true }), {
    code: 'ERR_CORTEN_CONFIG',
    message: /own/,
  });
  await t.notThrowsAsync(artifactsOf(model));
});
