// Branches and loops: TensorFlow 1's of single nodes, TensorFlow 2's of functions.
import test, { type ExecutionContext } from 'ava';
import * as tf from '../../index.js';
import type { FunctionDef } from '../../src/graphModel/graphDef.js';
import { a, f32, i32, list, modelOf, node, placeholder } from './builders.js';

const frame = (name: string, constant = false) => ({
  frame_name: a.text(name),
  is_constant: a.flag(constant),
});

/** Runs both ways; what is made on the way is gone. */
async function run(
  t: ExecutionContext,
  model: ReturnType<typeof modelOf>,
  feed: tf.NamedTensorMap,
  outputs: string[],
) {
  const before = tf.memory().numTensors;
  const now = list(model.execute(feed, outputs));
  const later = list(await model.executeAsync(feed, outputs));
  t.is(tf.memory().numTensors - before, 2 * outputs.length);
  const values = now.map((x) => x.arraySync());
  t.deepEqual(
    later.map((x) => x.arraySync()),
    values,
  );
  return values;
}

test.serial('Switch and Merge run one branch', async (t) => {
  const model = modelOf(
    [
      placeholder('x'),
      placeholder('p', 'bool'),
      node('s', 'Switch', ['x', 'p']),
      node('then', 'Add', ['s:1', 'one']),
      node('else', 'Mul', ['s', 'two']),
      node('m', 'Merge', ['else', 'then']),
      node('out', 'Identity', ['m']),
    ],
    { one: f32(1), two: f32(2) },
  );
  const x = tf.tensor([3, 4]);
  const outputs = ['out', 'm:1'];
  t.deepEqual(await run(t, model, { x, p: tf.scalar(true) }, outputs), [[4, 5], 1]);
  t.deepEqual(await run(t, model, { x, p: tf.scalar(false) }, outputs), [[6, 8], 0]);
  const untaken = () => model.execute({ x, p: tf.scalar(true) }, 'else');
  t.throws(untaken, {
    instanceOf: tf.errors.ValueError,
    message: /Cannot compute the outputs \[else\]/,
  });
});

/** `while (i < n) { x = 2 x + c; i++ }`, whose constants are the same in every iteration. */
const loop = [
  placeholder('x'),
  placeholder('n', 'int32'),
  node('enterI', 'Enter', ['zero'], frame('loop')),
  node('enterX', 'Enter', ['x'], frame('loop')),
  node('enterN', 'Enter', ['n'], frame('loop', true)),
  node('enterC', 'Enter', ['c'], frame('loop', true)),
  node('i', 'Merge', ['enterI', 'nextI']),
  node('y', 'Merge', ['enterX', 'nextX']),
  node('less', 'Less', ['i', 'enterN']),
  node('cond', 'LoopCond', ['less']),
  node('switchI', 'Switch', ['i', 'cond']),
  node('switchX', 'Switch', ['y', 'cond']),
  node('i1', 'Add', ['switchI:1', 'one']),
  // Of constants only: runs in every iteration all the same.
  node('cc', 'Add', ['enterC', 'enterC']),
  node('half', 'Mul', ['cc', 'point5']),
  node('twice', 'Add', ['switchX:1', 'switchX:1']),
  node('x1', 'Add', ['twice', 'half']),
  node('nextI', 'NextIteration', ['i1']),
  node('nextX', 'NextIteration', ['x1']),
  node('exitI', 'Exit', ['switchI']),
  node('exitX', 'Exit', ['switchX']),
];

test.serial('a loop of frames ends when its condition says so', async (t) => {
  const model = modelOf(loop, { zero: i32(0), one: i32(1), c: f32(1), point5: f32(0.5) });
  const x = tf.tensor([1, 2]);
  for (const n of [0, 1, 5]) {
    const wanted = [1, 2].map((value) => 2 ** n * value + 2 ** n - 1);
    const feed = { x, n: tf.scalar(n, 'int32') };
    t.deepEqual(await run(t, model, feed, ['exitX', 'exitI']), [wanted, n]);
  }
});

test.serial('loops nest: the inner one starts anew in each iteration', async (t) => {
  // for (i of [0, 1, 2]) for (j of [0, 1]) x += i + 1
  const model = modelOf(
    [
      placeholder('x'),
      node('ei', 'Enter', ['zero'], frame('outer')),
      node('ex', 'Enter', ['x'], frame('outer')),
      node('i', 'Merge', ['ei', 'ni']),
      node('y', 'Merge', ['ex', 'nx']),
      node('less', 'Less', ['i', 'three']),
      node('cond', 'LoopCond', ['less']),
      node('si', 'Switch', ['i', 'cond']),
      node('sx', 'Switch', ['y', 'cond']),
      node('j0', 'Mul', ['si:1', 'zero']),
      node('fj', 'Enter', ['j0'], frame('inner')),
      node('fx', 'Enter', ['sx:1'], frame('inner')),
      node('fi', 'Enter', ['si:1'], frame('inner', true)),
      node('j', 'Merge', ['fj', 'nj']),
      node('z', 'Merge', ['fx', 'nz']),
      node('less2', 'Less', ['j', 'two']),
      node('cond2', 'LoopCond', ['less2']),
      node('sj', 'Switch', ['j', 'cond2']),
      node('sz', 'Switch', ['z', 'cond2']),
      node('j1', 'Add', ['sj:1', 'one']),
      node('i1f', 'Add', ['fi', 'one']),
      node('z1', 'Add', ['sz:1', 'i1f']),
      node('nj', 'NextIteration', ['j1']),
      node('nz', 'NextIteration', ['z1']),
      node('xz', 'Exit', ['sz']),
      node('i1', 'Add', ['si:1', 'one']),
      node('ni', 'NextIteration', ['i1']),
      node('nx', 'NextIteration', ['xz']),
      node('out', 'Exit', ['sx']),
    ],
    { zero: i32(0), one: i32(1), two: i32(2), three: i32(3) },
  );
  t.deepEqual(await run(t, model, { x: tf.tensor([3, 4]) }, ['out']), [[15, 16]]);
});

const functions: FunctionDef[] = [
  {
    signature: {
      name: 'sums',
      inputArg: [{ name: 'a' }, { name: 'b' }],
      outputArg: [{ name: 'r' }, { name: 'q' }],
    },
    nodeDef: [node('s', 'AddV2', ['a', 'b']), node('d', 'Sub', ['a', 'b'])],
    ret: { r: 's:z:0', q: 'd:z:0' },
  },
  {
    signature: {
      name: 'products',
      inputArg: [{ name: 'a' }, { name: 'b' }],
      outputArg: [{ name: 'r' }, { name: 'q' }],
    },
    // Functions name ports: the second output of TopKV2, the argument as it is.
    nodeDef: [
      node('one', 'Const'),
      node('p', 'Mul', ['a', 'b']),
      node('top', 'TopKV2', ['p:z:0', 'one:output:0']),
      node('at', 'Cast', ['top:indices:0'], { DstT: a.type('DT_FLOAT') }),
    ],
    ret: { r: 'at:y:0', q: 'b' },
  },
  {
    signature: {
      name: 'below',
      inputArg: [{ name: 'k' }, { name: 'v' }],
      outputArg: [{ name: 'r' }],
    },
    nodeDef: [node('six', 'Const'), node('l', 'Less', ['k', 'six:output:0'])],
    ret: { r: 'l:z:0' },
  },
  {
    signature: {
      name: 'step',
      inputArg: [{ name: 'k' }, { name: 'v' }],
      outputArg: [{ name: 'k1' }, { name: 'v1' }],
    },
    nodeDef: [
      node('one', 'Const'),
      node('ka', 'AddV2', ['k', 'one:output:0']),
      node('vm', 'AddV2', ['v', 'v']),
    ],
    ret: { k1: 'ka:z:0', v1: 'vm:z:0' },
  },
];
const weights = { one: i32(1), six: i32(6) };

test.serial('If calls one of two functions', async (t) => {
  const model = modelOf(
    [
      placeholder('x'),
      placeholder('y'),
      placeholder('p', 'bool'),
      node('if', 'StatelessIf', ['p', 'x', 'y'], {
        then_branch: a.func('sums'),
        else_branch: a.func('products'),
      }),
    ],
    weights,
    { functions },
  );
  const feed = { x: tf.tensor([3, 4]), y: tf.tensor([1, 2]) };
  const outputs = ['if', 'if:1'];
  t.deepEqual(await run(t, model, { ...feed, p: tf.scalar(true) }, outputs), [
    [4, 6],
    [2, 2],
  ]);
  t.deepEqual(await run(t, model, { ...feed, p: tf.scalar(false) }, outputs), [[1], [1, 2]]);
});

test.serial('While calls its body for as long as its condition holds', async (t) => {
  const model = modelOf(
    [
      placeholder('k', 'int32'),
      placeholder('x'),
      node('w', 'While', ['k', 'x'], { cond: a.func('below'), body: a.func('step') }),
      node('c', 'PartitionedCall', ['w', 'w:1'], { f: a.func('step') }),
    ],
    weights,
    { functions },
  );
  const x = tf.tensor([1, 3]);
  const outputs = ['w', 'w:1', 'c:1'];
  const four = await run(t, model, { k: tf.scalar(2, 'int32'), x }, outputs);
  t.deepEqual(four, [6, [16, 48], [32, 96]]);
  // Not once: what comes out is what went in, and the caller's own.
  const none = await run(t, model, { k: tf.scalar(9, 'int32'), x }, outputs);
  t.deepEqual(none, [9, [1, 3], [2, 6]]);
  t.false(x.isDisposed);
});

test.serial('a long loop lets the event loop have its turn', async (t) => {
  const model = modelOf(loop, { zero: i32(0), one: i32(1), c: f32(0), point5: f32(0) });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await model.executeAsync({ x: tf.zeros([2]), n: tf.scalar(3000, 'int32') }, 'exitX');
  clearInterval(timer);
  t.true(turns > 0);
});
