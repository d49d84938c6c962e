// Readers of arguments: tensors, the values of tensors, and attributes.
import type { DType } from '../dtype.js';
import { DataError, ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor } from '../tensor.js';
import type { Node } from './graph.js';
import type { Reader } from './kernel.js';

type Inputs = readonly (Tensor | undefined)[];

function at(inputs: Inputs, index: number, node: Node): Tensor {
  const tensor = inputs.at(index);
  if (tensor) return tensor;
  const where = `${node.name} (${node.op})`;
  throw new DataError({ where, expected: `input ${index}`, received: `${inputs.length} inputs` });
}

/** The input at a place; from the end if it is negative. */
export const tensor =
  (index: number): Reader<Tensor> =>
  (node) =>
  (inputs) =>
    at(inputs, index, node);

/** The inputs from one place on, up to another. */
export const tensors =
  (from = 0, to?: number): Reader<Tensor[]> =>
  (node) =>
  (inputs) => {
    const some = inputs.slice(from, to);
    return some.map((_, i) => at(some, i, node));
  };

/** The longest list of numbers that an op takes. */
const MOST = 2 ** 24;

/** What an input holds: numbers as they are, whatever their dtype. */
function valuesOf(x: Tensor): number[] {
  if (x.size > MOST) {
    throw new ShapeError({
      expected: `a list of at most ${MOST} numbers`,
      received: showShape(x.shape),
    });
  }
  return Array.from(x.dataSync() as ArrayLike<number>, Number);
}

/** The only value of an input. */
export const number =
  (index: number, fallback?: number): Reader<number> =>
  (node) =>
  (inputs) => {
    if (fallback !== undefined && inputs.length <= index) return fallback;
    const [value] = valuesOf(at(inputs, index, node));
    if (value !== undefined) return value;
    const where = `${node.name} (${node.op})`;
    throw new ShapeError({ where, expected: `one number as input ${index}`, received: 'none' });
  };

/** The values of an input, a scalar's too, as a list. */
export const numbers =
  (index: number): Reader<number[]> =>
  (node) =>
  (inputs) =>
    valuesOf(at(inputs, index, node));

/** Which of an input's values are true, as a list. */
export const flags =
  (index: number): Reader<boolean[]> =>
  (node) =>
  (inputs) =>
    valuesOf(at(inputs, index, node)).map(Boolean);

/** A matrix of two columns as pairs. */
export const pairs =
  (index: number): Reader<[number, number][]> =>
  (node) =>
  (inputs) => {
    const x = at(inputs, index, node);
    if (x.rank !== 2 || x.shape[1] !== 2) {
      const where = `${node.name} (${node.op})`;
      throw new ShapeError({
        where,
        expected: 'pairs [before, after]',
        received: showShape(x.shape),
      });
    }
    const values = valuesOf(x);
    return Array.from({ length: x.shape[0] }, (_, i) => [values[2 * i], values[2 * i + 1]]);
  };

/** The first value of an input of numbers or strings. */
export const value =
  (index: number): Reader<number | string> =>
  (node) =>
  (inputs) => {
    const x = at(inputs, index, node);
    return x.dtype === 'string' ? (x.dataSync<'string'>()[0] ?? '') : number(index)(node)(inputs);
  };

/** The dtype of an input. */
export const dtypeOf =
  (index: number): Reader<DType> =>
  (node) =>
  (inputs) =>
    at(inputs, index, node).dtype;

/** A constant. */
export const constant =
  <T>(given: T): Reader<T> =>
  () =>
  () =>
    given;

/** An argument computed from others. */
export const from =
  <T, U>(reader: Reader<T>, fn: (given: T) => U): Reader<U> =>
  (node) => {
    const read = reader(node);
    return (inputs) => fn(read(inputs));
  };

/** What the attributes say, read once. */
export const attributes =
  <T>(read: (attributes: Node['attributes'], node: Node) => T): Reader<T> =>
  (node) => {
    const given = read(node.attributes, node);
    return () => given;
  };

/** An attribute that is a number. */
export const numberAttribute = (name: string, fallback = 0): Reader<number> =>
  attributes((given) => given.number(name, fallback));

/** An attribute that is a list of numbers. */
export const numbersAttribute = (name: string, ...others: string[]): Reader<number[]> =>
  attributes((given, { name: node, op }) => {
    const present = [name, ...others].find((each) => given.has(each)) ?? name;
    const found = given.numbers(present, undefined);
    if (found) return found;
    throw new DataError({
      where: `${node} (${op})`,
      expected: `attribute "${name}"`,
      received: 'none',
    });
  });

/** An attribute that is true or false. */
export const flagAttribute = (name: string, fallback = false): Reader<boolean> =>
  attributes((given) => given.flag(name, fallback));

/** An attribute that is text, as it stands. */
export const textAttribute = (name: string, fallback = ''): Reader<string> =>
  attributes((given) => given.text(name, fallback));

/** An attribute that is one of some words, in lower case. */
export const wordAttribute = <W extends string>(name: string, words: readonly W[], fallback?: W) =>
  attributes((given, { name: node, op }): W => {
    const word = given.text(name, fallback)?.toLowerCase() as W;
    if (words.includes(word)) return word;
    const expected = `attribute "${name}" to be one of ${words.join(', ')}`;
    throw new DataError({ where: `${node} (${op})`, expected, received: String(word) });
  });

/** An attribute that is a dtype. */
export const dtypeAttribute = (name: string): Reader<DType | undefined> =>
  attributes((given) => given.dtype(name));
