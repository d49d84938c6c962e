// What `getWeights` and `setWeights` of an optimizer do with its slots: named, and given to weights by their order.
import { ValueError } from '../errors.js';
import { showShape } from '../nested.js';
import { cast, tidy } from '../ops/index.js';
import { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';

/** A tensor and what it is called. */
export interface NamedTensor {
  name: string;
  tensor: Tensor;
}

/** Slots by their kind, and by weight. */
export type Slots = Map<string, Map<Variable, Variable>>;

/** The slots of each kind under names like `w/m`. */
export function namedSlots(slots: Slots, names: Readonly<Record<string, string>>): NamedTensor[] {
  return [...slots].flatMap(([kind, ofKind]) =>
    [...ofKind].map(([weight, slot]) => ({
      name: `${weight.name}/${names[kind] ?? kind}`,
      tensor: slot,
    })),
  );
}

/** The values as they are now, not counted: variables may change or be disposed before a slot takes them. */
export function copied(tensors: readonly Tensor[]): Tensor[] {
  return tensors.map(
    ({ dtype, shape }, i) =>
      new Tensor(dtype, shape, tensors[i].valuesNow().slice(), undefined, undefined, false),
  );
}

/**
 * Gives values, all of one kind together, to the slots there are. If the values are of more weights than that, they are
 * left for those to come; what makes no full set of kinds is of another optimizer, and not taken.
 */
export function restoreSlots(
  values: readonly Tensor[],
  slots: readonly ReadonlyMap<Variable, Variable>[],
): readonly Tensor[] {
  const count = Math.floor(values.length / slots.length);
  if (slots.length === 0 || count === 0) return [];
  // Not each weight has slots of each kind in all optimizers.
  const total = slots.reduce((sum, ofKind) => sum + ofKind.size, 0);
  let next = 0;
  slots.forEach((ofKind, kind) => {
    const taking = values.length === total ? ofKind.size : count;
    next = values.length === total ? next : kind * count;
    [...ofKind.values()].slice(0, taking).forEach((slot) => {
      const value = values[next++];
      if (showShape(value.shape) !== showShape(slot.shape)) {
        throw new ValueError({
          where: 'setWeights',
          expected: `values of shape ${showShape(slot.shape)} for ${slot.name}`,
          received: showShape(value.shape),
          hint: 'The variables must come in the order in which the saved ones did.',
        });
      }
      tidy(() => void slot.assign(cast(value, slot.dtype)));
    });
  });
  return slots[0].size < count ? values : [];
}
