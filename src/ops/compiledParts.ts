// The arguments and results of compiled functions taken apart: their tensors, and how the rest goes around others.
import { ValueError } from '../errors.js';
import { isColumnar } from '../interop.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { Variable } from '../variable.js';
import { toTensor } from './convert.js';

/** A structure without its tensors. */
export interface Parts {
  /** The same for structures that differ in their tensors only. */
  readonly key: string;
  /** The structure around these tensors. */
  assemble(tensors: readonly Tensor[]): unknown;
}

const numbers = new WeakMap<object, number>();
let known = 0;

function identity(object: object): number {
  const number = numbers.get(object) ?? known++;
  numbers.set(object, number);
  return number;
}

/** What is no tensor: it is part of the key, an object by its identity. */
function constant(value: unknown): Parts {
  let key = typeof value === 'string' ? JSON.stringify(value) : String(value);
  if (typeof value === 'function') key = `#${identity(value)}`;
  if (typeof value === 'object' && value !== null) key = `#${identity(value)}`;
  return { key, assemble: () => value };
}

function tensorPart(tensor: Tensor, into: Tensor[]): Parts {
  const index = into.push(tensor) - 1;
  return { key: 'T', assemble: (tensors) => tensors[index] };
}

type Visit = (item: unknown) => Parts;

function list(items: readonly unknown[], visit: Visit): Parts {
  const parts = items.map(visit);
  const key = `[${parts.map((part) => part.key)}]`;
  return { key, assemble: (tensors) => parts.map((part) => part.assemble(tensors)) };
}

/** Records, and objects such as the states of cells, which keep their class. */
function record(object: object, visit: Visit): Parts {
  const parts = Object.entries(object).map(([name, item]) => [name, visit(item)] as const);
  const key = `{${parts.map(([name, part]) => `${JSON.stringify(name)}:${part.key}`)}}`;
  const assemble = (tensors: readonly Tensor[]) => {
    const entries = parts.map(([name, part]) => [name, part.assemble(tensors)]);
    return Object.assign(Object.create(Object.getPrototypeOf(object)), Object.fromEntries(entries));
  };
  return { key, assemble };
}

function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Symbol.iterator in value;
}

/** Whether an array is a list of arguments rather than the values of a tensor. */
const isList = (items: readonly unknown[]): boolean =>
  items.some((item) =>
    Array.isArray(item)
      ? isList(item)
      : !ArrayBuffer.isView(item) && typeof item !== 'number' && typeof item !== 'boolean',
  );

/** Takes arguments apart; numbers and arrays become tensors. */
export function argumentParts(structure: unknown, into: Tensor[]): Parts {
  const visit = (value: unknown): Parts => {
    if (value instanceof Variable) return constant(value);
    const isTensor =
      value instanceof Tensor ||
      typeof value === 'number' ||
      ArrayBuffer.isView(value) ||
      isColumnar(value) ||
      (Array.isArray(value) && !isList(value));
    if (isTensor) return tensorPart(toTensor(value as TensorLike, 'compile'), into);
    if (Array.isArray(value)) return list(value, visit);
    return isRecord(value) ? record(value, visit) : constant(value);
  };
  return list(structure as readonly unknown[], visit);
}

/** Takes a result apart. @throws ValueError for what is neither tensors nor nothing. */
export function resultParts(structure: unknown, into: Tensor[]): Parts {
  const visit = (value: unknown): Parts => {
    if (value instanceof Tensor) return tensorPart(value, into);
    if (Array.isArray(value)) return list(value, visit);
    if (typeof value === 'object' && value !== null) return record(value, visit);
    if (value === undefined || value === null) return constant(value);
    throw new ValueError({
      where: 'compile',
      expected: 'a function that returns tensors, or lists or records of them',
      received: String(value),
    });
  };
  return visit(structure);
}
