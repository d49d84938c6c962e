// Handlers of models: files, memory, File objects; routers and what copies, moves and removes.
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import * as tf from '../../index.js';
import { artifactsOf, bytesOf, facts, weightSpecs } from './artifacts.js';

const { io } = tf;
const dataError = { code: 'ERR_CORTEN_DATA' };
const configError = { code: 'ERR_CORTEN_CONFIG' };
const unavailable = { code: 'ERR_CORTEN_UNAVAILABLE' };

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'corten-handlers-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

test('file:// keeps a model as model.json and weights.bin', async (t) => {
  const path = await folder(t);
  const fractions: number[] = [];
  const onProgress = (fraction: number) => fractions.push(fraction);
  for (const [i, url] of [
    `file://${path}/one`,
    pathToFileURL(join(path, 'two')).href,
    `${path}/three`,
  ].entries()) {
    const handler = url.startsWith('file') ? io.getSaveHandlers(url)[0] : io.fileSystem(url);
    for (const value of [i, i + 10]) {
      const { modelArtifactsInfo } = await handler.save!(artifactsOf(value));
      t.is(modelArtifactsInfo.weightDataBytes, 12);
      t.is(modelArtifactsInfo.modelTopologyType, 'JSON');
      for (const from of [url, `${url}/model.json`]) {
        const loader = url.startsWith('file')
          ? io.getLoadHandlers(from, { onProgress })[0]
          : io.fileSystem(from, { onProgress });
        t.deepEqual(facts(await loader.load!()), facts(artifactsOf(value)));
      }
    }
  }
  t.deepEqual([...new Set(fractions)], [1]);
  t.deepEqual((await readdir(join(path, 'one'))).sort(), ['model.json', 'weights.bin']);
});

test('saves of one folder at a time leave one whole model', async (t) => {
  const path = await folder(t);
  const values = [1, 2, 3, 4, 5];
  await Promise.all(values.map((value) => io.fileSystem(path).save!(artifactsOf(value))));
  const found = await io.fileSystem(path).load!();
  t.deepEqual(facts(found), facts(artifactsOf(5)));
  t.deepEqual((await readdir(path)).sort(), ['model.json', 'weights.bin']);
});

test('a save that is killed leaves the old model or the new one', async (t) => {
  const path = await folder(t);
  const program = join(path, 'save.ts');
  const library = new URL('../../index.ts', import.meta.url).href;
  await writeFile(
    program,
    `import { io } from '${library}';
    const weightSpecs = [{ name: 'w', shape: [1024], dtype: 'float32' as const }];
    for (let i = 1; ; i++) {
      const weightData = new Float32Array(1024).fill(i).buffer;
      await io.fileSystem(process.argv[2]).save!({ modelTopology: { i }, weightSpecs, weightData });
      process.send!(i);
    }`
      .replace('for (', 'async function run() { for (')
      .concat('}\nrun();'),
  );
  const model = join(path, 'model');
  let saved = 0;
  for (let round = 0; round < 3; round++) {
    const child = fork(program, [model], { execArgv: ['--import=tsx'] });
    await new Promise<void>((resolve) => {
      let count = 0;
      child.on('message', () => {
        count += 1;
        // Somewhere within a later save.
        if (count === 3) setTimeout(() => child.kill('SIGKILL'), round * 2);
      });
      child.on('exit', () => resolve());
    });
    const { modelTopology, weightData } = await io.fileSystem(model).load!();
    const values = new Set(
      new Float32Array(io.CompositeArrayBuffer.join(weightData as ArrayBuffer[])),
    );
    t.deepEqual([...values], [(modelTopology as { i: number }).i]);
    saved += 1;
  }
  t.is(saved, 3);
  await io.fileSystem(model).save!(artifactsOf(1));
  const left = (await readdir(model)).filter((name) => !name.startsWith('.'));
  t.deepEqual(left.sort(), ['model.json', 'weights.bin']);
});

test('files that are not a whole model are errors', async (t) => {
  const path = await folder(t);
  const load = async (json: string | object, options?: tf.io.LoadOptions) => {
    await writeFile(
      join(path, 'model.json'),
      typeof json === 'string' ? json : JSON.stringify(json),
    );
    return io.fileSystem(path, options).load!();
  };
  const group = { paths: ['weights.bin'], weights: weightSpecs };
  await t.throwsAsync(io.fileSystem(join(path, 'none')).load!(), unavailable);
  await t.throwsAsync(load(''), dataError);
  await t.throwsAsync(load('{"modelTopology": {}'), dataError);
  await t.throwsAsync(load('[]'), dataError);
  await t.throwsAsync(load('null'), dataError);
  await t.throwsAsync(load({ modelTopology: {}, weightsManifest: 3 }), dataError);
  await t.throwsAsync(load({ modelTopology: {}, weightsManifest: [null] }), dataError);
  await t.throwsAsync(load({ weightsManifest: [{ ...group, weights: [{}] }] }), dataError);
  await t.throwsAsync(load({ weightsManifest: [group] }), unavailable);
  for (const name of ['../weights.bin', '/etc/hostname', 'a/../../b', '']) {
    const outside = load({ weightsManifest: [{ ...group, paths: [name] }] });
    await t.throwsAsync(outside, dataError, name);
  }
  await mkdir(join(path, 'weights'));
  await writeFile(join(path, 'weights', 'weights.bin'), bytesOf(artifactsOf(1)));
  const found = await load(
    { modelTopology: {}, weightsManifest: [group] },
    { weightPathPrefix: join(path, 'weights') },
  );
  t.deepEqual(bytesOf(found), bytesOf(artifactsOf(1)));
  await t.throwsAsync(io.fileSystem(join(path, 'model.json')).save!(artifactsOf(1)), dataError);
  t.throws(() => io.fileSystem(['a', 'b']), configError);
  t.throws(() => io.fileSystem(''), configError);
});

test('models are copied, moved and removed', async (t) => {
  const path = await folder(t);
  const url = (name: string) => `file://${join(path, name)}`;
  await io.fileSystem(join(path, 'a')).save!(artifactsOf(3));
  await writeFile(join(path, 'a', 'notes.txt'), 'mine');
  const info = await io.copyModel(url('a/model.json'), url('b'));
  t.is(info.weightDataBytes, 12);
  await io.moveModel(url('a'), url('c'));
  t.deepEqual(await readdir(join(path, 'a')), ['notes.txt']);
  for (const name of ['b', 'c']) {
    t.deepEqual(facts(await io.fileSystem(join(path, name)).load!()), facts(artifactsOf(3)));
  }
  t.is((await io.removeModel(url('b'))).weightDataBytes, 12);
  t.deepEqual(await readdir(join(path, 'b')), []);
  t.deepEqual(await io.listModels(), {});
  await t.throwsAsync(io.removeModel(url('b')), unavailable);
  await t.throwsAsync(io.moveModel(url('b'), url('d')), unavailable);
  await t.throwsAsync(io.copyModel(url('c'), url('c')), configError);
  await t.throwsAsync(io.removeModel('indexeddb://m'), configError);
  await t.throwsAsync(io.copyModel('localstorage://m', url('d')), configError);
});

test('routers are asked for URLs', async (t) => {
  const kept = new Map<string, tf.io.ModelArtifacts>();
  const router: tf.io.IORouter = (url) => {
    const key = String(url);
    if (!key.startsWith('kept://')) return null;
    const save = async (artifacts: tf.io.ModelArtifacts) => {
      kept.set(key, artifacts);
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
    };
    return { load: async () => kept.get(key)!, save };
  };
  io.registerSaveRouter(router);
  io.registerLoadRouter(router);
  t.is(io.getSaveHandlers('other://m').length, 0);
  const model = tf.sequential([tf.layers.dense({ units: 2, inputShape: [2] })]);
  await model.save('kept://m');
  const copy = await tf.loadLayersModel('kept://m');
  t.deepEqual(copy.getWeights()[0].arraySync(), model.getWeights()[0].arraySync());
  const error = await t.throwsAsync(model.save('model'), configError);
  t.regex(error.message, /file:\/\/model/);
  io.registerLoadRouter(router);
  await t.throwsAsync(tf.loadLayersModel('kept://m'), { ...configError, message: /2 handlers/ });
});

test('memory, functions and File objects are handlers', async (t) => {
  const artifacts = artifactsOf(4);
  t.deepEqual(await io.fromMemory(artifacts).load!(), artifacts);
  t.is(io.fromMemorySync(artifacts).load!(), artifacts);
  const { modelTopology, weightData } = artifacts;
  const old = io.fromMemorySync(modelTopology!, weightSpecs, weightData).load!();
  t.deepEqual(old, { modelTopology, weightSpecs, weightData, trainingConfig: undefined });
  t.throws(() => io.fromMemory(null as never), configError);
  const result = { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
  t.is(await io.withSaveHandler(async () => result).save!(artifacts), result);
  t.is(io.withSaveHandlerSync(() => result).save!(artifacts), result);

  const { weightData: _, weightSpecs: __, ...json } = artifacts;
  const content = { ...json, weightsManifest: [{ paths: ['./w.bin'], weights: weightSpecs }] };
  const weights = new File([bytesOf(artifacts)], 'w.bin');
  const model = new File([JSON.stringify(content)], 'model.json');
  t.deepEqual(facts(await io.browserFiles([model, weights]).load!()), facts(artifacts));
  await t.throwsAsync(io.browserFiles([model]).load!(), { ...dataError, message: /w\.bin/ });
  for (const files of [[], undefined, ['model.json']]) {
    const error = t.throws(() => io.browserFiles(files as never), configError);
    t.regex(error.message, /file:\/\//);
  }
  t.deepEqual(
    facts(await io.getModelArtifactsForJSON(content, async () => [weightSpecs, weightData!])),
    facts(artifacts),
  );
  t.throws(() => io.getModelArtifactsForJSONSync(content), configError);
});
