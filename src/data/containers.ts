// Elements as structures: their tensors, copies of them, and several of them as one of columns.

import { tensorsIn } from '../containers.js';
import { DataError } from '../errors.js';
import { type Columnar, isColumnar } from '../interop.js';
import { tensor } from '../ops/creation.js';
import { stack } from '../ops/shape.js';
import { Tensor, type TensorLike } from '../tensor.js';

type Structure = Record<string, unknown>;

/** What `batch` makes of elements of a type: a tensor for each value, in the same record. */
export type Batched<T> = T extends
  | Tensor
  | number
  | boolean
  | string
  | null
  | undefined
  | ArrayBufferView
  | Columnar
  | readonly unknown[]
  ? Tensor
  : T extends object
    ? { [K in keyof T]: Batched<T[K]> }
    : Tensor;

/** Whether it is a record or list that structures are made of: not an instance of some class. */
export function isStructure(x: unknown): x is Structure {
  if (Array.isArray(x)) return true;
  if (typeof x !== 'object' || x === null) return false;
  const prototype = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The structure with each leaf through `leaf`; the same object twice gives the same result twice. */
export function mapLeaves(
  structure: unknown,
  leaf: (value: unknown) => unknown,
  seen: Map<unknown, unknown> = new Map(),
): unknown {
  if (!isStructure(structure)) {
    if (typeof structure !== 'object' || structure === null) return leaf(structure);
    if (!seen.has(structure)) seen.set(structure, leaf(structure));
    return seen.get(structure);
  }
  if (seen.has(structure)) return seen.get(structure);
  const copy = (Array.isArray(structure) ? [] : {}) as Structure;
  seen.set(structure, copy);
  for (const key of Object.keys(structure)) copy[key] = mapLeaves(structure[key], leaf, seen);
  return copy;
}

/** A copy: new lists and records, tensors cloned. */
export function copyOf<T>(element: T): T {
  if (typeof element !== 'object') return element;
  return mapLeaves(element, (leaf) => (leaf instanceof Tensor ? leaf.clone() : leaf)) as T;
}

/** Disposes the tensors that are not in `result`; what was kept stays. */
export function disposeExcept(tensors: Iterable<Tensor>, result?: unknown): void {
  const survivors = tensorsIn(result);
  for (const each of tensors) if (!each.kept && !survivors.has(each)) each.dispose();
}

/** Disposes the tensors of an element that nobody gets. */
export function drop(element: unknown): void {
  disposeExcept(tensorsIn(element));
}

function pivot(
  rows: readonly unknown[],
  isLeaf: (first: unknown) => boolean,
  combine: (rows: readonly unknown[]) => unknown,
  path = '',
): unknown {
  const [first] = rows;
  if (isLeaf(first)) return combine(rows);
  const result = (Array.isArray(first) ? [] : {}) as Structure;
  for (const key of Object.keys(first as Structure)) {
    const column = rows.map((row) => {
      if (typeof row === 'object' && row !== null) return (row as Structure)[key];
      throw new DataError({
        where: `batch${path}`,
        expected: 'elements of one structure',
        received: `a record and ${row === null ? 'null' : typeof row}`,
      });
    });
    result[key] = pivot(column, isLeaf, combine, `${path}.${key}`);
  }
  return result;
}

/** Lists in place of the values. */
export function toColumns(rows: readonly unknown[]): unknown {
  return pivot(
    rows,
    (first) => !isStructure(first),
    (column) => column,
  );
}

/** Tensors in place of the values: numbers, lists and tensors are stacked along a new first axis. */
export function toBatch(rows: readonly unknown[]): unknown {
  return pivot(rows, (first) => Array.isArray(first) || !isStructure(first), stackRows);
}

function stackRows(rows: readonly unknown[]): Tensor {
  if (rows[0] instanceof Tensor || isColumnar(rows[0])) return stack(rows as TensorLike[]);
  // What a file leaves out is not a number.
  const missing = rows.some((row) => row === undefined || row === null);
  const filled = missing ? rows.map((row) => row ?? Number.NaN) : rows;
  return tensor(filled as TensorLike);
}
