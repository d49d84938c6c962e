// The chained methods of tensors: `x.add(y)` is `tf.add(x, y)`.
import type { DType } from '../dtype.js';
import { UnavailableError } from '../errors.js';
import { Tensor, type TensorLike } from '../tensor.js';
import type { Variable } from '../variable.js';
import * as arithmetic from './arithmetic.js';
import * as chained from './chained.js';
import { cast } from './convert.js';
import * as creation from './creation.js';
import { at, rows } from './rows.js';
import * as shape from './shape.js';

type Rest<F> = F extends (x: TensorLike, ...rest: infer R) => infer Result
  ? (...rest: R) => Result
  : never;
type Chained = { [Name in keyof typeof chained]: Rest<(typeof chained)[Name]> };

declare module '../tensor.js' {
  interface Tensor extends Chained {
    /** What is at these indices of the first axes; with all of them, a scalar. Negative counts from the end. */
    at(...indices: number[]): Tensor;
    /** Rows `start` to before `end` of the first axis, clamped to what is there: a view, not a copy. */
    rows(start: number, end?: number): Tensor;
    /** Joined with another, or a list of others, along an axis. */
    concat(x: Tensor | readonly TensorLike[], axis?: number): Tensor;
    /** Stacked with others along a new axis. */
    stack(x: TensorLike, axis?: number): Tensor;
    /** This where the condition holds, else x. */
    where(condition: TensorLike, x: TensorLike): Tensor;
    cast(dtype: DType): Tensor;
    asType(dtype: DType): Tensor;
    toFloat(): Tensor;
    toInt(): Tensor;
    toBool(): Tensor;
    asScalar(): Tensor;
    as1D(): Tensor;
    as2D(rows: number, columns: number): Tensor;
    as3D(rows: number, columns: number, depth: number): Tensor;
    as4D(rows: number, columns: number, depth: number, depth2: number): Tensor;
    as5D(...shape: [number, number, number, number, number]): Tensor;
    reshapeAs(x: Tensor): Tensor;
    /** @throws UnavailableError always: there is no GPU here. `data()` gives the values. */
    dataToGPU(options?: object): never;
    /** A variable that starts with these values. */
    variable(trainable?: boolean, name?: string, dtype?: DType): Variable;
    zerosLike(): Tensor;
    onesLike(): Tensor;
  }
}

const methods: Record<string, (this: Tensor, ...args: never[]) => unknown> = {
  at(...indices: number[]) {
    return at(this, ...indices);
  },
  rows(start: number, end?: number) {
    return rows(this, start, end);
  },
  concat(x: Tensor | readonly TensorLike[], axis?: number) {
    return shape.concat([this, ...(x instanceof Tensor ? [x] : x)], axis);
  },
  stack(x: TensorLike, axis?: number) {
    return shape.stack([this, x], axis);
  },
  where(condition: TensorLike, x: TensorLike) {
    return arithmetic.where(condition, this, x);
  },
  cast(dtype: DType) {
    return cast(this, dtype);
  },
  asType(dtype: DType) {
    return cast(this, dtype);
  },
  toFloat() {
    return cast(this, 'float32');
  },
  toInt() {
    return cast(this, 'int32');
  },
  toBool() {
    return cast(this, 'bool');
  },
  asScalar() {
    return shape.reshape(this, []);
  },
  as1D() {
    return shape.reshape(this, [-1]);
  },
  as2D(...target: number[]) {
    return shape.reshape(this, target);
  },
  as3D(...target: number[]) {
    return shape.reshape(this, target);
  },
  as4D(...target: number[]) {
    return shape.reshape(this, target);
  },
  as5D(...target: number[]) {
    return shape.reshape(this, target);
  },
  variable(trainable?: boolean, name?: string, dtype?: DType) {
    return creation.variable(this, trainable, name, dtype);
  },
  reshapeAs(x: Tensor) {
    return shape.reshape(this, x.shape);
  },
  dataToGPU() {
    const hint = 'Read the values with await tensor.data(), or tensor.dataSync().';
    throw new UnavailableError({
      where: 'dataToGPU',
      problem: 'tensors are in memory, not on a GPU',
      hint,
    });
  },
  zerosLike() {
    return creation.zerosLike(this);
  },
  onesLike() {
    return creation.onesLike(this);
  },
};

for (const [name, fn] of Object.entries(chained)) {
  const op = fn as (x: Tensor, ...rest: unknown[]) => unknown;
  methods[name] = function (this: Tensor, ...rest: never[]) {
    return op(this, ...rest);
  };
}

for (const [name, value] of Object.entries(methods)) {
  Object.defineProperty(Tensor.prototype, name, { value, writable: true, configurable: true });
}
