// Where ops go: onto the trace in force if anything is symbolic, else straight to the engine; and the seeds.

import { translate } from './binding/errors.js';
import { native } from './binding/load.js';
import type { DType, TypedArray } from './dtype.js';
import { applyToElements, isUnstored } from './elements.js';
import { currentTrace, Trace } from './graph.js';
import type { Tensor } from './tensor.js';
import { eager } from './tensor.js';
import { Variable } from './variable.js';

/** A recording beside eager computation: what `tf.grad` differentiates. Variables count with their values when read. */
export class Tape {
  readonly trace = new Trace();
  readonly #symbols = new Map<Tensor, Tensor>();
  /** The symbol of each variable's value before anything was assigned. */
  readonly #initial = new Map<Variable, Tensor>();
  readonly #values = new Map<Variable, Tensor>();

  /** The variables that were read. */
  get variables(): Iterable<Variable> {
    return this.#initial.keys();
  }

  /** A variable's value now, as an eager tensor that the tape knows. */
  read(variable: Variable): Tensor {
    let value = this.#values.get(variable);
    if (value === undefined) {
      value = eager(variable.dtype, variable.shape, variable.valuesNow());
      this.#initial.set(variable, this.trace.symbolic(value));
      this.#values.set(variable, value);
    }
    return value;
  }

  assign(variable: Variable, value: Tensor): void {
    this.read(variable);
    this.#values.set(variable, value);
  }

  /** The trace's tensor for an eager one, or for a variable's value now. */
  symbol(tensor: Tensor): Tensor {
    if (tensor instanceof Variable) return this.symbol(this.read(tensor));
    return this.#symbols.get(tensor) ?? this.trace.symbolic(tensor);
  }

  /** What gradients by a tensor are taken of. */
  target(tensor: Tensor): Tensor {
    if (!(tensor instanceof Variable)) return this.symbol(tensor);
    this.read(tensor);
    return this.#initial.get(tensor)!;
  }

  /** Makes `symbol` stand for an eager tensor from now on. */
  bind(tensor: Tensor, symbol: Tensor): void {
    this.#symbols.set(tensor, symbol);
  }

  record(
    op: string,
    attributes: string,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
  ): void {
    const symbols = this.trace.apply(
      op,
      attributes,
      inputs.map((tensor) => this.symbol(tensor)),
    );
    for (let i = 0; i < outputs.length; i++) this.bind(outputs[i], symbols[i]);
  }
}

let tape: Tape | undefined;

/** The tape that eager ops are recorded on, if any. */
export function currentTape(): Tape | undefined {
  return tape;
}

/** Runs `fn` with eager ops recorded on the tape. */
export function withTape<T>(next: Tape | undefined, fn: () => T): T {
  const outer = tape;
  tape = next;
  try {
    return fn();
  } finally {
    tape = outer;
  }
}

function traceOf(inputs: readonly Tensor[]): Trace | undefined {
  for (const input of inputs) if (input.trace !== undefined) return input.trace;
  const trace = currentTrace();
  return trace && inputs.some((input) => input instanceof Variable) ? trace : undefined;
}

/** Whether an op on these inputs would be recorded rather than computed. */
export function isTraced(inputs: readonly Tensor[]): boolean {
  return traceOf(inputs) !== undefined;
}

/** JSON has no infinities and no NaN: they go by name. */
const finite = (_key: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/**
 * Applies an op of the engine. Ops on symbolic tensors, or on variables while a function is traced, are recorded;
 * everything else is computed at once.
 * @throws ShapeError, DTypeError, ConfigError, as the op's rules say.
 */
export function apply(op: string, attributes: object, inputs: readonly Tensor[]): Tensor[] {
  if (inputs.some(isUnstored)) return applyToElements(op, attributes, inputs);
  const json = JSON.stringify(attributes, finite);
  // An op on symbols is recorded where they belong; only variables and constants need the trace in force.
  const trace = traceOf(inputs);
  if (trace !== undefined) return trace.apply(op, json, inputs);
  let results: ReturnType<typeof native.execute>;
  try {
    results = native.execute(
      op,
      json,
      inputs.map((input) => input.dtype),
      inputs.map((input) => input.shape),
      inputs.map((input) => input.valuesNow()),
    );
  } catch (error) {
    throw translate(error);
  }
  const outputs = results.map(({ dtype, shape, data }) =>
    eager(dtype as DType, shape, data as TypedArray),
  );
  tape?.record(op, json, inputs, outputs);
  return outputs;
}

/** `apply` for ops with one output. */
export function applyOne(op: string, attributes: object, inputs: readonly Tensor[]): Tensor {
  return apply(op, attributes, inputs)[0];
}

let seed = (Math.random() * 0x7fffffff) | 0;
let drawn = 0;

/**
 * Seeds everything random from here on: initializers, dropout, shuffling and `tf.random*`.
 * The same program with the same seed computes the same bits, at any number of threads.
 */
export function setRandomSeed(value: number): void {
  seed = value | 0;
  drawn = 0;
}

/** A pair [seed, step] of random bits that no other draw has, counted from `setRandomSeed`. */
export function nextRandomState(): Int32Array {
  return Int32Array.of(seed, drawn++);
}

/** A seed for a generator of its own. */
export function nextSeed(): number {
  // The finalizer of MurmurHash3 spreads neighbouring draws over all seeds.
  let h = Math.imul(seed ^ Math.imul(drawn++, 0x9e3779b9), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) & 0x7fffffff;
}
