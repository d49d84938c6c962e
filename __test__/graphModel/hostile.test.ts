// Graphs that are broken, cut short or made to do harm: each gives an error that says what is wrong, and where.
import test, { type ExecutionContext } from 'ava';
import * as tf from '../../index.js';
import type { FunctionDef, NodeDef } from '../../src/graphModel/graphDef.js';
import type { ModelArtifacts } from '../../src/io/handlers/types.js';
import { a, artifacts, f32, type Given, i32, modelOf, node, placeholder } from './builders.js';

function fails(t: ExecutionContext, fn: () => unknown, message: RegExp): void {
  t.throws(fn, { instanceOf: tf.errors.CortenError, message });
}

const run =
  (nodes: NodeDef[], weights: Record<string, Given> = {}, functions: FunctionDef[] = []) =>
  () =>
    modelOf(nodes, weights, { functions }).execute({}, 'y');

test('a graph that is none, or not whole', (t) => {
  const load = (parts: object) => () => tf.loadGraphModelSync(parts as ModelArtifacts);
  const topology = (modelTopology: unknown) =>
    load({ modelTopology, weightSpecs: [], weightData: new ArrayBuffer(0) });
  fails(t, topology(null), /expected modelTopology to be a graph as JSON/);
  fails(t, topology(new ArrayBuffer(8)), /received an ArrayBuffer/);
  fails(t, topology({ node: 7 }), /expected a list of nodes, received 7/);
  fails(t, topology({ node: [{ name: 'x' }] }), /nodes that have a name and an op/);
  fails(t, topology({ node: [node('x', 'NoOp'), node('x', 'NoOp')] }), /two nodes are called "x"/);
  fails(
    t,
    topology({ node: [node('y', 'Neg', ['gone'])] }),
    /input of y: "gone" is not in the graph. The file is incomplete/,
  );
  fails(
    t,
    topology({ node: [{ name: 'y', op: 'Neg', input: [3] }] }),
    /expected names of inputs, received 3/,
  );
  fails(t, topology({ node: [], library: { function: [{}] } }), /functions that have a name/);
  t.deepEqual(modelOf([]).inputNodes, []);
});

test('weights that are not there, not whole, or larger than their bytes', (t) => {
  const parts = artifacts([node('y', 'Neg', ['w'])], { w: f32([1, 2]) });
  const load = (changes: object) => () => tf.loadGraphModelSync({ ...parts, ...changes });
  const spec = (changes: object) =>
    load({ weightSpecs: [{ name: 'w', dtype: 'float32', shape: [2], ...changes }] });
  fails(
    t,
    load({ weightData: new ArrayBuffer(4) }),
    /weights: w: expected 8 more bytes of weights, received 4/,
  );
  fails(t, spec({ shape: [1e9, 1e9] }), /weights/);
  fails(t, spec({ shape: [-1] }), /weights/);
  fails(t, spec({ dtype: 'float8' }), /float32/);
  fails(t, spec({ dtype: 'string' }), /more bytes of weights/);
  fails(t, load({ weightData: 'text' }), /ArrayBuffers/);
  fails(
    t,
    () => tf.loadGraphModelSync({ ...parts, weightSpecs: [] }).execute({}),
    /w \(Const\): there is no weight of that name/,
  );
});

test('cycles', (t) => {
  fails(
    t,
    run([node('x', 'Neg', ['y']), node('y', 'Neg', ['x'])]),
    /graph: "[xy]" \(Neg\) is part of a cycle/,
  );
  fails(t, run([node('y', 'NoOp', ['^y'])]), /"y" \(NoOp\) is part of a cycle/);
  const frames = [
    node('m', 'Merge', ['y', 'm2']),
    node('m2', 'Merge', ['m']),
    node('y', 'Neg', ['m']),
  ];
  fails(t, run(frames), /is part of a cycle/);
});

test('a chain of many nodes does not overflow the stack', (t) => {
  const chain = Array.from({ length: 20_000 }, (_, i) =>
    node(`n${i}`, 'Identity', [i ? `n${i - 1}` : 'w']),
  );
  t.is((modelOf(chain, { w: f32(1) }).execute({}, 'n19999') as tf.Tensor).arraySync(), 1);
});

test('functions that are not there, or call themselves', (t) => {
  const call = (callee: string) => node('y', 'PartitionedCall', ['w'], { f: a.func(callee) });
  const again: FunctionDef = {
    signature: { name: 'again', inputArg: [{ name: 'v' }], outputArg: [{ name: 'r' }] },
    nodeDef: [node('c', 'PartitionedCall', ['v'], { f: a.func('again') })],
    ret: { r: 'c:output:0' },
  };
  const w = { w: f32(1) };
  fails(
    t,
    run([call('agin')], w, [again]),
    /unknown function of the graph "agin". Did you mean "again"/,
  );
  fails(t, run([call('again')], w, [again]), /functions call functions more than 100 deep/);
  fails(
    t,
    run([node('y', 'PartitionedCall', ['w'])], w),
    /expected attribute "f" to be a function/,
  );
  fails(
    t,
    run([node('y', 'PartitionedCall', [], { f: a.func('again') })], {}, [again]),
    /expected 1 arguments, received 0/,
  );
});

test('ops that are not known, and nodes without what their op reads', (t) => {
  const w = { w: f32([1, 2]), one: i32(1) };
  fails(
    t,
    run([node('y', 'Reluu', ['w'])], w),
    /y \(Reluu\): unknown TensorFlow op "Reluu". Did you mean "Relu"\? tf.registerOp/,
  );
  fails(
    t,
    run([node('y', 'SimpleMLInferenceOpWithHandle', ['w'])], w),
    /SimpleMLInferenceOpWithHandle/,
  );
  fails(t, run([node('y', 'Add', ['w'])], w), /y \(Add\): expected input 1, received 1 inputs/);
  fails(
    t,
    run([node('y', 'Sum', ['w', 'one'], { keep_dims: a.int(1) })], w),
    /expected attribute "keep_dims" to be a boolean/,
  );
  fails(
    t,
    run([node('y', 'Pack', ['w'], { axis: a.text('x') })], w),
    /expected attribute "axis" to be a number/,
  );
  fails(
    t,
    run([node('y', 'MaxPool', ['w'], { ksize: { list: { i: ['x'] } } })], w),
    /"ksize" to be a list of numbers/,
  );
  fails(
    t,
    run([node('y', 'MaxPool', ['w'], { padding: a.text('SOME') })], w),
    /"padding" to be one of same, valid/,
  );
  fails(
    t,
    run([node('y', 'Cast', ['w'], { DstT: a.type('DT_VARIANT') })], w),
    /"DstT" to be a dtype/,
  );
  fails(t, run([node('y', 'Enter', ['w'])], w), /expected attribute "frame_name"/);
  fails(t, run([node('y', 'Exit', ['w'])], w), /it is in no frame/);
});

test('shapes that no memory holds', (t) => {
  const w = { shape: i32([2 ** 30, 2 ** 30]), zero: f32(0), list: f32([0]), reps: i32([2 ** 30]) };
  fails(t, run([node('y', 'Fill', ['shape', 'zero'])], w), /y \(Fill\): its result is too large/);
  fails(t, run([node('y', 'BroadcastTo', ['list', 'shape'])], w), /fits in memory/);
  fails(t, run([node('y', 'RandomUniform', ['shape'])], w), /fits in memory/);
  fails(
    t,
    run([node('y', 'RaggedRange', ['zeros', 'reps', 'ones'])], {
      ...w,
      zeros: i32([0]),
      ones: i32([1]),
      reps: i32([2 ** 31 - 1]),
    }),
    /at most/,
  );
});

test('a graph whose nodes belong to no one frame ends', (t) => {
  const nodes = [
    placeholder('p', 'bool'),
    node('e', 'Enter', ['w'], { frame_name: a.text('a') }),
    node('f', 'Enter', ['e'], { frame_name: a.text('b') }),
    node('s', 'Switch', ['e', 'f']),
    node('n', 'NextIteration', ['s:1']),
    node('m', 'Merge', ['n', 'f']),
    node('y', 'Exit', ['m']),
  ];
  const model = modelOf(nodes, { w: f32(1) });
  fails(t, () => model.execute({ p: tf.scalar(true) }, 'y'), /Cannot compute the outputs \[y\]/);
});
