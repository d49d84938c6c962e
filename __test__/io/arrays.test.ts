// tf.io: arrays in NumPy's and safetensors' files, read, written, and refused where they are damaged.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import * as tf from '../../index.js';
import { npy, zip } from '../datasets/archive.js';

const dataError = { code: 'ERR_CORTEN_DATA' };

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'corten-io-'));
  t.teardown(() => rm(path, { recursive: true }));
  return path;
}

const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer);
const reversed = (array: ArrayBufferView) => bytes(array).reverse();

/** What of a tensor a file keeps. */
const facts = (x: tf.Tensor) => ({ dtype: x.dtype, shape: x.shape, values: [...x.dataSync()] });

/** One tensor of each dtype that files have, and odd shapes. */
const tensors = {
  float32: tf.tensor2d([
    [1.5, -2],
    [Number.NaN, Number.POSITIVE_INFINITY],
  ]),
  float64: tf.tensor1d([Math.PI], 'float64'),
  int32: tf.tensor3d([[[1, -2, 2 ** 31 - 1]]], undefined, 'int32'),
  int64: tf.tensor(BigInt64Array.of(2n ** 62n, -1n)),
  uint8: tf.tensor(Uint8Array.of(0, 255)),
  bool: tf.tensor1d([true, false, true]),
  scalar: tf.scalar(7),
  empty: tf.zeros([0, 3]),
  'a name, ñ': tf.tensor1d([1, 2, 3, 4]).rows(1, 3),
};

test('what is written is read again, in each format', async (t) => {
  const path = await folder(t);
  const expected = Object.fromEntries(Object.entries(tensors).map(([k, x]) => [k, facts(x)]));
  const found = (loaded: tf.io.NamedTensors) =>
    Object.fromEntries(Object.entries(loaded).map(([k, x]) => [k, facts(x)]));

  for (const [name, x] of Object.entries(tensors)) {
    t.deepEqual(facts(tf.io.decodeNpy(tf.io.encodeNpy(x))), expected[name], name);
  }
  await tf.io.saveNpy(join(path, 'x.npy'), tensors.int32);
  t.deepEqual(facts(await tf.io.loadNpy(join(path, 'x.npy'))), expected.int32);
  t.deepEqual(facts(await tf.io.loadNpy(pathToFileURL(join(path, 'x.npy')))), expected.int32);

  for (const compressed of [false, true]) {
    await tf.io.saveNpz(join(path, 'x.npz'), tensors, { compressed });
    t.deepEqual(found(await tf.io.loadNpz(join(path, 'x.npz'))), expected);
    const encoded = await tf.io.encodeNpz(tensors, { compressed });
    t.deepEqual(found(await tf.io.loadNpz(encoded)), expected);
    t.deepEqual(await readFile(join(path, 'x.npz')), Buffer.from(encoded));
  }

  await tf.io.saveSafetensors(join(path, 'x.safetensors'), tensors);
  t.deepEqual(found(await tf.io.loadSafetensors(join(path, 'x.safetensors'))), expected);
  t.deepEqual(found(tf.io.decodeSafetensors(tf.io.encodeSafetensors(tensors))), expected);
  t.deepEqual((await readdir(path)).sort(), ['x.npy', 'x.npz', 'x.safetensors']);

  // Arrays will do.
  t.deepEqual(tf.io.decodeNpy(tf.io.encodeNpy([[1, 2]])).arraySync(), [[1, 2]]);
});

test('.npy is written as NumPy writes it', (t) => {
  const file = Buffer.from(tf.io.encodeNpy(tf.tensor1d([1, 2])));
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  t.is(file.length, 128 + 8);
  t.deepEqual(file.subarray(0, 10), Buffer.from('\x93NUMPY\x01\0v\0', 'latin1'));
  t.is(file.toString('latin1', 10, 128), `${header.padEnd(117)}\n`);
  t.is(file.readFloatLE(132), 2);
});

test('.npy in other types and orders', (t) => {
  const cases: [string, Buffer, { dtype: string; shape: number[]; values: unknown[] }][] = [
    [
      'float16',
      npy('<f2', [6], bytes(Uint16Array.of(0x3c00, 0xbe00, 0x7bff, 1, 0xfc00, 0x7e00))),
      {
        dtype: 'float32',
        shape: [6],
        values: [1, -1.5, 65504, 2 ** -24, Number.NEGATIVE_INFINITY, Number.NaN],
      },
    ],
    [
      'big-endian float32',
      npy('>f4', [1], reversed(Float32Array.of(1.5))),
      { dtype: 'float32', shape: [1], values: [1.5] },
    ],
    [
      'big-endian int64',
      npy('>i8', [], reversed(BigInt64Array.of(-3n))),
      { dtype: 'int64', shape: [], values: [-3n] },
    ],
    ['int8', npy('|i1', [1], Uint8Array.of(0x80)), { dtype: 'int32', shape: [1], values: [-128] }],
    [
      'uint16',
      npy('<u2', [1], bytes(Uint16Array.of(65535))),
      { dtype: 'int32', shape: [1], values: [65535] },
    ],
    [
      'uint32',
      npy('<u4', [1], bytes(Uint32Array.of(2 ** 32 - 1))),
      { dtype: 'int64', shape: [1], values: [2n ** 32n - 1n] },
    ],
    [
      'Fortran order',
      npy('|u1', [2, 3], Uint8Array.of(1, 4, 2, 5, 3, 6), true),
      { dtype: 'uint8', shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
    ],
    [
      'Fortran order, three axes',
      npy('|u1', [2, 1, 2], Uint8Array.of(1, 3, 2, 4), true),
      { dtype: 'uint8', shape: [2, 1, 2], values: [1, 2, 3, 4] },
    ],
  ];
  for (const [name, file, expected] of cases) {
    t.deepEqual(facts(tf.io.decodeNpy(file)) as unknown, expected, name);
  }
});

/** What numpy.savez and numpy.savez_compressed write for `a` = [0, 1, 2] and `b` = [[7]], an int64. */
const npz = {
  stored:
    'UEsDBC0AAAAAAAAAIQC2jIZT//////////8FABQAYS5ucHkBABAAjAAAAAAAAACMAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAUEsDBC0AAAAAAAAAIQCJo2tj//////////8FABQAYi5ucHkBABAAiAAAAAAAAACIAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgxLCAxKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKBwAAAAAAAABQSwECLQMtAAAAAAAAACEAtoyGU4wAAACMAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECLQMtAAAAAAAAACEAiaNrY4gAAACIAAAABQAAAAAAAAAAAAAAgAHDAAAAYi5ucHlQSwUGAAAAAAIAAgBmAAAAggEAAAAA',
  compressed:
    'UEsDBC0AAAAIAAAAIQC2jIZT//////////8FABQAYS5ucHkBABAAjAAAAAAAAABLAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoUAC4GMGiwBxIOAFBLAwQtAAAACAAAACEAiaNrY///////////BQAUAGIubnB5AQAQAIgAAAAAAAAASgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqGOgqGmjoKtQpkAy52BggAAFBLAQItAy0AAAAIAAAAIQC2jIZTSwAAAIwAAAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBLAQItAy0AAAAIAAAAIQCJo2tjSgAAAIgAAAAFAAAAAAAAAAAAAACAAYIAAABiLm5weVBLBQYAAAAAAgACAGYAAAADAQAAAAA=',
};

for (const [name, text] of Object.entries(npz)) {
  test(`.npz of NumPy's, ${name}`, async (t) => {
    const { a, b } = await tf.io.loadNpz(Buffer.from(text, 'base64'));
    t.deepEqual(facts(a), { dtype: 'float32', shape: [3], values: [0, 1, 2] });
    t.deepEqual(facts(b) as unknown, { dtype: 'int64', shape: [1, 1], values: [7n] });
  });
}

/** A safetensors file of a header and so many bytes. */
function safetensors(header: unknown, size: number): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(size, 0x40)]);
}

test('safetensors: half precision, narrow integers, metadata', (t) => {
  const types = ['F16', 'BF16', 'I8', 'I16', 'U16', 'U32', 'U64', 'BOOL'];
  const widths = [2, 2, 1, 2, 2, 4, 8, 1];
  let at = 0;
  const entries = types.map((dtype, i) => {
    const from = at;
    at += widths[i];
    return [dtype, { dtype, shape: [1], data_offsets: [from, at] }];
  });
  const file = safetensors({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) }, at);
  const found = Object.entries(tf.io.decodeSafetensors(file)).map(([name, x]) => {
    return [name, x.dtype, x.dataSync()[0]] as unknown[];
  });
  t.deepEqual(found, [
    ['F16', 'float32', 2.125],
    ['BF16', 'float32', 3],
    ['I8', 'int32', 0x40],
    ['I16', 'int32', 0x4040],
    ['U16', 'int32', 0x4040],
    ['U32', 'int64', 0x40404040n],
    ['U64', 'int64', 0x4040404040404040n],
    ['BOOL', 'bool', 1],
  ]);
});

type Read = (bytes: Uint8Array) => unknown;
const formats: [string, () => Uint8Array | Promise<Uint8Array>, Read][] = [
  ['npy', () => tf.io.encodeNpy(tensors.float32), tf.io.decodeNpy],
  ['npy, empty', () => tf.io.encodeNpy(tensors.empty), tf.io.decodeNpy],
  ['npz', () => tf.io.encodeNpz({ a: tensors.float64, b: tensors.bool }), tf.io.loadNpz],
  [
    'npz, compressed',
    () => tf.io.encodeNpz({ a: tensors.float32 }, { compressed: true }),
    tf.io.loadNpz,
  ],
  [
    'safetensors',
    () => tf.io.encodeSafetensors({ a: tensors.float32, b: tensors.uint8 }),
    tf.io.decodeSafetensors,
  ],
];

for (const [name, encode, read] of formats) {
  test(`${name}: cut off anywhere, or with bytes after it, it is refused`, async (t) => {
    const file = await encode();
    for (let at = 0; at < file.length; at++) {
      await t.throwsAsync(async () => read(file.subarray(0, at)), dataError, `cut at ${at}`);
    }
    if (name.startsWith('npz')) return;
    await t.throwsAsync(async () => read(Uint8Array.of(...file, 0)), dataError);
  });

  test(`${name}: with any byte changed, it is read or refused, never more`, async (t) => {
    const file = await encode();
    for (let at = 0; at < file.length; at++) {
      for (const value of [0, 0x27, 0x30, 0x39, 0x5d, 0x80, 0xff]) {
        const changed = Uint8Array.from(file);
        changed[at] = value;
        try {
          await read(changed);
        } catch (error) {
          t.is((error as { code: string }).code, dataError.code, `${value} at ${at}`);
        }
      }
    }
    t.pass();
  });
}

test('headers that lie', async (t) => {
  const entry = (more: object) => ({
    a: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...more },
  });
  const header = (text: string) =>
    Buffer.from(
      npy('<f4', [1], new Uint8Array(4)).toString('latin1').replace('(1,)', text),
      'latin1',
    );
  const cases: Record<string, [Read, Buffer]> = {
    'npy of an object': [tf.io.decodeNpy, npy('|O', [1], new Uint8Array(20))],
    'npy of text': [tf.io.decodeNpy, npy('<U2', [1], new Uint8Array(8))],
    'npy of complex numbers': [tf.io.decodeNpy, npy('<c8', [1], new Uint8Array(8))],
    'npy of more than there is': [tf.io.decodeNpy, npy('<f4', [1e9], new Uint8Array(4))],
    'npy of 2 ** 64 elements': [tf.io.decodeNpy, npy('<f4', [2 ** 32, 2 ** 32], new Uint8Array(4))],
    'npy with a size of many digits': [tf.io.decodeNpy, header(`(${'9'.repeat(400)},)`)],
    'npy with a negative size': [tf.io.decodeNpy, header('(-1,)')],
    'npy of many axes': [tf.io.decodeNpy, npy('|u1', Array(65).fill(1), new Uint8Array(1))],
    'npy beyond int64': [tf.io.decodeNpy, npy('<u8', [1], new Uint8Array(8).fill(255))],
    'npz of more than its budget': [
      (b) => tf.io.loadNpz(b, { maxBytes: 100 }),
      zip({ 'a.npy': Buffer.alloc(1000) }),
    ],
    'npz with something else': [tf.io.loadNpz, zip({ readme: Buffer.from('hello') })],
    'safetensors with a huge header': [
      tf.io.decodeSafetensors,
      Buffer.from('ffffffffffffffff7b7d', 'hex'),
    ],
    'safetensors of no JSON': [tf.io.decodeSafetensors, safetensors('{', 0)],
    'safetensors of a list': [tf.io.decodeSafetensors, safetensors('[]', 0)],
    'safetensors of null': [tf.io.decodeSafetensors, safetensors({ a: null }, 0)],
    'an unknown dtype': [tf.io.decodeSafetensors, safetensors(entry({ dtype: 'F4' }), 4)],
    'offsets beyond the end': [
      tf.io.decodeSafetensors,
      safetensors(entry({ shape: [2], data_offsets: [0, 8] }), 4),
    ],
    'offsets that are turned around': [
      tf.io.decodeSafetensors,
      safetensors(entry({ data_offsets: [4, 0] }), 4),
    ],
    'offsets that are no numbers': [
      tf.io.decodeSafetensors,
      safetensors(entry({ data_offsets: ['0', '4'] }), 4),
    ],
    'a shape that does not fill them': [
      tf.io.decodeSafetensors,
      safetensors(entry({ shape: [2 ** 40] }), 4),
    ],
    'a negative size': [tf.io.decodeSafetensors, safetensors(entry({ shape: [-1, -1] }), 4)],
    'two arrays in one place': [
      tf.io.decodeSafetensors,
      safetensors({ ...entry({}), b: entry({}).a }, 4),
    ],
    'a hole': [tf.io.decodeSafetensors, safetensors(entry({ data_offsets: [4, 8] }), 8)],
  };
  for (const [name, [read, file]] of Object.entries(cases)) {
    await t.throwsAsync(async () => read(file), dataError, name);
  }
});

test('what is not there, is no tensor, or can not be written', async (t) => {
  const path = await folder(t);
  await t.throwsAsync(() => tf.io.loadNpy(join(path, 'none.npy')), {
    instanceOf: tf.errors.UnavailableError,
    message: /none\.npy: can't be read: ENOENT/,
  });
  await t.throwsAsync(() => tf.io.loadNpz(3 as never), { instanceOf: tf.errors.ConfigError });
  await t.throwsAsync(() => tf.io.saveNpz(join(path, 'x.npz'), null as never), {
    instanceOf: tf.errors.ConfigError,
  });
  const old = join(path, 'x.npy');
  await writeFile(old, 'old');
  const disposed = tf.scalar(1);
  disposed.dispose();
  await t.throwsAsync(() => tf.io.saveNpy(old, disposed), { instanceOf: tf.errors.DisposedError });
  await t.throwsAsync(() => tf.io.saveNpy(join(old, 'x.npy'), tf.scalar(1)), dataError);
  t.is(await readFile(old, 'utf8'), 'old');
  t.deepEqual(await readdir(path), ['x.npy']);
});
