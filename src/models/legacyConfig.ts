// Configurations of Keras 1, Keras 2 and tfjs, whose words mean other things than Keras 3's.
import { readSerialized } from '../registry.js';

type Fields = Record<string, unknown>;

const isRecord = (x: unknown): x is Fields =>
  typeof x === 'object' && x !== null && !Array.isArray(x);

/** What `hard_sigmoid` is called where it means Keras 3's, which older programs don't know. */
export const keras3HardSigmoid = 'keras3_hard_sigmoid';

/** Names of activations, there and here. */
const activations = new Map([
  ['hard_sigmoid', 'hard_sigmoid_legacy'],
  ['hardSigmoid', 'hard_sigmoid_legacy'],
  [keras3HardSigmoid, 'hard_sigmoid'],
]);

/** A gate's other side was not reset before there was the option. */
const gru = (config: Fields): Fields => ({ ...config, reset_after: config.reset_after ?? false });

const spatial = ({ noise_shape: _, ...config }: Fields): Fields => config;

/** tfjs's configs have the cell's options among the layer's own. */
function rnn(config: Fields): Fields {
  const cell = readSerialized(config.cell)?.config;
  const own = ['name', 'trainable', 'dtype', 'batch_input_shape'];
  const kept = Object.entries(config).filter(
    ([key]) => own.includes(key) || !(key in (cell ?? {})),
  );
  return Object.fromEntries(kept);
}

/** What becomes of the configs of classes. */
const configs: Readonly<Record<string, (config: Fields) => Fields>> = {
  GRU: gru,
  GRUCell: gru,
  RNN: rnn,
  SpatialDropout1D: spatial,
  SpatialDropout2D: spatial,
  SpatialDropout3D: spatial,
};

/** Whether a model's JSON says that an older Keras or tfjs wrote it. */
export function isLegacy(json: unknown): boolean {
  const version = isRecord(json) ? json.keras_version : undefined;
  return typeof version === 'string' && !version.startsWith('3');
}

/** The configuration with Keras 3's meaning. */
export function fromLegacy(value: unknown, key = ''): unknown {
  if (typeof value === 'string' && key.toLowerCase().endsWith('activation')) {
    return activations.get(value) ?? value;
  }
  if (Array.isArray(value)) return value.map((item) => fromLegacy(item, key));
  if (!isRecord(value)) return value;
  const read = Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, fromLegacy(item, name)]),
  );
  const serialized = readSerialized(read);
  if (!serialized || !isRecord(serialized.config)) return read;
  const { class_name: name, config } = serialized;
  const change = Object.hasOwn(configs, name) ? configs[name] : shiftCalls;
  return { ...serialized, config: change(config) };
}

type Call = [layer: string, index: number, tensor: number, ...rest: unknown[]];

const isCall = (value: unknown): value is Call =>
  Array.isArray(value) &&
  typeof value[0] === 'string' &&
  typeof value[1] === 'number' &&
  typeof value[2] === 'number';

function mapCalls(value: unknown, change: (call: Call) => Call): unknown {
  if (isCall(value)) {
    const [layer, index, tensor, ...rest] = value;
    return change([layer, index, tensor, ...rest.map((item) => mapCalls(item, change))]);
  }
  if (Array.isArray(value)) return value.map((item) => mapCalls(item, change));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, mapCalls(item, change)]);
  return Object.fromEntries(entries);
}

/** The names of models among a graph's layers. */
function innerModels(layers: readonly unknown[]): Set<unknown> {
  const inner = layers.filter((layer) => {
    const config = readSerialized(layer)?.config;
    return Array.isArray(config) || (isRecord(config) && Array.isArray(config.layers));
  });
  return new Set(inner.map((layer) => (layer as Fields).name));
}

/** The graph with each call's index of an inner model changed. */
function withCalls(config: Fields, change: (call: Call) => Call): Fields {
  const layers = (config.layers as unknown[]).map((layer) => {
    if (!isRecord(layer)) return layer;
    return { ...layer, inbound_nodes: mapCalls(layer.inbound_nodes, change) };
  });
  const outputs = mapCalls(config.output_layers, change);
  return { ...config, layers, output_layers: outputs };
}

/** Older graphs count an inner model's making as its first call. */
function shiftCalls(config: Fields): Fields {
  if (!Array.isArray(config.layers) || !('output_layers' in config)) return config;
  const inner = innerModels(config.layers);
  const first = new Map<unknown, number>();
  withCalls(config, (call) => {
    first.set(call[0], Math.min(call[1], first.get(call[0]) ?? call[1]));
    return call;
  });
  const isShifted = (layer: string) => inner.has(layer) && (first.get(layer) ?? 0) > 0;
  return withCalls(config, ([layer, index, ...rest]) => [
    layer,
    isShifted(layer) ? index - 1 : index,
    ...rest,
  ]);
}

/** A graph in Keras 2's form whose inner models' calls are counted as Keras 2 and tfjs do. */
export function countMaking(config: Fields): Fields {
  const inner = innerModels(config.layers as unknown[]);
  return withCalls(config, ([layer, index, ...rest]) => [
    layer,
    inner.has(layer) ? index + 1 : index,
    ...rest,
  ]);
}
