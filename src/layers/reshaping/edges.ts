// What is cropped from, or padded to, the two ends of each spatial axis.
import { ConfigError } from '../../errors.js';

/** One number for all ends, or for each axis a number for both of its ends or [before, after]. */
export type Edges = number | readonly (number | readonly [number, number])[];

/** On the one axis of a sequence: a number for both ends, or [before, after]. */
export type SequenceEdges = number | readonly [number, number];

/**
 * [before, after] on each of `rank` axes.
 * @throws ConfigError for what is not made of whole numbers from 0, or not of as many as there are axes.
 */
export function readEdges(
  where: string,
  name: string,
  value: Edges | SequenceEdges,
  rank: number,
): [number, number][] {
  const both = (n: unknown): unknown => (typeof n === 'number' ? [n, n] : n);
  const isPair = Array.isArray(value) && value.length === 2 && value.every(Number.isInteger);
  const list: unknown[] =
    typeof value === 'number'
      ? new Array(rank).fill([value, value])
      : rank === 1 && isPair
        ? [value]
        : Array.isArray(value)
          ? value.map(both)
          : [];
  const isEnds = (pair: unknown): pair is [number, number] =>
    Array.isArray(pair) && pair.length === 2 && pair.every((n) => Number.isInteger(n) && n >= 0);
  if (list.length === rank && list.every(isEnds)) return list.map(([a, b]) => [a, b]);
  throw new ConfigError({
    where,
    expected:
      rank === 1
        ? `${name} of one whole number from 0, or [before, after]`
        : `${name} of one whole number from 0, or for each of ${rank} axes one or [before, after]`,
    received: JSON.stringify(value),
  });
}
