// tf.compile: a function of tensors, traced once for each combination of shapes and dtypes, then run as a plan.
import { Trace } from '../graph.js';
import type { Plan } from '../plan.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { OwnVariables } from '../variable.js';
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
}

/** Plans kept of a function; the one used longest ago goes first. */
const MOST_PLANS = 16;

/**
 * A function of tensors as one plan: recorded at its first call with these shapes, fused, then run without recording.
 * Variables are read and assigned as in the function itself; those that it makes by `tf.variable` are made once.
 *
 * Arguments are tensors, what becomes one (numbers and arrays), and lists and records of those, states of cells among
 * them. All else is a constant of the recording, and recorded anew for another value: booleans, strings, null,
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
  const plans = new Map<string, Traced>();
  const own = new OwnVariables();

  const record = (args: Parts, tensors: Tensor[]): Traced => {
    const trace = new Trace();
    const inputs = tensors.map(({ dtype, shape }) => trace.input(dtype, shape));
    const result = own.during(() => trace.record(() => fn(...(args.assemble(inputs) as Args))));
    const outputs: Tensor[] = [];
    const results = resultParts(result, outputs);
    return { plan: trace.compile(outputs), results };
  };
  const prepare = (given: readonly unknown[]) => {
    const tensors: Tensor[] = [];
    const args = argumentParts(given, tensors);
    const key = `${args.key} ${tensors.map(({ dtype, shape }) => `${dtype}[${shape}]`).join()}`;
    const traced = plans.get(key) ?? record(args, tensors);
    plans.delete(key);
    if (plans.size === MOST_PLANS) plans.delete(plans.keys().next().value!);
    plans.set(key, traced);
    return { ...traced, values: tensors.map((tensor) => tensor.valuesNow()) };
  };
  const run = (...args: readonly unknown[]): unknown => {
    const { plan, results, values } = prepare(args);
    return results.assemble(plan.run(values));
  };
  const runAsync = async (...args: readonly unknown[]): Promise<unknown> => {
    const { plan, results, values } = prepare(args);
    return results.assemble(await plan.runAsync(values));
  };
  return Object.assign(run, { async: runAsync }) as Compiled<Args, Result>;
}
