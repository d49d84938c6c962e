// Damaged and hostile models: whatever is changed in a file, loading ends in a typed error or in a model.
import { readFileSync } from 'node:fs';
import test from 'ava';
import * as tf from '../../index.js';

const fixtures = JSON.parse(readFileSync(new URL('tfjs.json', import.meta.url), 'utf8')) as Record<
  string,
  { artifacts: tf.io.ModelArtifacts & { weightData: string } }
>;

const fresh = (name: string) => {
  const { artifacts } = structuredClone(fixtures[name]);
  const weightData = Uint8Array.from(Buffer.from(artifacts.weightData, 'base64')).buffer;
  return { ...artifacts, weightData } as tf.io.ModelArtifacts & { weightData: ArrayBuffer };
};
const load = (artifacts: object, options?: tf.io.LoadOptions) =>
  tf.loadLayersModel(tf.io.fromMemory(artifacts), options);

type Container = Record<string, unknown>;

/** Every place in the JSON: what holds it, and its key. */
function places(value: unknown): [Container, string][] {
  if (typeof value !== 'object' || value === null || value instanceof ArrayBuffer) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    [value as Container, key] as [Container, string],
    ...places(item),
  ]);
}

const replacements: unknown[] = [null, {}, [], 'x', -1, 1.5, 2 ** 40, true, [[]], undefined];

test.serial('any place may hold anything', async (t) => {
  let refused = 0;
  let loaded = 0;
  for (const name of Object.keys(fixtures)) {
    const count = places(fresh(name)).length;
    for (let i = 0; i < count; i++) {
      // Each place gets some of them; which ones differs from place to place.
      for (let j = i % 5; j < replacements.length; j += 5) {
        const artifacts = fresh(name);
        const [container, key] = places(artifacts)[i];
        container[key] = replacements[j];
        try {
          const model = await load(artifacts);
          loaded += 1;
          model.dispose();
        } catch (error) {
          refused += 1;
          const what = `${name}: ${key} = ${JSON.stringify(replacements[j])}`;
          t.true(error instanceof tf.errors.CortenError, `${what}: ${(error as Error).stack}`);
          t.false(error instanceof tf.errors.EngineError, `${what}: ${(error as Error).stack}`);
        }
      }
    }
  }
  t.true(refused > 300 && loaded > 100, `${refused} refused, ${loaded} loaded`);
});

test.serial('weights that end too early, are too many or too few', async (t) => {
  const artifacts = fresh('functional');
  const { weightData, weightSpecs } = artifacts;
  for (let size = 0; size < weightData.byteLength; size += 4) {
    const cut = { ...artifacts, weightData: weightData.slice(0, size) };
    await t.throwsAsync(load(cut), { code: 'ERR_CORTEN_DATA' });
  }
  const without = { ...artifacts, weightSpecs: weightSpecs!.slice(0, -1) };
  const last = weightSpecs!.at(-1)!.name;
  await t.throwsAsync(load(without), { code: 'ERR_CORTEN_CONFIG', message: new RegExp(last) });
  await t.notThrowsAsync(load(without, { strict: false }));
  const renamed = fresh('functional');
  renamed.weightSpecs![0].name = 'shared/krenel';
  await t.throwsAsync(load(renamed), { message: /krenel.*Did you mean ".*kernel"/ });
  await t.notThrowsAsync(load(renamed, { strict: false }));
  const transposed = fresh('sequential');
  transposed.weightSpecs![0].shape.reverse();
  await t.throwsAsync(load(transposed), { code: 'ERR_CORTEN_SHAPE' });
  const state = fresh('sequential');
  state.weightSpecs!.pop();
  await t.throwsAsync(load(state), { code: 'ERR_CORTEN_DATA', message: /optimizer's state/ });
  const { weightSpecs: _, ...unnamed } = fresh('functional');
  await t.throwsAsync(load(unnamed), { code: 'ERR_CORTEN_DATA' });
});

test.serial('a file does not make more memory than it has', async (t) => {
  const artifacts = fresh('sequential');
  const { config } = artifacts.modelTopology as { config: { layers: { config: Container }[] } };
  config.layers[0].config.input_dim = 2 ** 33;
  const before = process.memoryUsage().rss;
  await t.throwsAsync(load(artifacts), { code: 'ERR_CORTEN_DATA', message: /more weights than/ });
  t.true(process.memoryUsage().rss - before < 2 ** 29);
  let deep: object = {};
  for (let i = 0; i < 20_000; i++) deep = { class_name: 'Sequential', config: { layers: [deep] } };
  const topology = { keras_version: '2.1.6', class_name: 'Sequential', config: { layers: [deep] } };
  await t.throwsAsync(load({ modelTopology: topology }), { code: 'ERR_CORTEN_DATA' });
});

test.serial('what is no model of layers is an error', async (t) => {
  const { modelTopology } = fresh('functional');
  const wrong: [object, string][] = [
    [{ modelTopology: {}, format: 'graph-model' }, 'ERR_CORTEN_DATA'],
    [{ weightSpecs: [], modelTopology: null }, 'ERR_CORTEN_DATA'],
    [{ modelTopology: { class_name: 'Dense', config: { units: 1 } } }, 'ERR_CORTEN_CONFIG'],
    [{ modelTopology: { class_name: 'Desne', config: {} } }, 'ERR_CORTEN_CONFIG'],
    [{ modelTopology, trainingConfig: 'adam' }, 'ERR_CORTEN_DATA'],
    [{ modelTopology, trainingConfig: { loss: 'mse' } }, 'ERR_CORTEN_DATA'],
    [{ modelTopology, userDefinedMetadata: [1] }, 'ERR_CORTEN_CONFIG'],
  ];
  for (const [artifacts, code] of wrong) await t.throwsAsync(load(artifacts), { code });
  const config = { code: 'ERR_CORTEN_CONFIG' };
  await t.throwsAsync(tf.loadLayersModel('model.json'), { ...config, message: /file:\/\/model/ });
  await t.throwsAsync(tf.loadLayersModel({} as never), config);
  await t.throwsAsync(tf.loadLayersModel(null as never), config);
  await t.throwsAsync(load({ modelTopology }, { strikt: true } as never), {
    ...config,
    message: /strict/,
  });
});
