// Tensor: values of one dtype under a shape; eager (a typed array that V8 owns) or symbolic (a value of a trace).
import type { TensorBuffer } from './buffer.js';
import {
  bytesPerElement,
  type DataTypes,
  type DType,
  entriesPerElement,
  type NumericDType,
  type TypedArray,
} from './dtype.js';
import { DisposedError, DTypeError, TraceError } from './errors.js';
import { formatTensor } from './format.js';
import type { Trace } from './graph.js';
import type { Columnar } from './interop.js';
import { created, disposed } from './memory.js';
import { type NestedArray, nest, showShape, sizeOf } from './nested.js';
import { ownArray } from './slab.js';
import { type TensorType, tensorType } from './types.js';

export type Shape = number[];

let lastId = 0;
const decoder = new TextDecoder();

/**
 * An immutable array of numbers with a shape and a dtype. Functions of `tf` and methods of the same names
 * compute new ones; `dispose` is optional, for V8 frees the values by itself.
 *
 * @example
 * const x = tf.tensor([[1, 2], [3, 4]]);
 * console.log(x.matMul(x).arraySync()); // [[7, 10], [15, 22]]
 */
export class Tensor {
  readonly shape: number[];
  readonly dtype: DType;
  readonly size: number;
  /** The mask that a layer attached: bool, true where a step counts. @internal */
  mask: Tensor | undefined;
  /** What a softmax or sigmoid was applied to: cross-entropy computes from these, stably. @internal */
  logits: Tensor | undefined;
  /** Eager: the values; of strings, none. @internal */
  values: TypedArray | undefined;
  /** Eager strings, as bytes in UTF-8. @internal */
  encoded: readonly Uint8Array[] | undefined;
  /** Symbolic: the trace that it belongs to, and which value of its graph it is. @internal */
  readonly trace: Trace | undefined;
  /** @internal */
  readonly value: number;
  /** Whether `tf.memory()` knows of it. */
  #counted: boolean;
  #id = 0;
  #type: TensorType | undefined;
  #kept = false;
  #disposed = false;

  /** Use `tf.tensor` instead. @internal */
  constructor(
    dtype: DType,
    shape: number[],
    values?: TypedArray,
    trace?: Trace,
    value = -1,
    counted = trace === undefined,
    type?: TensorType,
  ) {
    this.dtype = dtype;
    this.shape = shape;
    this.#type = type;
    this.size = type === undefined ? sizeOf(shape) : type.size;
    this.mask = undefined;
    this.logits = undefined;
    this.values = values;
    this.encoded = undefined;
    this.trace = trace;
    this.value = value;
    this.#counted = counted && created(this, this.#bytes);
  }

  get rank(): number {
    return this.shape.length;
  }

  /** The class's name, as tfjs's `rankType`. */
  get rankType(): string {
    return String(this.rank);
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Whether `tf.keep` was called on it. */
  get kept(): boolean {
    return this.#kept;
  }

  /** How many elements lie between neighbours along each axis but the last, as in tfjs. */
  get strides(): number[] {
    const strides: number[] = [];
    let stride = 1;
    for (let axis = this.rank - 1; axis > 0; axis--) {
      stride *= this.shape[axis];
      strides.unshift(stride);
    }
    return strides;
  }

  /**
   * A layer written for tfjs may read `inputs[0]` of what its `call` receives; while tracing that is the one input.
   * @internal
   */
  get 0(): this | undefined {
    return this.trace ? this : undefined;
  }

  /** Its type as the one object for all tensors alike. @internal */
  get type(): TensorType {
    this.#type ??= tensorType(this.dtype, this.shape);
    return this.#type;
  }

  get #bytes(): number {
    return this.size * bytesPerElement(this.dtype);
  }

  /** A number that no other tensor of the process has. */
  get id(): number {
    this.#id ||= ++lastId;
    return this.#id;
  }

  /** What tensors that show the same data have in common. */
  get dataId(): object {
    return this.values === undefined ? (this.encoded ?? this) : this.#own();
  }

  /**
   * The values in row-major order; not a copy, so don't write to it. Complex numbers are pairs of real and imaginary
   * part; strings come decoded from UTF-8.
   */
  dataSync<D extends DType = NumericDType>(): DataTypes[D] {
    if (this.dtype === 'string') return this.#strings() as DataTypes[D];
    return this.#own() as DataTypes[D];
  }

  /** The values as users get them: of memory that is no other tensor's, views of this one apart. */
  #own(): TypedArray {
    const values = this.valuesNow();
    const own = ownArray(values);
    if (own !== values) this.values = own;
    return own;
  }

  /** The values in row-major order, as a promise. */
  async data<D extends DType = NumericDType>(): Promise<DataTypes[D]> {
    return this.dataSync<D>();
  }

  /** The values' memory; of strings, the bytes of each in UTF-8. */
  async bytes(): Promise<Uint8Array | readonly Uint8Array[]> {
    if (this.dtype === 'string') return this.encodedNow();
    const { buffer, byteOffset, byteLength } = this.#own();
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  /** A copy of the values that can be written, as a promise. */
  async buffer(): Promise<TensorBuffer> {
    return this.bufferSync();
  }

  #strings(): string[] {
    return this.encodedNow().map((bytes) => decoder.decode(bytes));
  }

  /** The bytes of each string. @internal */
  encodedNow(): readonly Uint8Array[] {
    if (this.encoded === undefined) throw this.#unreadable();
    return this.encoded;
  }

  /** What prints: strings, or numbers by entry. */
  #printable(): TypedArray | string[] {
    return this.dtype === 'string' ? this.#strings() : this.valuesNow();
  }

  /** The values as nested arrays; a scalar's is a number. */
  // biome-ignore lint/suspicious/noExplicitAny: as in tfjs, nested to a depth that the type does not know.
  arraySync(): any {
    const entries = entriesPerElement(this.dtype);
    if (entries === 1) return nest(this.#printable(), this.shape);
    // As in tfjs, both parts of complex numbers stand in the last axis.
    const last = this.shape.at(-1) ?? 1;
    return nest(this.#printable(), [...this.shape.slice(0, -1), last * entries]);
  }

  /** The values as nested arrays, as a promise. */
  // biome-ignore lint/suspicious/noExplicitAny: as arraySync.
  async array(): Promise<any> {
    return this.arraySync();
  }

  /** Iterates over the first axis. */
  *[Symbol.iterator](): IterableIterator<Tensor> {
    for (let i = 0; i < (this.shape[0] ?? 0); i++) yield this.at(i);
  }

  /** The values, or the error that says why there are none. @internal */
  valuesNow(): TypedArray {
    if (this.values === undefined) throw this.#unreadable();
    return this.values;
  }

  #unreadable(): Error {
    if (this.encoded !== undefined) {
      return new DTypeError({ expected: 'a tensor of numbers', received: 'one of strings' });
    }
    if (this.isDisposed) {
      return new DisposedError({
        problem: `this tensor of shape ${showShape(this.shape)} was disposed`,
        hint: 'Keep it with tf.keep(tensor), or return it from the tidy() that made it.',
      });
    }
    return new TraceError({
      problem: `a tensor of shape ${showShape(this.shape)} has no values while a function is traced`,
      hint: 'Compute with tf ops instead of reading values, or set `dynamic: true` on the layer to run it eagerly.',
    });
  }

  /** @throws DisposedError if it was disposed. */
  throwIfDisposed(): void {
    if (this.isDisposed) throw this.#unreadable();
  }

  /** Marks it to survive `tf.tidy`. @internal */
  keep(): this {
    this.#kept = true;
    return this;
  }

  /** Gives the values up; using it afterwards is a DisposedError. Optional, and nothing happens to a symbolic tensor. */
  dispose(): void {
    if (this.trace !== undefined || this.#disposed) return;
    this.#disposed = true;
    this.values = undefined;
    this.encoded = undefined;
    if (this.#counted) disposed(this.#bytes);
  }

  /** Takes it out of `tf.memory()`'s count; its values stay readable, until V8 frees them. @internal */
  release(): void {
    if (this.#counted && !this.#disposed) disposed(this.#bytes);
    this.#counted = false;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Prints the values, and with `verbose` dtype and shape. */
  print(verbose = false): void {
    console.log(this.toString(verbose));
  }

  toString(verbose = false): string {
    if (this.values === undefined && this.encoded === undefined && !('native' in this)) {
      return this.#header(this.isDisposed ? 'disposed' : 'symbolic');
    }
    const lines = formatTensor(this.#printable(), this.shape, this.dtype, 'tfjs').split('\n');
    const facts = verbose
      ? [`  dtype: ${this.dtype}`, `  rank: ${this.rank}`, `  shape: [${this.shape}]`, '  values:']
      : [];
    // What separates blocks of a tensor are empty lines: those stay without the indent, as in tfjs.
    return ['Tensor', ...facts, ...lines.map((line) => (line ? `    ${line}` : ''))].join('\n');
  }

  #header(rest: string): string {
    return `Tensor(${this.dtype}, ${showShape(this.shape)}) ${rest}`;
  }

  /** What `console.log` shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    if (this.isDisposed) return this.#header('disposed');
    if (this.trace !== undefined) return this.#header('symbolic');
    const text = formatTensor(this.#printable(), this.shape, this.dtype);
    return this.#header('').trimEnd() + (text.includes('\n') ? '\n' : ' ') + text;
  }
}

/** What is accepted where a tensor is. */
export type TensorLike = Tensor | NestedArray | Columnar;

export type Tensor1D = Tensor;
export type Tensor2D = Tensor;
export type Tensor3D = Tensor;
export type Tensor4D = Tensor;
export type Tensor5D = Tensor;
export type Tensor6D = Tensor;
export type Scalar = Tensor;
