// A model's configuration in the form of Keras 2, which tfjs reads; what it has no word for stays Keras 3's.
import { isOperation } from '../layers/core/operation.js';
import type { SerializedLayer } from '../layers/serialization.js';
import { countMaking, keras3HardSigmoid } from './legacyConfig.js';

type Fields = Record<string, unknown>;
type Entry = [layer: string, node: number, tensor: number, kwargs: Fields];

const isRecord = (x: unknown): x is Fields =>
  typeof x === 'object' && x !== null && !Array.isArray(x);

/** Classes by another name. */
const classes = new Map([
  ['LecunNormal', 'LeCunNormal'],
  ['LecunUniform', 'LeCunUniform'],
]);

const activations = new Map([
  ['silu', 'swish'],
  ['hard_sigmoid', keras3HardSigmoid],
  ['hard_sigmoid_legacy', 'hard_sigmoid'],
]);

/** Configs of classes whose options have other names. */
const configs: Readonly<Record<string, (config: Fields) => [className: string, config: Fields]>> = {
  L1: ({ l1 }) => ['L1L2', { l1, l2: 0 }],
  L2: ({ l2 }) => ['L1L2', { l1: 0, l2 }],
  Functional: (config) => ['Model', countMaking(config)],
  InputLayer: ({ batch_shape, ...rest }) => [
    'InputLayer',
    { ...rest, batch_input_shape: batch_shape ?? rest.batch_input_shape },
  ],
};

/** The model, or what is in it. */
export function toClassic(value: unknown, key = ''): unknown {
  if (typeof value === 'string' && key.endsWith('activation')) {
    return activations.get(value) ?? value;
  }
  if (Array.isArray(value)) return value.map((item) => toClassic(item, key));
  if (!isRecord(value)) return value;
  if (value.class_name === 'DTypePolicy') return (value.config as Fields).name;
  // A user's function, or an op: neither has another form.
  if (value.class_name === 'function' || isOperation(value as unknown as SerializedLayer)) {
    return value;
  }
  const isObject = typeof value.class_name === 'string' && isRecord(value.config);
  const { module: _, registered_name: __, build_config: ___, ...rest } = value;
  const entries = Object.entries(isObject ? rest : value).map(([name, item]) => [
    name,
    name === 'inbound_nodes' ? (item as unknown[]).map(nodeOf) : toClassic(item, name),
  ]);
  const classic = Object.fromEntries(entries) as Fields;
  if (!isObject) return classic;
  const name = value.class_name as string;
  const [className, config] = configs[name]?.(classic.config as Fields) ?? [
    classes.get(name) ?? name,
    classic.config as Fields,
  ];
  return { ...classic, class_name: className, config };
}

function historyOf(value: unknown): [string, number, number] | undefined {
  if (!isRecord(value) || value.class_name !== '__keras_tensor__') return undefined;
  return (value.config as { keras_history: [string, number, number] }).keras_history;
}

const histories = (value: unknown) => [value].flat().map(historyOf);
const areTensors = (value: unknown) => histories(value).every((history) => history !== undefined);

/** A call as `[[layer, node, tensor, kwargs], ...]`; states to start from are inputs. */
function nodeOf(node: unknown): unknown {
  const { args, kwargs } = node as { args: unknown[]; kwargs: Fields };
  if (args.length !== 1 || !areTensors(args[0])) return node;
  const { initial_state: states, ...others } = kwargs;
  const inputs = [args[0], ...(states === undefined || states === null ? [] : [states])].flat();
  if (!areTensors(inputs)) return node;
  const named = Object.entries(others).map(([name, value]) => {
    const read = Array.isArray(value) ? histories(value) : historyOf(value);
    return [name, (Array.isArray(read) ? read.every(Boolean) : read) ? read : value];
  });
  return histories(inputs).map(
    (history, i): Entry => [...history!, i === 0 ? Object.fromEntries(named) : {}],
  );
}
