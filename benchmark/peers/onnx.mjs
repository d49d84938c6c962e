// Times onnxruntime-node on the one workload whose ONNX file is a few lines to write: Dense 784-128-10.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { measure, requested } from '../measure.ts';

// Protocol buffers, as far as needed: a field is a key, then a varint, or a length and bytes.
const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]);
const number = (field, n) => Buffer.from([...varint(field << 3), ...varint(n)]);
const bytes = (field, ...parts) => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(body.length)]), body]);
};

const FLOAT = 1;
/** A TensorProto with random values. */
function weight(name, ...shape) {
  const values = Float32Array.from(
    { length: shape.reduce((a, b) => a * b) },
    () => Math.random() - 0.5,
  );
  const dims = shape.map((size) => number(1, size));
  return bytes(5, ...dims, number(2, FLOAT), bytes(8, name), bytes(9, Buffer.from(values.buffer)));
}
const node = (op, inputs, output) =>
  bytes(1, ...inputs.map((name) => bytes(1, name)), bytes(2, output), bytes(4, op));
/** A ValueInfoProto: the graph's input is field 11, its output field 12. */
function value(field, name, ...shape) {
  const dims = shape.map((size) => bytes(1, number(1, size)));
  const type = bytes(2, bytes(1, number(1, FLOAT), bytes(2, ...dims)));
  return bytes(field, bytes(1, name), type);
}

const graph = bytes(
  7,
  node('Gemm', ['x', 'w1', 'b1'], 'h'),
  node('Relu', ['h'], 'r'),
  node('Gemm', ['r', 'w2', 'b2'], 'y'),
  bytes(2, 'mlp'),
  weight('w1', 784, 128),
  weight('b1', 128),
  weight('w2', 128, 10),
  weight('b2', 10),
  value(11, 'x', 1, 784),
  value(12, 'y', 1, 10),
);
const model = Buffer.concat([number(1, 8), graph, bytes(8, number(2, 17))]);

for (const name of requested(['mlp'])) {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 2 });
  const feeds = { x: new Tensor('float32', new Float32Array(784).fill(0.5), [1, 784]) };
  await measure('onnxruntime-node', name, 'predict', () => session.run(feeds));
}
