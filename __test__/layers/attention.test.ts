// Attention layers and EinsumDense: `runLayerTest`, masks, and what only they can do.
import test from 'ava';
import * as tf from '../../index.js';
import { deserializeLayer, serializeLayer } from '../../src/layers/serialization.js';
import { type LayerCase, runLayerTest } from './runLayerTest.js';

const { layers } = tf;

const sequences = [
  [2, 3, 4],
  [2, 5, 4],
];

const cases: Record<string, LayerCase> = {
  attention: [
    layers.Attention,
    { useScale: true },
    { inputShapes: sequences, outputShapes: [[2, 3, 4]], weights: [[]] },
  ],
  'attention, concat': [
    layers.Attention,
    { useScale: true, scoreMode: 'concat' },
    { inputShapes: [...sequences, [2, 5, 4]], outputShapes: [[2, 3, 4]], weights: [[], []] },
  ],
  additiveAttention: [
    layers.AdditiveAttention,
    {},
    { inputShapes: sequences, outputShapes: [[2, 3, 4]], weights: [[4]] },
  ],
  multiHeadAttention: [
    layers.MultiHeadAttention,
    { numHeads: 2, keyDim: 3, valueDim: 5, useGate: true, slidingWindow: 3 },
    {
      inputShapes: [
        [2, 3, 4],
        [2, 5, 6],
        [2, 5, 3],
      ],
      outputShapes: [[2, 3, 4]],
      weights: [
        [4, 2, 3],
        [2, 3],
        [3, 2, 3],
        [2, 3],
        [4, 2, 5],
        [2, 5],
        [6, 2, 5],
        [2, 5],
        [2, 5, 4],
        [4],
      ],
    },
  ],
  'multiHeadAttention over two axes': [
    layers.MultiHeadAttention,
    { numHeads: 2, keyDim: 3, useBias: false, outputShape: [2, 3] },
    {
      inputShapes: [
        [2, 2, 3, 4],
        [2, 2, 3, 4],
      ],
      outputShapes: [[2, 2, 3, 2, 3]],
      weights: [
        [4, 2, 3],
        [4, 2, 3],
        [4, 2, 3],
        [2, 3, 2, 3],
      ],
    },
  ],
  groupQueryAttention: [
    layers.GroupQueryAttention,
    { headDim: 3, numQueryHeads: 4, numKeyValueHeads: 2, useBias: false },
    {
      inputShapes: sequences,
      outputShapes: [[2, 3, 4]],
      weights: [
        [4, 4, 3],
        [4, 2, 3],
        [4, 2, 3],
        [4, 3, 4],
      ],
    },
  ],
  einsumDense: [
    layers.EinsumDense,
    { equation: 'abc,cde->abde', outputShape: [null, 2, 3], biasAxes: 'de', activation: 'tanh' },
    {
      inputShapes: [[2, 5, 4]],
      outputShapes: [[2, 5, 2, 3]],
      weights: [
        [4, 2, 3],
        [2, 3],
      ],
    },
  ],
  'einsumDense of any rank': [
    layers.EinsumDense,
    { equation: '...x,xy->...y', outputShape: 3, biasAxes: 'y' },
    { inputShapes: [[2, 5, 6, 4]], outputShapes: [[2, 5, 6, 3]], weights: [[4, 3], [3]] },
  ],
  'einsumDense on leading axes': [
    layers.EinsumDense,
    { equation: 'ab...,bc->ac...', outputShape: 3, biasAxes: 'c' },
    {
      inputShapes: [[2, 5, 6, 4]],
      outputShapes: [[2, 3, 6, 4]],
      weights: [
        [5, 3],
        [3, 1, 1],
      ],
    },
  ],
};

for (const [name, [Class, config, expected]] of Object.entries(cases)) {
  test(name, (t) => runLayerTest(t, Class, config, expected));
}

const uniform = (shape: number[]) => tf.randomUniform(shape, -1, 1, 'float32', 5);
const scoresOf = (outputs: unknown) => (outputs as tf.Tensor[])[1];

test('a causal mask hides what comes later, a mask of the values what is padding', (t) => {
  const x = uniform([1, 3, 4]);
  const masked = x.clone();
  masked.mask = tf.tensor([[true, true, false]]);
  for (const layer of [
    layers.attention(),
    layers.additiveAttention(),
    layers.multiHeadAttention({ numHeads: 2, keyDim: 2 }),
  ]) {
    const options = { returnAttentionScores: true, useCausalMask: true };
    const causal = scoresOf(layer.apply([x, x], options));
    const rows = tf.slice(tf.reshape(causal, [-1]), [0], [9]).dataSync();
    t.deepEqual([rows[1], rows[2], rows[5]], [0, 0, 0], layer.name);
    t.is(rows[0], 1);
    const padded = scoresOf(layer.apply([x, masked], { returnAttentionScores: true }));
    t.is(tf.max(tf.slice(tf.reshape(padded, [-1, 3]), [0, 2], [-1, 1])).dataSync()[0], 0);
    const output = layer.apply([masked, x]) as tf.Tensor;
    t.deepEqual(output.mask?.arraySync(), masked.mask.arraySync());
  }
});

test('value and key may come by name, sizes may be unknown, scores are a second output', async (t) => {
  const attention = layers.multiHeadAttention({ numHeads: 2, keyDim: 3 });
  const q = tf.input({ shape: [null, 4] });
  const v = tf.input({ shape: [null, 4] });
  const [y, scores] = attention.apply(q, {
    value: v,
    returnAttentionScores: true,
  }) as unknown as tf.SymbolicTensor[];
  t.deepEqual(
    [y.shape, scores.shape],
    [
      [null, null, 4],
      [null, 2, null, null],
    ],
  );
  const model = tf.model({ inputs: [q, v], outputs: [y, scores] });
  const [query, value] = [uniform([2, 3, 4]), uniform([2, 5, 4])];
  const outputs = model.predict([query, value]) as unknown as tf.Tensor[];
  t.deepEqual(
    outputs.map((o) => o.shape),
    [
      [2, 3, 4],
      [2, 2, 3, 5],
    ],
  );
  const applied = attention.apply([query, value]) as tf.Tensor;
  t.deepEqual(applied.arraySync(), outputs[0].arraySync());

  const again = await tf.models.modelFromJSON(model.toJSON() as object);
  again.setWeights(model.getWeights());
  const [copied] = again.predict([query, value]) as unknown as tf.Tensor[];
  t.deepEqual(copied.arraySync(), outputs[0].arraySync());
  t.deepEqual(serializeLayer(attention).build_config, {
    shapes_dict: { query_shape: [null, null, 4], value_shape: [null, null, 4] },
  });
});

test('an attention mask forbids, and heads that share keys compute as copies of them would', (t) => {
  const x = uniform([1, 3, 4]);
  const layer = layers.multiHeadAttention({ numHeads: 1, keyDim: 2 });
  const attentionMask = tf.tensor([
    [
      [true, false, true],
      [true, true, true],
      [false, false, true],
    ],
  ]);
  const options = { attentionMask, returnAttentionScores: true };
  const scores = scoresOf(layer.apply([x, x], options)).dataSync();
  t.deepEqual([scores[1], scores[6], scores[7], scores[8]], [0, 0, 0, 1]);

  const shared = layers.groupQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2 });
  const y = shared.apply([x, x]) as tf.Tensor;
  const all = layers.multiHeadAttention({ numHeads: 4, keyDim: 2 });
  all.apply([x, x]);
  all.setWeights(
    shared.getWeights().map((w, i) => (i >= 2 && i < 6 ? tf.repeat(w, 2, w.rank - 2) : w)),
  );
  const close = tf.max(tf.abs(tf.sub(all.apply([x, x]) as tf.Tensor, y))).dataSync()[0];
  t.true(close < 1e-6);
});

test("dropout of the attention is for training; a regularizer of the output is the dense layers'", async (t) => {
  const x = uniform([2, 3, 4]);
  const layer = layers.multiHeadAttention({
    numHeads: 2,
    keyDim: 3,
    dropout: 0.5,
    seed: 1,
    activityRegularizer: 'l2',
  });
  const y = layer.apply([x, x]) as tf.Tensor;
  t.deepEqual((layer.apply([x, x]) as tf.Tensor).arraySync(), y.arraySync());
  t.notDeepEqual((layer.apply([x, x], { training: true }) as tf.Tensor).arraySync(), y.arraySync());
  t.is(layer.losses.length, 4);
  const copy = deserializeLayer(JSON.parse(JSON.stringify(serializeLayer(layer))));
  copy.apply([x, x]);
  t.is(copy.losses.length, 4);

  const input = tf.input({ shape: [3, 4] });
  const output = layers.dense(1).apply(layers.flatten().apply(layer.apply([input, input])));
  const model = tf.model({ inputs: input, outputs: output as tf.SymbolicTensor });
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });
  const { history } = await model.fit(x, tf.tensor([[0], [1]]), { epochs: 20, verbose: 0 });
  t.true((history.loss[19] as number) < (history.loss[0] as number));
});

test('kernels start with the fans that the equation says', (t) => {
  const dense = layers.einsumDense({ equation: 'abc,cde->abde', outputShape: [null, 4, 25] });
  dense.apply(tf.zeros([1, 1, 50]));
  const [kernel] = dense.getWeights();
  const limit = Math.sqrt(6 / (50 + 100));
  const largest = tf.max(tf.abs(kernel)).dataSync()[0];
  t.true(largest <= limit && largest > 0.98 * limit, `${largest} of ${limit}`);
});

test('what does not fit is refused with what was expected', (t) => {
  const refused = (f: () => unknown, message: RegExp) =>
    t.throws(f, { instanceOf: tf.errors.CortenError, message });
  const x = uniform([1, 3, 4]);
  refused(() => layers.attention().apply(x), /\[query, value\] or \[query, value, key\]/);
  refused(() => layers.attention({ scoreMode: 'sum' as never }), /'dot' or 'concat', received sum/);
  refused(() => layers.multiHeadAttention({ numHeads: 0, keyDim: 2 }), /numHeads.*positive whole/);
  const heads = layers.multiHeadAttention({ numHeads: 1, keyDim: 2 });
  refused(() => heads.apply([x, x, uniform([1, 2, 4])]), /value and key with the same sizes/);
  refused(() => heads.apply(x), /\[query, value\]/);
  const config = { headDim: 2, numQueryHeads: 3, numKeyValueHeads: 2 };
  refused(() => layers.groupQueryAttention(config), /multiple of the 2 numKeyValueHeads/);
  const einsum = (equation: string, outputShape: number | number[], biasAxes?: string) => () =>
    layers.einsumDense({ equation, outputShape, biasAxes }).apply(x);
  refused(einsum('ab->ba', 3), /'ab,bc->ac'/);
  refused(einsum('abc,cd->abd', 3), /fit 'abc,cd->abd'/);
  refused(einsum('abc,cd->abd', [2, 3]), /axis 'b' to have the input's size 3/);
  refused(einsum('abc,ce->abd', [3, 3]), /output's axis 'd'/);
  refused(einsum('abc,cd->abd', [3, 3], 'x'), /letters of the output/);
});
