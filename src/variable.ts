// Variable: a named native buffer that plans, models and compiled functions share, and that `assign` changes.
import { native } from './binding/load.js';
import type { DType, TypedArray } from './dtype.js';
import { DisposedError, DTypeError, ShapeError } from './errors.js';
import { currentTrace } from './graph.js';
import { showShape } from './nested.js';
import { storedType } from './pairs.js';
import { currentTape } from './session.js';
import { Tensor } from './tensor.js';

export interface VariableOptions {
  name?: string;
  trainable?: boolean;
  /** Whether `tf.memory()` counts it: not what no user made. Default: true. @internal */
  counted?: boolean;
}

/** What projects a weight after each update, and what adds to the loss for it. */
export interface WeightRule {
  apply(x: Tensor): Tensor;
}

let unnamed = 0;

/** Every variable, as long as something else refers to it. */
const living = new Set<WeakRef<Variable>>();
const registry = new FinalizationRegistry<WeakRef<Variable>>((reference) => {
  living.delete(reference);
});

/** The variables that are neither disposed nor collected. @internal */
export function liveVariables(): Variable[] {
  return [...living].flatMap((reference) => reference.deref() ?? []).filter((v) => !v.isDisposed);
}

/**
 * A tensor whose values change: a weight, an optimizer slot, the state of a layer. It stands wherever a tensor does;
 * inside a traced function it stands for its value at the beginning of the step, or what was assigned since.
 */
export class Variable extends Tensor {
  /** `dense/kernel` for a layer's weight. */
  readonly name: string;
  trainable: boolean;
  regularizer: WeightRule | undefined;
  constraint: WeightRule | undefined;
  /** The buffer that plans bind. @internal */
  readonly native: InstanceType<typeof native.NativeVariable>;

  /** What throws where a write must not be: a `fit` whose block is in flight. */
  #guards: Set<() => void> | undefined;

  constructor(dtype: DType, shape: number[], values: TypedArray, options: VariableOptions = {}) {
    const counted = options.counted ?? true;
    super(dtype, shape, undefined, undefined, undefined, counted);
    this.name = options.name ?? `Variable${unnamed++ || ''}`;
    this.trainable = options.trainable ?? true;
    const stored = storedType(dtype, shape);
    this.native = new native.NativeVariable(stored.dtype, stored.shape, values);
    // A variable outlives the tidy that it is made in, as in tfjs.
    this.keep();
    if (!counted) return;
    const reference = new WeakRef(this);
    living.add(reference);
    registry.register(this, reference);
  }

  /** Moves with every write: a cache of something computed from the values compares it. */
  get version(): number {
    return this.native.version;
  }

  /** A copy of the values. @internal */
  override valuesNow(): TypedArray {
    this.throwIfDisposed();
    return this.native.read() as TypedArray;
  }

  /** The value as a tensor: symbolic inside a traced function, else a copy. */
  read(): Tensor {
    const trace = currentTrace();
    if (trace) return trace.read(this);
    return currentTape()?.read(this) ?? new Tensor(this.dtype, this.shape, this.valuesNow());
  }

  /** As `assign`: the name that tfjs gives it for a layer's weights. */
  write(value: Tensor): this {
    return this.assign(value);
  }

  /**
   * Sets the values; inside a traced function, at the end of the step.
   * @throws ShapeError if the shape differs, DTypeError if the dtype does; BusyError while a block of `fit` uses it
   */
  assign(value: Tensor): this {
    this.throwIfDisposed();
    this.checkShape(value);
    if (value.dtype !== this.dtype) {
      const hint = `Cast them: x.cast('${this.dtype}').`;
      const expected = `values of dtype ${this.dtype}`;
      throw new DTypeError({ where: this.name, expected, received: value.dtype, hint });
    }
    const trace = currentTrace();
    if (!trace) this.assertWritable();
    currentTape()?.assign(this, value);
    if (trace) trace.assign(this, value);
    else this.overwrite(value.valuesNow());
    return this;
  }

  /** Assigns at once, whatever guards say. @internal */
  overwrite(values: TypedArray): void {
    if (written && !written.has(this)) written.set(this, this.valuesNow());
    this.native.write(values);
  }

  /** @throws BusyError while a `fit` that uses it lets nobody else write. @internal */
  assertWritable(): void {
    if (this.#guards) for (const guard of this.#guards) guard();
  }

  /** Asks `guard` before each write; call what it returns to end that. @internal */
  guard(guard: () => void): () => void {
    this.#guards ??= new Set();
    this.#guards.add(guard);
    return () => this.#guards?.delete(guard);
  }

  /** @throws ShapeError if a value of that shape can't be assigned. */
  checkShape(value: Tensor): void {
    if (showShape(value.shape) === showShape(this.shape)) return;
    throw new ShapeError({
      where: this.name,
      expected: `values of shape ${showShape(this.shape)}`,
      received: showShape(value.shape),
    });
  }

  override throwIfDisposed(): void {
    if (!this.isDisposed) return;
    throw new DisposedError({ where: this.name, problem: 'this variable was disposed' });
  }
}

/** What variables were before they were assigned, while that may have to be undone. */
let written: Map<Variable, TypedArray> | undefined;

/** Runs `fn`; what it assigns, eagerly, is undone if it throws, or in any case. */
export function undoing<T>(when: 'onError' | 'always', fn: () => T): T {
  const outer = written;
  const before = new Map<Variable, TypedArray>();
  written = before;
  let undo = true;
  try {
    const result = fn();
    undo = when === 'always';
    return result;
  } finally {
    written = outer;
    for (const [variable, values] of before) {
      if (undo) variable.native.write(values);
      else if (outer && !outer.has(variable)) outer.set(variable, values);
    }
  }
}

/** The variables that a traced function makes, in their order: tracing it again finds those of the first time. */
export class OwnVariables {
  static #tracing: OwnVariables | undefined;
  readonly #made: Variable[] = [];
  #next = 0;

  /** Runs the function; what it makes through `once` is kept. */
  during<T>(fn: () => T): T {
    const outer = OwnVariables.#tracing;
    OwnVariables.#tracing = this;
    this.#next = 0;
    try {
      return fn();
    } finally {
      OwnVariables.#tracing = outer;
    }
  }

  /** The variable that the function being traced made at this place before; else, or outside any, a new one. */
  static once(make: () => Variable): Variable {
    const own = OwnVariables.#tracing;
    if (own === undefined) return make();
    const place = own.#next++;
    own.#made[place] ??= make();
    return own.#made[place];
  }
}
