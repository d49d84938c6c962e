// The attributes of a node, each read as the type that its op wants.
import type { DType } from '../dtype.js';
import { DataError } from '../errors.js';
import type { AttrValue, TensorShapeProto } from './graphDef.js';

/** The dtype that stands for each of TensorFlow's, as in tfjs: whole numbers are int32, all floats float32. */
const DTYPES: Readonly<Record<string, DType>> = {
  DT_FLOAT: 'float32',
  DT_DOUBLE: 'float32',
  DT_HALF: 'float32',
  DT_BFLOAT16: 'float32',
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_INT16: 'int32',
  DT_INT8: 'int32',
  DT_UINT8: 'int32',
  DT_UINT16: 'int32',
  DT_BOOL: 'bool',
  DT_STRING: 'string',
  DT_COMPLEX64: 'complex64',
  DT_COMPLEX128: 'complex64',
};

/** TensorFlow's numbers of the dtypes that stand above. */
const NUMBERS: Readonly<Record<number, keyof typeof DTYPES>> = {
  1: 'DT_FLOAT',
  2: 'DT_DOUBLE',
  3: 'DT_INT32',
  4: 'DT_UINT8',
  5: 'DT_INT16',
  6: 'DT_INT8',
  7: 'DT_STRING',
  8: 'DT_COMPLEX64',
  9: 'DT_INT64',
  10: 'DT_BOOL',
  14: 'DT_BFLOAT16',
  17: 'DT_UINT16',
  18: 'DT_COMPLEX128',
  19: 'DT_HALF',
};

/** The dtype; undefined for resources, variants and what corten does not know. */
export function readDType(type: string | number | undefined): DType | undefined {
  const name = typeof type === 'number' ? NUMBERS[type] : type;
  return name !== undefined && Object.hasOwn(DTYPES, name) ? DTYPES[name] : undefined;
}

/** The sizes, -1 where one is not known; undefined if the rank is not. */
export function readShape(shape: TensorShapeProto | undefined): number[] | undefined {
  if (!shape || shape.unknownRank) return undefined;
  return Array.isArray(shape.dim) ? Array.from(shape.dim, (dim) => Number(dim?.size ?? 0)) : [];
}

function readText(bytes: unknown): string | undefined {
  if (typeof bytes === 'string') return Buffer.from(bytes, 'base64').toString();
  return Array.isArray(bytes) ? Buffer.from(bytes).toString() : undefined;
}

function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number;
}

/** Every item read; undefined if there is no list, or one item is not what it should be. */
function readList<T>(list: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return undefined;
  const items = list.map(read);
  return items.includes(undefined) ? undefined : (items as T[]);
}

const readFlag = (value: unknown) => (typeof value === 'boolean' ? value : undefined);

/** An attribute's value as custom ops get it. */
export type AttributeValue =
  | string
  | number
  | boolean
  | string[]
  | number[]
  | boolean[]
  | number[][]
  | undefined;

/** What a node says besides its inputs. Each reader gives `fallback` where there is no such attribute. */
export class Attributes {
  /** The node, as messages call it. */
  readonly #where: string;
  readonly #values: Readonly<Record<string, AttrValue>>;

  constructor(where: string, values: Readonly<Record<string, AttrValue>>) {
    this.#where = where;
    this.#values = values;
  }

  #read<T, F>(
    name: string,
    kind: string,
    fallback: F,
    read: (value: AttrValue) => T | undefined,
  ): T | F {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
    if (value === undefined || value === null) return fallback;
    const found = typeof value === 'object' ? read(value) : undefined;
    if (found !== undefined) return found;
    const received = JSON.stringify(value)?.slice(0, 80);
    throw new DataError({
      where: this.#where,
      expected: `attribute "${name}" to be ${kind}`,
      received,
    });
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  number<F>(name: string, fallback: F): number | F {
    return this.#read(name, 'a number', fallback, ({ i, f }) => readNumber(i ?? f));
  }

  numbers<F>(name: string, fallback: F): number[] | F {
    return this.#read(
      name,
      'a list of numbers',
      fallback,
      ({ list }) => list && readList(list.f?.length ? list.f : list.i, readNumber),
    );
  }

  flag<F>(name: string, fallback: F): boolean | F {
    // Of a message's fields JSON leaves out those that are false.
    return this.#read(name, 'a boolean', fallback, (value) =>
      Object.keys(value).length === 0 ? false : readFlag(value.b),
    );
  }

  /** Text as it stands. */
  text<F>(name: string, fallback: F): string | F {
    return this.#read(name, 'text', fallback, (value) =>
      Object.keys(value).length === 0 ? '' : readText(value.s),
    );
  }

  texts<F>(name: string, fallback: F): string[] | F {
    return this.#read(
      name,
      'a list of texts',
      fallback,
      ({ list }) => list && readList(list.s, readText),
    );
  }

  /** A dtype; undefined also for one that corten has no tensors of. */
  dtype(name: string): DType | undefined {
    const type = this.#read(name, 'a dtype', undefined, ({ type }) =>
      typeof type === 'string' || typeof type === 'number' ? type : undefined,
    );
    return readDType(type);
  }

  /** A shape, -1 where a size is not known; undefined also for one of unknown rank. */
  shape(name: string): number[] | undefined {
    const shape = this.#read(name, 'a shape', undefined, ({ shape }) =>
      typeof shape === 'object' && shape !== null ? shape : undefined,
    );
    return readShape(shape);
  }

  /** The name of a function of the library. */
  functionName(name: string): string | undefined {
    return this.#read(name, 'a function', undefined, ({ func }) =>
      typeof func?.name === 'string' ? func.name : undefined,
    );
  }

  /** All of them, each as what it looks like: text in lower case, as tfjs gives it to custom ops. */
  record(): Record<string, AttributeValue> {
    const entries = Object.entries(this.#values).map(([name, value]) => [
      name,
      anyValue(value ?? {}),
    ]);
    return Object.fromEntries(entries);
  }
}

function anyValue({ i, f, s, b, shape, type, list }: AttrValue): AttributeValue {
  if (i !== undefined || f !== undefined) return readNumber(i ?? f);
  if (s !== undefined) return readText(s)?.toLowerCase();
  if (b !== undefined) return b;
  if (shape !== undefined) return readShape(shape);
  if (type !== undefined) return readDType(type);
  if (list?.i || list?.f) return readList(list.f?.length ? list.f : list.i, readNumber);
  if (list?.s) return readList(list.s, (item) => readText(item)?.toLowerCase());
  if (list?.shape) return list.shape.map((item) => readShape(item) ?? []);
  if (list?.b) return [...list.b];
  return list?.type?.map((item) => readDType(item) ?? 'unknown');
}
