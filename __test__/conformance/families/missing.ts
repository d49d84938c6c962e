// Options that Keras's serialization of a case leaves out, told from its weights and from how the cases are generated.
import type { SerializedObject } from '../../../src/registry.js';
import type { Case, Check } from '../family.js';

interface WeightOfCase {
  name: string;
  path: string;
  key: string;
}

/** What wrapped layers are made with, beside what the weights' shapes tell. */
const wrapped: Record<string, SerializedObject> = {
  spectral_normalization_0: { class_name: 'Dense', config: {} },
  spectral_normalization_1: { class_name: 'Conv2D', config: { kernel_size: 2 } },
  spectral_normalization_2: { class_name: 'Embedding', config: { input_dim: 6, output_dim: 3 } },
  time_distributed_batch_normalization: {
    class_name: 'BatchNormalization',
    config: { momentum: 0.8 },
  },
  time_distributed_conv2d: { class_name: 'Conv2D', config: { kernel_size: 3, padding: 'same' } },
  time_distributed_dense: { class_name: 'Dense', config: { activation: 'tanh' } },
  time_distributed_dense_masked: { class_name: 'Dense', config: {} },
  time_distributed_flatten: { class_name: 'Flatten', config: {} },
  time_distributed_lstm: { class_name: 'LSTM', config: {} },
};

const cellClasses: Record<string, string> = {
  gru: 'GRUCell',
  lstm: 'LSTMCell',
  simple_rnn: 'SimpleRNNCell',
};

/** The number of units or filters, by the kernel. */
function width(weights: WeightOfCase[], check: Check): Record<string, number> {
  const recurrent = weights.find(({ name }) => name === 'recurrent_kernel');
  if (recurrent) return { units: check.golden(recurrent.key).shape[0] };
  const kernel = weights.find(({ name }) => name === 'kernel');
  if (!kernel) return {};
  const { shape } = check.golden(kernel.key);
  const last = shape[shape.length - 1];
  return shape.length > 2 ? { filters: last } : { units: last };
}

function cellOf(weights: WeightOfCase[], check: Check): SerializedObject {
  const cells = weights
    .filter(({ name }) => name === 'recurrent_kernel')
    .map((weight) => {
      const kind = /(simple_rnn|lstm|gru)_cell(_\d+)?\/recurrent_kernel$/.exec(weight.path)?.[1];
      return { class_name: cellClasses[kind ?? ''], config: width([weight], check) };
    });
  return cells.length === 1 ? cells[0] : { class_name: 'StackedRNNCells', config: { cells } };
}

/** A layer's configuration, with the cell of a plain `RNN` and the layer inside a wrapper. */
export function completeLayer(
  item: Case & { config: SerializedObject; weights: WeightOfCase[] },
  check: Check,
): SerializedObject {
  const { config, weights } = item;
  const add = (options: object) => ({ ...config, config: { ...config.config, ...options } });
  if (config.class_name === 'RNN' && !('cell' in config.config)) {
    return add({ cell: cellOf(weights, check) });
  }
  const inner = wrapped[item.name.replace(/_(inference|training)$/, '')];
  if (!inner || 'layer' in config.config) return config;
  const layer = { ...inner, config: { ...inner.config, ...width(weights, check) } };
  return add({ layer });
}

/** A loss's configuration, with the axis of a `CosineSimilarity`: the variants of the cases are -1, 0 and 1. */
export function completeLoss(item: Case & { config: SerializedObject }): SerializedObject {
  const axis = /^CosineSimilarity_([12])_/.exec(item.name)?.[1];
  if (!axis || 'axis' in item.config.config) return item.config;
  return { ...item.config, config: { ...item.config.config, axis: Number(axis) - 1 } };
}

/**
 * The `delta` of a `Huber`, where its gradient bends: a multiple of the error's up to `delta`, of `delta` beyond.
 * @param errors yPred - yTrue
 * @param plain the gradient for a delta that is never reached
 * @param golden the gradient that the case wants
 */
export function huberDelta(
  errors: ArrayLike<number>,
  plain: ArrayLike<number>,
  golden: ArrayLike<number>,
): number {
  const slopes = Array.from(errors, (error, i) =>
    plain[i] === 0 ? 0 : Math.abs((golden[i] / plain[i]) * error),
  );
  return Math.max(...slopes);
}

/** An initializer's configuration, with the `gain` of an `Identity`: the first number of what it makes. */
export function completeInitializer(config: SerializedObject, first: number): SerializedObject {
  if (config.class_name !== 'Identity' || 'gain' in config.config) return config;
  return { ...config, config: { ...config.config, gain: first } };
}
