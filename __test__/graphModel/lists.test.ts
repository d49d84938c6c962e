// Tensor lists and tensor arrays.
import test, { type ExecutionContext } from 'ava';
import * as tf from '../../index.js';
import { a, f32, type Given, i32, list, modelOf, node } from './builders.js';

const element = { element_dtype: a.type('DT_FLOAT') };
const float = { dtype: a.type('DT_FLOAT') };

/** The values of outputs of a graph of constants; nothing is left of what was made on the way. */
function compute(
  t: ExecutionContext,
  nodes: ReturnType<typeof node>[],
  weights: Record<string, Given>,
  outputs: string[],
) {
  const model = modelOf(nodes, weights);
  const before = tf.memory().numTensors;
  const results = list(model.execute({}, outputs));
  t.is(tf.memory().numTensors - before, outputs.length);
  return results.map((x) => x.arraySync());
}

const weights = {
  pair: i32([2]),
  any: i32(-1),
  i0: i32(0),
  i1: i32(1),
  i2: i32(2),
  i3: i32(3),
  swapped: i32([1, 0]),
  x: f32([1, 2]),
  y: f32([3, 4]),
  m: f32([5, 6, 7, 8], [2, 2]),
};

test.serial('a reserved list is set, read, gathered and stacked', (t) => {
  const nodes = [
    node('l', 'TensorListReserve', ['pair', 'i3'], element),
    node('l0', 'TensorListSetItem', ['l', 'i0', 'x'], element),
    node('l1', 'TensorListSetItem', ['l0', 'i1', 'y'], element),
    node('stack', 'TensorListStack', ['l1', 'pair'], { ...element, num_elements: a.int(3) }),
    node('item', 'TensorListGetItem', ['l1', 'i1', 'pair'], element),
    node('gather', 'TensorListGather', ['l1', 'swapped', 'any'], element),
    node('length', 'TensorListLength', ['l1']),
    // Lists are values: what was set later is not in what was there before.
    node('before', 'TensorListStack', ['l0', 'pair'], { ...element, num_elements: a.int(-1) }),
  ];
  const outputs = ['stack', 'item', 'gather', 'length', 'before'];
  t.deepEqual(compute(t, nodes, weights, outputs), [
    [
      [1, 2],
      [3, 4],
      [0, 0],
    ],
    [3, 4],
    [
      [3, 4],
      [1, 2],
    ],
    3,
    [
      [1, 2],
      [0, 0],
      [0, 0],
    ],
  ]);
});

test.serial('a list is made of a tensor, pushed to, popped from, resized and joined', (t) => {
  const nodes = [
    node('l', 'TensorListFromTensor', ['m', 'any'], element),
    node('pushed', 'TensorListPushBack', ['l', 'x'], element),
    node('stack', 'TensorListStack', ['pushed', 'any'], element),
    node('popped', 'TensorListPopBack', ['pushed', 'any'], element),
    node('rest', 'TensorListStack', ['popped', 'any'], element),
    node('short', 'TensorListResize', ['pushed', 'i1']),
    node('one', 'TensorListStack', ['short', 'any'], element),
    node('joined', 'TensorListConcatV2', ['pushed'], element),
    node('none', 'EmptyTensorList', ['pair', 'any'], element),
    node('empty', 'TensorListStack', ['none', 'any'], element),
  ];
  const outputs = ['stack', 'popped:1', 'rest', 'one', 'joined', 'joined:1', 'empty'];
  t.deepEqual(compute(t, nodes, weights, outputs), [
    [
      [5, 6],
      [7, 8],
      [1, 2],
    ],
    [1, 2],
    [
      [5, 6],
      [7, 8],
    ],
    [[5, 6]],
    [5, 6, 7, 8, 1, 2],
    [2, 2, 2],
    [],
  ]);
});

test.serial('lists are made of slices at indices, and of pieces', (t) => {
  const nodes = [
    node('s', 'TensorListScatterV2', ['m', 'swapped', 'pair', 'i3'], element),
    node('scattered', 'TensorListStack', ['s', 'pair'], element),
    node('v1', 'TensorListScatter', ['m', 'swapped', 'pair'], element),
    node('scattered1', 'TensorListStack', ['v1', 'pair'], element),
    node('p', 'TensorListSplit', ['x', 'any', 'lengths'], element),
    node('last', 'TensorListGetItem', ['p', 'i1', 'any'], element),
    node('joined', 'TensorListConcat', ['p'], element),
  ];
  const given = { ...weights, lengths: i32([0, 2]) };
  t.deepEqual(compute(t, nodes, given, ['scattered', 'scattered1', 'last', 'joined:1']), [
    [
      [7, 8],
      [5, 6],
      [0, 0],
    ],
    [
      [7, 8],
      [5, 6],
    ],
    [1, 2],
    [0, 2],
  ]);
});

test.serial('what a list can not do says so', (t) => {
  const item = (index: string, shape: string) => [
    node('l', 'TensorListFromTensor', ['m', 'any'], element),
    node('y', 'TensorListGetItem', ['l', index, shape], element),
  ];
  const fails = (nodes: ReturnType<typeof node>[], message: RegExp, extra = {}) =>
    t.throws(() => modelOf(nodes, { ...weights, ...extra }).execute({}, 'y'), {
      instanceOf: tf.errors.CortenError,
      message,
    });
  fails(
    item('i2', 'any'),
    /y \(TensorListGetItem\): TensorList: expected an index below 2, received 2/,
  );
  fails(item('i0', 'three'), /expected elements of shape \[3\], received \[2\]/, {
    three: i32([3]),
  });
  fails(
    [node('y', 'TensorListLength', ['x'])],
    /expected the handle of a TensorList, received a float32/,
  );
  fails(
    [
      node('l', 'TensorListReserve', ['any', 'i3'], element),
      node('y', 'TensorListStack', ['l', 'any'], element),
    ],
    /expected the shape of an element/,
  );
  fails(
    [
      node('l', 'TensorListReserve', ['any', 'i3'], element),
      node('y', 'TensorListSetItem', ['l', 'i0', 'i1'], element),
    ],
    /expected elements of float32, received int32/,
  );
  fails([node('y', 'TensorListReserve', ['any', 'huge'], element)], /expected a length from 0/, {
    huge: i32(2 ** 30),
  });
});

const array = (name: string, size: string, attributes = {}) =>
  node(name, 'TensorArrayV3', [size], {
    ...float,
    element_shape: a.shape(2),
    clear_after_read: a.flag(false),
    ...attributes,
  });

test.serial('a tensor array is written, read, gathered and joined', (t) => {
  const nodes = [
    array('ta', 'i2'),
    node('w0', 'TensorArrayWriteV3', ['ta', 'i0', 'x', 'ta:1']),
    node('w1', 'TensorArrayWriteV3', ['ta', 'i1', 'y', 'w0']),
    node('gather', 'TensorArrayGatherV3', ['ta', 'swapped', 'w1'], float),
    node('read', 'TensorArrayReadV3', ['ta', 'i1', 'w1'], float),
    node('joined', 'TensorArrayConcatV3', ['ta', 'w1'], float),
    node('size', 'TensorArraySizeV3', ['ta', 'w1']),
    array('tb', 'i0', { dynamic_size: a.flag(true) }),
    node('scatter', 'TensorArrayScatterV3', ['tb', 'swapped', 'm', 'tb:1']),
    node('both', 'TensorArrayGatherV3', ['tb', 'order', 'scatter'], float),
    array('tc', 'i2'),
    node('split', 'TensorArraySplitV3', ['tc', 'flat', 'lengths', 'tc:1']),
    node('second', 'TensorArrayReadV3', ['tc', 'i1', 'split'], float),
  ];
  const given = { ...weights, order: i32([0, 1]), flat: f32([1, 2, 3, 4]), lengths: i32([2, 2]) };
  const outputs = ['gather', 'read', 'joined', 'joined:1', 'size', 'both', 'second'];
  t.deepEqual(compute(t, nodes, given, outputs), [
    [
      [3, 4],
      [1, 2],
    ],
    [3, 4],
    [1, 2, 3, 4],
    [2, 2],
    2,
    [
      [7, 8],
      [5, 6],
    ],
    [3, 4],
  ]);
});

test.serial('what a tensor array can not do says so', (t) => {
  const fails = (nodes: ReturnType<typeof node>[], message: RegExp) =>
    t.throws(
      () =>
        modelOf([array('ta', 'i1', { clear_after_read: a.flag(true) }), ...nodes], weights).execute(
          {},
          'y',
        ),
      {
        instanceOf: tf.errors.CortenError,
        message,
      },
    );
  const write = node('w', 'TensorArrayWriteV3', ['ta', 'i0', 'x', 'ta:1']);
  fails([node('y', 'TensorArrayWriteV3', ['ta', 'i1', 'x', 'ta:1'])], /expected an index below 1/);
  fails([write, node('y', 'TensorArrayWriteV3', ['ta', 'i0', 'x', 'w'])], /was written before/);
  fails(
    [node('y', 'TensorArrayWriteV3', ['ta', 'i0', 'm', 'ta:1'])],
    /expected elements of shape \[2\]/,
  );
  fails(
    [
      write,
      node('r', 'TensorArrayReadV3', ['ta', 'i0', 'w']),
      node('y', 'TensorArrayReadV3', ['ta', 'i0', '^r']),
    ],
    /cleared when it was read/,
  );
  fails(
    [node('c', 'TensorArrayCloseV3', ['ta']), node('y', 'TensorArraySizeV3', ['ta', '^c'])],
    /closed/,
  );
});
