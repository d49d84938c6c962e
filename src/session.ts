// Where ops go: onto the trace in force if anything is symbolic, else straight to the engine; and the seeds.

import { execute, executeOne } from './eager.js';
import { applyToElements, isUnstored } from './elements.js';
import { currentTrace, type Trace } from './graph.js';
import type { Tape } from './tape.js';
import type { Tensor } from './tensor.js';
import { Variable } from './variable.js';

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
  const json = toJSON(attributes);
  // An op on symbols is recorded where they belong; only variables and constants need the trace in force.
  const trace = traceOf(inputs);
  if (trace !== undefined) return trace.apply(op, json, inputs);
  const outputs = execute(op, json, inputs);
  tape?.record(op, json, inputs, outputs);
  return outputs;
}

/** Whether all numbers are finite: a replacer makes `stringify` several times slower. */
function allFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  for (const key in value) if (!allFinite((value as Record<string, unknown>)[key])) return false;
  return true;
}

/** The attributes as the engine reads them; most ops have none. */
function toJSON(attributes: object): string {
  for (const _ in attributes) {
    return allFinite(attributes) ? JSON.stringify(attributes) : JSON.stringify(attributes, finite);
  }
  return '';
}

/** `apply` for ops with one output. */
export function applyOne(op: string, attributes: object, inputs: readonly Tensor[]): Tensor {
  for (const input of inputs) {
    if (isUnstored(input)) return applyToElements(op, attributes, inputs)[0];
  }
  const json = toJSON(attributes);
  const trace = traceOf(inputs);
  if (trace !== undefined) return trace.apply(op, json, inputs)[0];
  const output = executeOne(op, json, inputs);
  tape?.record(op, json, inputs, [output]);
  return output;
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
