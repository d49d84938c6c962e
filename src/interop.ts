// Columns and tables of other packages, known by their shape: apache-arrow's vectors and tables, polars' series and frames.
import { allocate, castValues, type DType, type TypedArray, widest } from './dtype.js';
import { DTypeError, ShapeError, ValueError } from './errors.js';
import { flatten, type NestedArray } from './nested.js';
import { Tensor } from './tensor.js';
import { uncounted } from './tensors.js';

/** A column: an Arrow `Vector` or a polars `Series`. */
export interface Column {
  readonly length: number;
  readonly nullCount: number | (() => number);
  toArray(): unknown;
}

/** An Arrow `Table` or `RecordBatch`. */
export interface ColumnTable {
  readonly numRows: number;
  readonly numCols: number;
  getChildAt(index: number): unknown;
}

/** A polars `DataFrame`. */
export interface ColumnFrame {
  readonly height: number;
  getColumns(): unknown[];
}

/** Columns and tables: one tensor axis, or two. */
export type Columnar = Column | ColumnTable | ColumnFrame;

/** All that is asked of them; whose they are shows in what is there. */
type Shown = Partial<Record<keyof Column | keyof ColumnTable | keyof ColumnFrame, unknown>> & {
  type?: unknown;
  dtype?: { variant?: unknown };
  toTypedArray?: unknown;
};

function isColumn(x: Shown): x is Column {
  const counts = typeof x.nullCount === 'number' || typeof x.nullCount === 'function';
  return counts && typeof x.toArray === 'function' && typeof x.length === 'number';
}

/** The columns of a table, if it is one. */
function columnsOf(x: Shown): Column[] | undefined {
  if (typeof x.numCols === 'number' && typeof x.getChildAt === 'function') {
    const table = x as ColumnTable;
    return Array.from({ length: table.numCols }, (_, i) => table.getChildAt(i) as Column);
  }
  if (typeof x.getColumns !== 'function' || typeof x.height !== 'number') return undefined;
  return (x as ColumnFrame).getColumns() as Column[];
}

/** Whether it is a column or table of another package. */
export function isColumnar(x: unknown): x is Columnar {
  if (typeof x !== 'object' || x === null || Array.isArray(x) || x instanceof Tensor) return false;
  return !ArrayBuffer.isView(x) && (isColumn(x) || columnsOf(x) !== undefined);
}

/**
 * A column's values as an array, a table as a tensor of its rows. A null is NaN in a column of floats.
 *
 * @throws DTypeError for columns that are not numbers, booleans, text or lists of them; ValueError for a null elsewhere
 */
export function readColumnar(x: Columnar, where: string, dtype?: DType): NestedArray | Tensor {
  const columns = columnsOf(x);
  return columns ? matrix(columns, where, dtype) : readColumn(x as Column, where);
}

/** How the column's own package calls its type: `Float32`, `Int64`, `Dictionary<Int32, Utf8>`. */
function typeName({ type, dtype }: Shown): string {
  return String(dtype?.variant ?? dtype ?? type);
}

function readColumn(column: Column, where: string): NestedArray {
  const name = typeName(column as Shown);
  const { nullCount } = column;
  const nulls = typeof nullCount === 'function' ? nullCount.call(column) : nullCount;
  const isFloat = /^float\d+$/i.test(name);
  if (nulls > 0 && !isFloat) {
    throw new ValueError({
      where,
      expected: `a column of ${name} without nulls`,
      received: `${nulls} nulls`,
      hint: 'Fill them or leave the rows out; in a column of floats, a null is NaN.',
    });
  }
  if (isFloat && (nulls > 0 || /16/.test(name))) {
    const values = elements(column).map((value) => (value as number | null) ?? Number.NaN);
    return /64/.test(name) ? Float64Array.from(values) : Float32Array.from(values);
  }
  if (isFloat || /^u?int\d+$/i.test(name)) return ordinary(numbers(column), where);
  if (/^bool|^(large)?utf8|^string|^categorical|^dictionary<.*utf8>$/i.test(name)) {
    return elements(column) as NestedArray;
  }
  if (/list|^array/i.test(name)) {
    return elements(column).map((row) =>
      isColumnar(row) ? readColumn(row as Column, where) : (row as NestedArray),
    );
  }
  throw new DTypeError({
    where,
    expected: 'a column of numbers, booleans, text or lists of them',
    received: name,
    hint: 'Convert it to numbers first.',
  });
}

/** The elements as JavaScript's values: what Arrow's `toArray` gives of halves and booleans is how they are stored. */
function elements(column: Column): unknown[] {
  return Array.from(column as unknown as Iterable<unknown>);
}

function numbers(column: Column): ArrayBufferView {
  const { toTypedArray } = column as { toTypedArray?: () => ArrayBufferView };
  return toTypedArray ? toTypedArray.call(column) : (column.toArray() as ArrayBufferView);
}

/** The typed array in the smallest type that tensors have for it: int32 for narrow integers, int64 for unsigned ones. */
function ordinary(values: ArrayBufferView, where: string): TypedArray {
  if (values instanceof Uint32Array) return BigInt64Array.from(values, BigInt);
  if (values instanceof BigUint64Array) {
    const signed = BigInt64Array.from(values);
    if (signed.every((value) => value >= 0n)) return signed;
    throw new ValueError({ where, expected: 'integers below 2**63', received: 'a larger one' });
  }
  const narrow = [Int8Array, Int16Array, Uint16Array].some((type) => values instanceof type);
  return narrow ? Int32Array.from(values as Int16Array) : (values as TypedArray);
}

/** Columns side by side: [rows, columns], in the given dtype or the widest. */
function matrix(columns: readonly Column[], where: string, given?: DType): Tensor {
  const flat = columns.map((column, i) => {
    const name = typeName(column as Shown);
    const values = readColumn(column, `${where}, column ${i}`);
    const isText = Array.isArray(values) && typeof values[0] === 'string';
    const read = isText ? undefined : flatten(values, undefined, where);
    if (read?.shape.length === 1) return read;
    throw new DTypeError({
      where: `${where}, column ${i}`,
      expected: 'a number or boolean in each row',
      received: name,
      hint: 'Select the columns of numbers.',
    });
  });
  if (flat.length === 0) {
    throw new ShapeError({ where, expected: 'a table with columns', received: 'one without' });
  }
  const dtype = given ?? flat.map((column) => column.dtype).reduce(widest);
  const rows = flat[0].shape[0];
  const all = allocate(dtype, rows * flat.length) as TypedArray;
  flat.forEach((column, j) => {
    const values = castValues(column.values, column.dtype, dtype);
    for (let i = 0; i < rows; i++) all[i * flat.length + j] = values[i];
  });
  return uncounted(dtype, [rows, flat.length], all);
}
