// The arguments and results of compiled functions taken apart: their tensors, and how the rest goes around others.
import { parts } from '../containers.js';
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

type Known = Map<symbol, number>;
const objects = new WeakMap<object, number>();
const symbols: Known = new Map();
let known = 0;

/** A number for an object, function or symbol: the same for the same one. */
function identity(value: object | symbol): number {
  const numbers = (typeof value === 'symbol' ? symbols : objects) as Known;
  const number = numbers.get(value as symbol) ?? known++;
  numbers.set(value as symbol, number);
  return number;
}

/** What is no tensor: it is part of the key, an object by its identity. */
function constant(value: unknown): Parts {
  const isReference =
    (typeof value === 'object' && value !== null) ||
    typeof value === 'function' ||
    typeof value === 'symbol';
  let key = typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
  if (isReference) key = `#${identity(value as object)}`;
  return { key, assemble: () => value };
}

function tensorPart(tensor: Tensor, into: Tensor[]): Parts {
  const index = into.push(tensor) - 1;
  return { key: 'T', assemble: (tensors) => tensors[index] };
}

/** The class, where it is not the language's own. */
function classKey(object: object): string {
  const prototype = Object.getPrototypeOf(object);
  const plain = [Object.prototype, Array.prototype, null].includes(prototype);
  return plain ? '' : `#${identity(prototype)}`;
}

type Visit = (item: unknown) => Parts;

/** Lists keep their class. */
function list(items: readonly unknown[], visit: Visit): Parts {
  const found = items.map(visit);
  const key = `${classKey(items)}[${found.map((part) => part.key)}]`;
  return { key, assemble: (tensors) => found.map((part) => part.assemble(tensors)) };
}

/** Records, and states of cells, which keep their class. */
function record(object: object, visit: Visit): Parts {
  const found = Object.entries(object).map(([name, item]) => [name, visit(item)] as const);
  const key = `${classKey(object)}{${found.map(([name, part]) => `${JSON.stringify(name)}:${part.key}`)}}`;
  const assemble = (tensors: readonly Tensor[]) => {
    const entries = found.map(([name, part]) => [name, part.assemble(tensors)]);
    return Object.assign(Object.create(Object.getPrototypeOf(object)), Object.fromEntries(entries));
  };
  return { key, assemble };
}

function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || parts in value;
}

/** Visits lists and records with `leaf` for the rest. @throws ValueError for a structure that contains itself */
function disassemble(structure: unknown, leaf: (value: unknown) => Parts | undefined): Parts {
  const around: unknown[] = [];
  const visit = (value: unknown): Parts => {
    const found = leaf(value);
    if (found) return found;
    if (around.includes(value)) {
      throw new ValueError({ where: 'compile', problem: 'a structure that contains itself' });
    }
    around.push(value);
    const whole = Array.isArray(value) ? list(value, visit) : record(value as object, visit);
    around.pop();
    return whole;
  };
  return visit(structure);
}

/** Whether an array is a list of arguments rather than the values of a tensor. */
const isList = (items: readonly unknown[], depth = 0): boolean =>
  items.length === 0
    ? depth === 0
    : depth > 99 ||
      items.some((item) =>
        Array.isArray(item)
          ? isList(item, depth + 1)
          : !ArrayBuffer.isView(item) && typeof item !== 'number' && typeof item !== 'boolean',
      );

/** Takes arguments apart; numbers and arrays become tensors. */
export function argumentParts(args: readonly unknown[], into: Tensor[]): Parts {
  const leaf = (value: unknown): Parts | undefined => {
    if (value instanceof Variable) return constant(value);
    const isTensor =
      value instanceof Tensor ||
      typeof value === 'number' ||
      ArrayBuffer.isView(value) ||
      isColumnar(value) ||
      (Array.isArray(value) && value !== args && !isList(value));
    if (isTensor) return tensorPart(toTensor(value as TensorLike, 'compile'), into);
    return Array.isArray(value) || isRecord(value) ? undefined : constant(value);
  };
  return disassemble(args, leaf);
}

/** Takes a result apart. @throws ValueError for what is neither tensors nor nothing. */
export function resultParts(result: unknown, into: Tensor[]): Parts {
  const leaf = (value: unknown): Parts | undefined => {
    if (value instanceof Tensor) return tensorPart(value, into);
    if (Array.isArray(value) || isRecord(value)) return undefined;
    if (value === undefined || value === null) return constant(value);
    throw new ValueError({
      where: 'compile',
      expected: 'a function that returns tensors, or lists or records of them',
      received: value instanceof Object ? value.constructor.name : String(value),
    });
  };
  return disassemble(result, leaf);
}
