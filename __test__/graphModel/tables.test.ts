// Hash tables, and the initializer that fills them.
import test from 'ava';
import * as tf from '../../index.js';
import { a, i32, list, modelOf, node, placeholder, str } from './builders.js';

const table = { key_dtype: a.type('DT_STRING'), value_dtype: a.type('DT_INT32') };
const lookups = [
  placeholder('k', 'string'),
  node('h', 'HashTableV2', [], table),
  node('find', 'LookupTableFindV2', ['h', 'k', 'other']),
  node('size', 'LookupTableSizeV2', ['h']),
];
const contents = { keys: str(['a', 'b']), values: i32([10, 20]), other: i32(-1) };

test.serial('a hash table is filled by the initializer before the first run', async (t) => {
  const modelInitializer = {
    node: [
      node('keys', 'Const'),
      node('values', 'Const'),
      node('h', 'HashTableV2', [], table),
      node('fill', 'LookupTableImportV2', ['h', 'keys', 'values']),
    ],
  };
  const model = modelOf(lookups, contents, { modelInitializer });
  const k = tf.tensor(['b', 'z', 'a', 'a'], [2, 2]);
  for (const result of [
    model.execute({ k }, ['find', 'size']),
    await model.executeAsync({ k }, ['find', 'size']),
  ]) {
    t.deepEqual(
      list(result).map((x) => x.arraySync()),
      [
        [
          [20, -1],
          [10, 10],
        ],
        2,
      ],
    );
  }
  const before = tf.memory().numTensors;
  model.dispose();
  t.is(tf.memory().numTensors, before - 5, 'three weights, two entries');
});

test.serial('a table that the initializer makes is an input by its resource id', (t) => {
  const model = modelOf(
    [
      placeholder('k', 'string'),
      node('handle', 'Placeholder', [], { dtype: a.type('DT_RESOURCE'), shape: a.shape() }),
      node('find', 'LookupTableFindV2', ['handle', 'k', 'other']),
    ],
    contents,
    {
      signature: {
        inputs: { text: { name: 'k:0' }, table: { name: 'handle:0', resourceId: 7 } },
        outputs: { found: { name: 'find:0' } },
      },
      modelInitializer: {
        node: [
          node('keys', 'Const'),
          node('values', 'Const'),
          node('h', 'HashTableV2', [], table),
          node('filled', 'InitializeTableV2', ['h', 'keys', 'values']),
        ],
      },
      initializerSignature: { outputs: { filled: { name: 'filled:0', resourceId: 7 } } },
    },
  );
  t.deepEqual((model.predict(tf.tensor(['b', 'c'])) as tf.Tensor).arraySync(), [20, -1]);
  t.deepEqual((model.predict({ text: tf.tensor(['a']) }) as tf.Tensor).arraySync(), [10]);
});

test.serial('keys of another dtype than the table has are refused', (t) => {
  const model = modelOf(
    [...lookups.slice(1, 2), node('y', 'LookupTableFindV2', ['h', 'other', 'other'])],
    contents,
  );
  t.throws(() => model.execute({}, 'y'), {
    instanceOf: tf.errors.DTypeError,
    message: /keys of string/,
  });
});
