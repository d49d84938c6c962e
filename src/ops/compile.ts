// tf.compile: a function of tensors, traced once for each combination of shapes and dtypes, then run as a plan.
import { ValueError } from '../errors.js';
import { currentTrace, Trace } from '../graph.js';
import type { Plan } from '../plan.js';
import { currentTape, isTraced } from '../session.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { OwnVariables, type Variable } from '../variable.js';
import { argumentParts, type Parts, resultParts } from './compiledParts.js';

/** What a compiled function gets for an argument: tensors also as arrays and numbers, in lists too. */
export type Given<T> = T extends Tensor
  ? TensorLike
  : T extends readonly unknown[]
    ? { [K in keyof T]: Given<T[K]> }
    : T;

/** A traced function; `async` runs it off the event loop. */
export interface Compiled<Args extends readonly unknown[], Result> {
  (...args: { [K in keyof Args]: Given<Args[K]> }): Result;
  async(...args: { [K in keyof Args]: Given<Args[K]> }): Promise<Result>;
}

interface Traced {
  plan: Plan;
  results: Parts;
  /** The variables that it writes. */
  assigned: readonly Variable[];
}

/** Plans kept of a function; the one used longest ago goes first. */
const MOST_PLANS = 16;

/**
 * A function of tensors as one plan: recorded at its first call with these shapes, fused, then run without recording.
 * Variables are read and assigned as in the function itself; those that it makes by `tf.variable` are made once.
 *
 * Arguments are tensors, what becomes one (numbers and arrays that are not empty), and lists and records of those, states
 * of cells among them. All else is a constant of the recording, and recorded anew for another value: booleans, strings, null,
 * undefined, functions, variables, models. Results are tensors, in lists and records too, or nothing.
 *
 * @throws TraceError at the first call if the function reads a value, for then it can't be recorded; ValueError if it
 *   gives numbers or strings.
 * @example
 * const w = tf.variable(tf.randomNormal([784, 10]));
 * const logits = tf.compile((x: tf.Tensor) => x.matMul(w).softmax());
 * logits(images); // and `await logits.async(images)` off the event loop
 */
export function compile<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
): Compiled<Args, Result> {
  if (typeof fn !== 'function') {
    throw new ValueError({ where: 'compile', expected: 'a function', received: String(fn) });
  }
  const plans = new Map<string, Traced>();
  const own = new OwnVariables();

  const record = (args: Parts, tensors: Tensor[]): Traced => {
    const trace = new Trace();
    const inputs = tensors.map(({ dtype, shape }) => trace.input(dtype, shape));
    const result = own.during(() => trace.record(() => fn(...(args.assemble(inputs) as Args))));
    const outputs: Tensor[] = [];
    const results = resultParts(result, outputs);
    return { plan: trace.compile(outputs), results, assigned: [...trace.assigned] };
  };
  const prepare = (given: readonly unknown[]) => {
    const tensors: Tensor[] = [];
    const args = argumentParts(given, tensors);
    // Inside another recording it is part of that.
    if (currentTape() || currentTrace() || isTraced(tensors)) {
      return { direct: own.during(() => fn(...(args.assemble(tensors) as Args))) };
    }
    const key = `${args.key} ${tensors.map(({ dtype, shape }) => `${dtype}[${shape}]`).join()}`;
    const traced = plans.get(key) ?? record(args, tensors);
    plans.delete(key);
    if (plans.size === MOST_PLANS) plans.delete(plans.keys().next().value!);
    plans.set(key, traced);
    for (const variable of traced.assigned) variable.assertWritable();
    return { ...traced, values: tensors.map((tensor) => tensor.valuesNow()) };
  };
  const run = (...args: readonly unknown[]): unknown => {
    const prepared = prepare(args);
    if ('direct' in prepared) return prepared.direct;
    return prepared.results.assemble(prepared.plan.run(prepared.values));
  };
  const runAsync = async (...args: readonly unknown[]): Promise<unknown> => {
    const prepared = prepare(args);
    if ('direct' in prepared) return prepared.direct;
    return prepared.results.assemble(await prepared.plan.runAsync(prepared.values));
  };
  return Object.assign(run, { async: runAsync }) as Compiled<Args, Result>;
}
