// What TensorFlow's convolutions and poolings share: readers of strides, paddings and formats.
import { ConfigError } from '../../errors.js';
import type { Padding } from '../../ops/window.js';
import type { Reader } from '../kernel.js';
import { attributes, wordAttribute } from '../readers.js';

/** `NHWC` or `NCHW`. */
export const format: Reader<string> = attributes((given) =>
  given.text('data_format', 'NHWC').toUpperCase(),
);

/** Refuses images whose channels come first. */
export const channelsLast: Reader<undefined> = attributes((given, { name, op }) => {
  const received = given.text('data_format', 'NHWC').toUpperCase();
  if (!received.startsWith('NC')) return undefined;
  throw new ConfigError({
    where: `${name} (${op})`,
    expected: 'data_format with channels last',
    received,
  });
});

/** The part of an attribute with one entry an axis that is about the spatial ones; 1 where there is none. */
export const spatial = (name: string, rank = 2): Reader<number[]> =>
  attributes((given) => {
    const first = given.text('data_format', 'NHWC').toUpperCase().startsWith('NC') ? 2 : 1;
    const all = given.numbers(name, undefined);
    return all?.length ? all.slice(first, first + rank) : new Array<number>(rank).fill(1);
  });

const words = wordAttribute('padding', ['same', 'valid', 'explicit'], 'valid');

/** `same`, `valid`, or [before, after] for each axis. */
export const padding: Reader<Padding> = (node) => {
  const word = words(node)([]);
  if (word !== 'explicit') return () => word;
  const flat = node.attributes.numbers('explicit_paddings', []);
  const list = Array.from({ length: Math.floor(flat.length / 2) }, (_, i): [number, number] => [
    flat[2 * i],
    flat[2 * i + 1],
  ]);
  return () => list;
};
