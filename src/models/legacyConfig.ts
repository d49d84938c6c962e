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

/** Options that a layer had by other defaults. */
const defaults: Readonly<Record<string, Fields>> = {
  GRU: { reset_after: false },
  GRUCell: { reset_after: false },
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
  const missing = serialized && isRecord(serialized.config) && defaults[serialized.class_name];
  if (!missing) return read;
  const given = Object.entries(serialized.config).filter(([, option]) => option !== null);
  return { ...serialized, config: { ...missing, ...Object.fromEntries(given) } };
}
