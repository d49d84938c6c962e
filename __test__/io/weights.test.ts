// Weights as bytes: encoded and decoded, quantized, streamed, by name from files; wrong descriptions are typed errors.
import test from 'ava';
import * as tf from '../../index.js';

const { io } = tf;
const dataError = { code: 'ERR_CORTEN_DATA' };
const list = (x: tf.Tensor) => [...x.dataSync()];
const buffer = (...bytes: number[]) => Uint8Array.from(bytes).buffer;

test('buffers read as one', (t) => {
  const whole = new io.CompositeArrayBuffer([buffer(1, 2), buffer(), buffer(3), buffer(4, 5, 6)]);
  t.is(whole.byteLength, 6);
  for (let start = -1; start <= 6; start++) {
    for (let end = start; end <= 7; end++) {
      const expected = [1, 2, 3, 4, 5, 6].slice(Math.max(0, start), Math.max(0, end));
      t.deepEqual([...new Uint8Array(whole.slice(start, end))], expected);
    }
  }
  t.is(new io.CompositeArrayBuffer().byteLength, 0);
  t.is(new io.CompositeArrayBuffer().slice().byteLength, 0);
  const view = new Uint8Array(buffer(9, 8, 7)).subarray(1);
  t.deepEqual([...new Uint8Array(io.concatenateArrayBuffers([view, buffer(1)]))], [8, 7, 1]);
  t.throws(() => new io.CompositeArrayBuffer(['no'] as never), { code: 'ERR_CORTEN_CONFIG' });
});

test('what is encoded is decoded, in one piece or several, streamed too', async (t) => {
  const tensors = {
    kernel: tf.tensor2d([
      [1.5, -2],
      [0, 3],
    ]),
    steps: tf.scalar(7, 'int32'),
    mask: tf.tensor1d([true, false, true]),
    words: tf.tensor1d(['ä', '', 'corten']),
    waves: tf.complex([1, 2], [3, 4]),
    none: tf.zeros([0, 2]),
  };
  const { data, specs } = await io.encodeWeights(tensors, 'model');
  t.deepEqual(
    specs.map(({ name, dtype, group }) => [name, dtype, group]),
    Object.entries(tensors).map(([name, x]) => [name, x.dtype, 'model']),
  );
  const pieces = [data.slice(0, 3), data.slice(3, 21), data.slice(21)];
  const stream = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of new Uint8Array(data)) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
  for (const decoded of [
    io.decodeWeights(data, specs),
    io.decodeWeights(pieces, specs),
    await io.decodeWeightsStream(stream(), specs),
  ]) {
    t.deepEqual(Object.keys(decoded), Object.keys(tensors));
    for (const [name, x] of Object.entries(tensors)) {
      t.deepEqual(decoded[name].shape, x.shape);
      t.deepEqual(decoded[name].arraySync(), x.arraySync());
    }
  }
  const error = await t.throwsAsync(
    io.encodeWeights([{ name: 'w', tensor: tf.scalar(1, 'float64') }]),
    { code: 'ERR_CORTEN_DTYPE' },
  );
  t.regex(error.message, /w: expected a tensor of float32/);
});

test('quantized weights are decoded', (t) => {
  const of = (dtype: 'float32' | 'int32', quantization: object) =>
    ({ name: 'w', shape: [3], dtype, quantization }) as tf.io.WeightsManifestEntry;
  const decode = (data: ArrayBuffer, spec: tf.io.WeightsManifestEntry) => {
    const { w } = io.decodeWeights(data, [spec]);
    return [w.dtype, ...list(w)];
  };
  const uint8 = { dtype: 'uint8', scale: 0.5, min: -1 };
  t.deepEqual(decode(buffer(0, 1, 255), of('float32', uint8)), ['float32', -1, -0.5, 126.5]);
  const rounded = { dtype: 'uint8', scale: 0.4, min: 0 };
  t.deepEqual(decode(buffer(1, 2, 3), of('int32', rounded)), ['int32', 0, 1, 1]);
  const uint16 = { dtype: 'uint16', scale: 2, min: 1 };
  const words = Uint16Array.of(0, 1, 65535).buffer;
  t.deepEqual(decode(words, of('float32', uint16)), ['float32', 1, 3, 131071]);
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001).buffer;
  t.deepEqual(decode(halves, of('float32', { dtype: 'float16' })), ['float32', 1, -2, 2 ** -24]);
});

test.serial('wrong descriptions and missing bytes are errors, and leave no tensors', async (t) => {
  const spec: tf.io.WeightsManifestEntry = { name: 'w', shape: [2], dtype: 'float32' };
  const good = new Float32Array(2).buffer;
  const wrong: [string, unknown, ArrayBuffer?][] = [
    ['no list', {}],
    ['no record', [null]],
    ['no name', [{ ...spec, name: 3 }]],
    ['no shape', [{ ...spec, shape: undefined }]],
    ['a size below 0', [{ ...spec, shape: [-1] }]],
    ['a size that is none', [{ ...spec, shape: [1.5] }]],
    ['more than there is', [{ ...spec, shape: [3] }]],
    ['far more than there is', [{ ...spec, shape: [2 ** 50] }]],
    ['more elements than numbers count', [{ ...spec, shape: [2 ** 40, 2 ** 40] }]],
    ['an unknown dtype', [{ ...spec, dtype: 'float8' }]],
    ['a dtype that objects have', [{ ...spec, dtype: 'constructor' }]],
    ['two of one name', [spec, { ...spec, shape: [0] }]],
    ['an unknown quantization', [{ ...spec, quantization: { dtype: 'int4' } }]],
    ['a quantization without scale', [{ ...spec, quantization: { dtype: 'uint8', min: 0 } }]],
    ['a half of an int', [{ ...spec, dtype: 'int32', quantization: { dtype: 'float16' } }]],
    ['a long string', [{ ...spec, dtype: 'string' }], Uint32Array.of(1, 2 ** 31).buffer],
    ['strings without end', [{ ...spec, dtype: 'string', shape: [2 ** 50] }]],
    ['a second one that is not there', [spec, { ...spec, name: 'v' }]],
  ];
  const before = tf.memory().numTensors;
  for (const [what, specs, data = good] of wrong) {
    t.throws(() => io.decodeWeights(data, specs as never), dataError, what);
    const stream = new Blob([data]).stream() as unknown as ReadableStream<Uint8Array>;
    await t.throwsAsync(io.decodeWeightsStream(stream, specs as never), dataError, what);
  }
  t.is(tf.memory().numTensors, before);
  const proto = io.decodeWeights(good, [{ ...spec, name: '__proto__' }]);
  t.deepEqual(Object.keys(proto), ['__proto__']);
});

test('a loader reads only the files that hold the weights asked for', async (t) => {
  const entry = (name: string, size: number) => ({
    name,
    shape: [size],
    dtype: 'float32' as const,
  });
  const manifest = [
    { paths: ['a1', 'a2'], weights: [entry('x', 1), entry('y', 2)] },
    { paths: ['b'], weights: [entry('z', 1)] },
  ];
  const files: Record<string, ArrayBuffer> = {
    'at/a1': Float32Array.of(1, 2).buffer,
    'at/a2': Float32Array.of(3).buffer,
    'at/b': Float32Array.of(4).buffer,
  };
  const asked: string[][] = [];
  const load = io.weightsLoaderFactory(async (urls) => {
    asked.push(urls);
    return urls.map((url) => files[url]);
  });
  const values = (record: Record<string, tf.Tensor>) =>
    Object.fromEntries(Object.entries(record).map(([name, x]) => [name, list(x)]));
  t.deepEqual(values(await load(manifest, 'at')), { x: [1], y: [2, 3], z: [4] });
  t.deepEqual(values(await load(manifest, 'at/', ['y'])), { y: [2, 3] });
  t.deepEqual(asked, [
    ['at/a1', 'at/a2', 'at/b'],
    ['at/a1', 'at/a2'],
  ]);
  await t.throwsAsync(load(manifest, 'at', ['w']), { code: 'ERR_CORTEN_CONFIG' });
  await t.throwsAsync(load([{ paths: 3 }] as never, 'at'), dataError);
  t.deepEqual(
    io.getWeightSpecs(manifest).map(({ name }) => name),
    ['x', 'y', 'z'],
  );
});
