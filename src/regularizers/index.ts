// `tf.regularizers`: classes in upper case, factories in lower case, and what strings and configurations stand for.
import {
  type Constructor,
  Registry,
  type SerializedObject,
  type TfjsSerialized,
} from '../registry.js';
import { L1, L1L2, L2, OrthogonalRegularizer, Regularizer } from './regularizers.js';

export { L1, L1L2, L2, OrthogonalRegularizer, Regularizer };

/** @internal */
export const registry = new Registry<Regularizer>('regularizer', 'keras.regularizers', {
  L1,
  L2,
  L1L2,
  OrthogonalRegularizer,
});

/** How a layer's option may name a regularizer. */
export type RegularizerIdentifier =
  | string
  | SerializedObject
  | TfjsSerialized
  | Regularizer
  | Constructor<Regularizer>;

/** The regularizer that an identifier stands for; undefined for null. */
export function get(identifier: RegularizerIdentifier | null | undefined): Regularizer | undefined {
  if (identifier === null || identifier === undefined) return undefined;
  return identifier instanceof Regularizer ? identifier : registry.create(identifier);
}

/** `l1 * sum|x|`, l1 = 0.01 by default. */
export const l1 = (config?: { l1?: number } | number) => new L1(config);
/** `l2 * sum x^2`, l2 = 0.01 by default. */
export const l2 = (config?: { l2?: number } | number) => new L2(config);
/** `l1 * sum|x| + l2 * sum x^2`; tfjs's default of 0.01 each applies where nothing is given. */
export const l1l2 = (config: { l1?: number; l2?: number } = { l1: 0.01, l2: 0.01 }) =>
  new L1L2(config);
/** Penalizes rows (or columns) that are not orthogonal. */
export const orthogonalRegularizer = (config?: { factor?: number; mode?: 'rows' | 'columns' }) =>
  new OrthogonalRegularizer(config);
