// HashTable: values of one dtype by keys of another; and the tables of a model by name.
import type { DType } from '../dtype.js';
import { DTypeError, ShapeError } from '../errors.js';
import { reshape, stack, unstack } from '../ops/shape.js';
import type { Tensor } from '../tensor.js';
import { handleOf, objectOf } from './handles.js';

/** A key as JavaScript compares it. */
type Key = string | number | bigint;

const keysOf = (keys: Tensor) => Array.from(keys.dataSync() as ArrayLike<Key>);

function checkDType(what: string, expected: DType | undefined, received: DType): void {
  if (expected === undefined || expected === received) return;
  throw new DTypeError({ where: 'hash table', expected: `${what} of ${expected}`, received });
}

export class HashTable {
  readonly handle: Tensor;
  readonly #keyType: DType | undefined;
  readonly #valueType: DType | undefined;
  readonly #values = new Map<Key, Tensor>();

  constructor(keyType: DType | undefined, valueType: DType | undefined) {
    this.#keyType = keyType;
    this.#valueType = valueType;
    this.handle = handleOf(this);
  }

  get size(): number {
    return this.#values.size;
  }

  /** Replaces what it holds; `values` has an entry a key along its first axis. */
  import(keys: Tensor, values: Tensor): Tensor {
    checkDType('keys', this.#keyType, keys.dtype);
    checkDType('values', this.#valueType, values.dtype);
    const list = keysOf(keys);
    if (values.rank === 0 || values.shape[0] !== list.length) {
      const received = values.rank === 0 ? 'a scalar' : String(values.shape[0]);
      throw new ShapeError({ where: 'hash table', expected: `${list.length} values`, received });
    }
    this.clear();
    const entries = unstack(values);
    list.forEach((key, i) => {
      this.#values.set(key, entries[i].keep());
    });
    return this.handle;
  }

  /** The values at keys of any shape; `fallback` where there is none. */
  find(keys: Tensor, fallback: Tensor): Tensor {
    checkDType('keys', this.#keyType, keys.dtype);
    checkDType('values', this.#valueType, fallback.dtype);
    const found = keysOf(keys).map((key) => this.#values.get(key) ?? fallback);
    const shape = [...keys.shape, ...fallback.shape];
    return found.length === 0 ? reshape(fallback.slice(0, 0), shape) : reshape(stack(found), shape);
  }

  clear(): void {
    for (const value of this.#values.values()) value.dispose();
    this.#values.clear();
  }
}

/** The table that a handle stands for. */
export const tableOf = (handle: Tensor): HashTable => objectOf(handle, HashTable, 'hash table');

/** The tables of a model, shared by its graph and its initializer. */
export class Tables {
  readonly #tables = new Map<string, HashTable>();

  /** The table of that name; a new one the first time. */
  named(name: string, keyType: DType | undefined, valueType: DType | undefined): HashTable {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new HashTable(keyType, valueType);
      this.#tables.set(name, table);
    }
    return table;
  }

  dispose(): void {
    for (const table of this.#tables.values()) table.clear();
    this.#tables.clear();
  }
}
