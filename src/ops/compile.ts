// tf.compile: a function of tensors, traced once for each combination of shapes and dtypes, then run as a plan.
import { ValueError } from '../errors.js';
import { Trace } from '../graph.js';
import type { Plan } from '../plan.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { OwnVariables } from '../variable.js';
import { toTensor } from './convert.js';

/** What a compiled function may give: a tensor, or lists and records of them, LSTM states and results of loops too. */
export type Tensors = Tensor | Iterable<Tensors> | { readonly [name: string]: Tensors };

/** A traced function; `async` runs it off the event loop. */
export interface Compiled<Args extends Tensor[], Result> {
  (...args: { [K in keyof Args]: TensorLike }): Result;
  async(...args: { [K in keyof Args]: TensorLike }): Promise<Result>;
}

interface Traced<Result> {
  plan: Plan;
  rebuild(results: Tensor[]): Result;
}

/** Plans kept of a function; the one used longest ago goes first. */
const MOST_PLANS = 16;

/** Collects a structure's tensors, and gives what puts others in their places. */
function disassemble(structure: unknown, into: Tensor[]): (results: Tensor[]) => unknown {
  if (structure instanceof Tensor) {
    const index = into.push(structure) - 1;
    return (results) => results[index];
  }
  if (Array.isArray(structure)) {
    const parts = structure.map((item) => disassemble(item, into));
    return (results) => parts.map((part) => part(results));
  }
  if (typeof structure === 'object' && structure !== null) {
    const parts = Object.entries(structure).map(
      ([key, item]) => [key, disassemble(item, into)] as const,
    );
    const kind = Object.getPrototypeOf(structure);
    return (results) =>
      Object.assign(
        Object.create(kind),
        Object.fromEntries(parts.map(([key, part]) => [key, part(results)])),
      );
  }
  throw new ValueError({
    where: 'compile',
    expected: 'a function that returns tensors, or lists or records of them',
    received: String(structure),
  });
}

/**
 * A function of tensors as one plan: recorded at its first call with these shapes, fused, then run without recording.
 * Variables are read and assigned as in the function itself; those that it makes by `tf.variable` are made once.
 *
 * @throws TraceError at the first call if the function reads a value, for then it can't be recorded.
 * @example
 * const w = tf.variable(tf.randomNormal([784, 10]));
 * const logits = tf.compile((x: tf.Tensor) => x.matMul(w).softmax());
 * logits(images); // and `await logits.async(images)` off the event loop
 */
export function compile<Args extends Tensor[], Result extends Tensors>(
  fn: (...args: Args) => Result,
): Compiled<Args, Result> {
  const plans = new Map<string, Traced<Result>>();
  const own = new OwnVariables();

  const planFor = (tensors: Tensor[]): Traced<Result> => {
    const key = tensors.map(({ dtype, shape }) => `${dtype}[${shape}]`).join();
    let traced = plans.get(key);
    if (traced) plans.delete(key);
    else {
      const trace = new Trace();
      const inputs = tensors.map(({ dtype, shape }) => trace.input(dtype, shape));
      const outputs: Tensor[] = [];
      const rebuild = disassemble(
        own.during(() => trace.record(() => fn(...(inputs as Args)))),
        outputs,
      );
      traced = { plan: trace.compile(outputs), rebuild: rebuild as (results: Tensor[]) => Result };
      if (plans.size === MOST_PLANS) plans.delete(plans.keys().next().value!);
    }
    plans.set(key, traced);
    return traced;
  };

  const prepare = (args: TensorLike[]) => {
    const tensors = args.map((arg) => toTensor(arg, 'compile'));
    return { ...planFor(tensors), values: tensors.map((tensor) => tensor.valuesNow()) };
  };
  const run = (...args: TensorLike[]): Result => {
    const { plan, rebuild, values } = prepare(args);
    return rebuild(plan.run(values));
  };
  const runAsync = async (...args: TensorLike[]): Promise<Result> => {
    const { plan, rebuild, values } = prepare(args);
    return rebuild(await plan.runAsync(values));
  };
  return Object.assign(run, { async: runAsync }) as Compiled<Args, Result>;
}
