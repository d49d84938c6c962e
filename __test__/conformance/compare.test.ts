// The rules by which golden values are compared, on values made here.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { difference, jsonDifference } from './compare.js';
import { type Case, needs } from './family.js';
import { type Golden, readSafetensors } from './safetensors.js';

const floats = (...data: number[]): Golden => ({
  dtype: 'float32',
  shape: [data.length],
  data: Float32Array.from(data),
});

test('the absolute tolerance grows with the largest expected element', (t) => {
  const tolerance = { rtol: 0, atol: 1e-3 };
  t.is(difference(floats(1000.5, 0.9), floats(1000, 0), tolerance), undefined);
  t.regex(difference(floats(1, 0.002), floats(1, 0), tolerance) ?? '', /^1 of 2 elements differ/);
});

test('shapes and integers must be equal, and only NaN equals NaN', (t) => {
  t.regex(difference({ shape: [1, 2], data: [1, 2] }, floats(1, 2)) ?? '', /^shape \[1,2\]/);
  const integers: Golden = { dtype: 'int32', shape: [1], data: Int32Array.of(1_000_000) };
  t.truthy(difference({ shape: [1], data: [1_000_001] }, integers));
  t.is(
    difference(
      floats(Number.NaN, Number.POSITIVE_INFINITY),
      floats(Number.NaN, Number.POSITIVE_INFINITY),
    ),
    undefined,
  );
  t.truthy(difference(floats(Number.NaN), floats(0)));
  t.truthy(difference(floats(0), floats(Number.NaN)));
  t.truthy(difference(floats(1e30), floats(Number.POSITIVE_INFINITY)));
});

test('JSON values are equal but for the rounding of their numbers', (t) => {
  t.is(jsonDifference({ a: [1, 'x', null] }, { a: [1 + 1e-7, 'x', null] }), undefined);
  t.is(jsonDifference({ a: [1] }, { a: [2] }), '.a[0]: 1, expected 2');
  t.truthy(jsonDifference({ a: 1, b: 2 }, { a: 1 }));
});

test('a case needs the classes and functions of its configuration, and itself', (t) => {
  const config = { class_name: 'Dense', config: { activation: 'relu', units: 3 } };
  t.deepEqual([...needs({ name: 'case', config } as Case)], ['case', 'Dense', 'relu']);
});

test('safetensors of each type are read, int64 as int32', (t) => {
  const header = JSON.stringify({
    __metadata__: { made: 'here' },
    x: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
    i: { dtype: 'I64', shape: [1], data_offsets: [8, 16] },
    b: { dtype: 'BOOL', shape: [], data_offsets: [16, 17] },
  });
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  const data = Buffer.alloc(17);
  data.writeFloatLE(1.5, 0);
  data.writeFloatLE(-2, 4);
  data.writeBigInt64LE(-7n, 8);
  data[16] = 1;
  const folder = mkdtempSync(join(tmpdir(), 'corten-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'x.safetensors');
  writeFileSync(path, Buffer.concat([size, Buffer.from(header), data]));

  const tensors = readSafetensors(path);
  t.deepEqual(tensors.get('x'), {
    dtype: 'float32',
    shape: [2, 1],
    data: Float32Array.of(1.5, -2),
  });
  t.deepEqual(tensors.get('i')?.data, Int32Array.of(-7));
  t.deepEqual(tensors.get('b'), { dtype: 'bool', shape: [], data: Uint8Array.of(1) });
  t.false(tensors.has('__metadata__'));
});
