// `tf.constraints`: classes in upper case, factories in lower case, and what strings and configurations stand for.
import {
  type Constructor,
  Registry,
  type SerializedObject,
  type TfjsSerialized,
} from '../registry.js';
import { Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm } from './constraints.js';

export { Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm };

/** @internal */
export const registry = new Registry<Constraint>('constraint', 'keras.constraints', {
  MaxNorm,
  MinMaxNorm,
  NonNeg,
  UnitNorm,
});

/** How a layer's option may name a constraint. */
export type ConstraintIdentifier =
  | string
  | SerializedObject
  | TfjsSerialized
  | Constraint
  | Constructor<Constraint>;

/** The constraint that an identifier stands for; undefined for null. */
export function get(identifier: ConstraintIdentifier | null | undefined): Constraint | undefined {
  if (identifier === null || identifier === undefined) return undefined;
  return identifier instanceof Constraint ? identifier : registry.create(identifier);
}

/** Norms of at most `maxValue` (2) along `axis` (0). */
export const maxNorm = (config?: ConstructorParameters<typeof MaxNorm>[0]) => new MaxNorm(config);
/** Norms of 1 along `axis` (0). */
export const unitNorm = (config?: ConstructorParameters<typeof UnitNorm>[0]) =>
  new UnitNorm(config);
/** No negative weights. */
export const nonNeg = () => new NonNeg();
/** Norms in [minValue, maxValue] along `axis` (0). */
export const minMaxNorm = (config?: ConstructorParameters<typeof MinMaxNorm>[0]) =>
  new MinMaxNorm(config);
