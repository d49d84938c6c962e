// tf.grad and kin: ops run eagerly and are recorded on a tape, whose graph is differentiated and run.
import { differentiated } from '../differentiation.js';
import { ShapeError, ValueError } from '../errors.js';
import { currentTrace, type Trace } from '../graph.js';
import { showShape } from '../nested.js';
import { currentTape, Tape, withTape } from '../session.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { Variable } from '../variable.js';
import { mul } from './arithmetic.js';
import { toTensor } from './convert.js';
import { zerosLike } from './creation.js';
import { sum } from './reduction.js';

type ScalarFunction = (...args: Tensor[]) => Tensor;

interface ValueAndGrads {
  value: Tensor;
  grads: (Tensor | null)[];
}

/** Where gradients are taken: eagerly of a tape, else of the trace in force. */
type Recording = Pick<Tape, 'variables'>;

/** f's value, and the scalar whose gradient is asked for. */
function evaluate(f: () => Tensor, dy: Tensor | undefined): { value: Tensor; total: Tensor } {
  const value = f();
  if (!(value instanceof Tensor)) {
    throw new ValueError({
      where: 'grad',
      expected: 'a function that returns a tensor',
      received: typeof value,
    });
  }
  if (dy && showShape(dy.shape) !== showShape(value.shape)) {
    const received = showShape(dy.shape);
    throw new ShapeError({
      where: 'grad',
      expected: `dy of shape ${showShape(value.shape)}`,
      received,
    });
  }
  return { value, total: value.rank === 0 && !dy ? value : sum(dy ? mul(value, dy) : value) };
}

/** As `differentiate`, while a function is traced: the gradients are recorded too. */
function differentiateTraced(
  trace: Trace,
  f: () => Tensor,
  wrt: (recording: Recording) => readonly Tensor[],
  dy: Tensor | undefined,
): ValueAndGrads & { wrt: readonly Tensor[] } {
  // Of variables that were assigned before, by what they were assigned.
  const assigned = trace.values;
  const { value, total } = differentiated(() => evaluate(f, dy));
  const targets = wrt(trace);
  const symbols = targets.map((x) =>
    x instanceof Variable ? (assigned.get(x) ?? trace.initial(x)) : x,
  );
  return { value, grads: trace.gradients(total, symbols), wrt: targets };
}

/** f's value at `args`, and its gradients by `wrt`, or by the variables that f reads if that says so. */
function differentiate(
  f: () => Tensor,
  wrt: (recording: Recording) => readonly Tensor[],
  dy?: Tensor,
): ValueAndGrads & { wrt: readonly Tensor[] } {
  const trace = currentTrace();
  if (trace) return differentiateTraced(trace, f, wrt, dy);
  // Nested gradients share one tape, so that the inner ones can be differentiated by the outer.
  const tape = currentTape() ?? new Tape();
  return withTape(tape, () => {
    const { value, total } = evaluate(f, dy);
    const targets = wrt(tape);
    const symbols = tape.trace.gradients(
      tape.symbol(total),
      targets.map((x) => tape.target(x)),
    );
    const present = symbols.filter((symbol) => symbol !== null);
    const results = tape.trace.compile(present).run([]);
    for (let i = 0; i < present.length; i++) tape.bind(results[i], present[i]);
    let next = 0;
    return {
      value,
      grads: symbols.map((symbol) => (symbol ? results[next++] : null)),
      wrt: targets,
    };
  });
}

const orZeros = (grads: (Tensor | null)[], args: readonly Tensor[]) =>
  grads.map((grad, i) => grad ?? zerosLike(args[i]));

/** The gradient of `f(x)` by x, as a function of x; with `dy`, that of `sum(f(x) * dy)`. */
export function grad(f: (x: Tensor) => Tensor): (x: TensorLike, dy?: Tensor) => Tensor {
  return (x, dy) => valueAndGrad(f)(x, dy).grad;
}

/** The gradients of `f(...args)` by each argument. */
export function grads(f: ScalarFunction): (args: TensorLike[], dy?: Tensor) => Tensor[] {
  return (args, dy) => valueAndGrads(f)(args, dy).grads;
}

/** As `grad`, with the value. */
export function valueAndGrad(
  f: (x: Tensor) => Tensor,
): (x: TensorLike, dy?: Tensor) => { value: Tensor; grad: Tensor } {
  return (x, dy) => {
    const { value, grads } = valueAndGrads((a) => f(a))([x], dy);
    return { value, grad: grads[0] };
  };
}

/** As `grads`, with the value. */
export function valueAndGrads(
  f: ScalarFunction,
): (args: TensorLike[], dy?: Tensor) => { value: Tensor; grads: Tensor[] } {
  return (args, dy) => {
    const inputs = args.map((x) => toTensor(x, 'grad'));
    const { value, grads } = differentiate(
      () => f(...inputs),
      () => inputs,
      dy,
    );
    return { value, grads: orZeros(grads, inputs) };
  };
}

/** A scalar function's value, and its gradients by the variables that it reads, or by those of `varList`. @internal */
export function gradientsOf(
  f: () => Tensor,
  varList?: readonly Variable[],
): { value: Tensor; pairs: [Tensor | null, Variable][] } {
  const all = (recording: Recording) => [...recording.variables].filter((v) => v.trainable);
  const { value, grads, wrt } = differentiate(f, (recording) => varList ?? all(recording));
  if (wrt.length === 0) {
    throw new ValueError({
      where: 'variableGrads',
      expected: 'a function of trainable variables',
      received: 'one that reads none',
    });
  }
  return { value, pairs: wrt.map((variable, i) => [grads[i], variable as Variable]) };
}

/** The gradients of a scalar function by the variables that it reads, or by those of `varList`, under their names. */
export function variableGrads(
  f: () => Tensor,
  varList?: readonly Variable[],
): { value: Tensor; grads: Record<string, Tensor> } {
  const { value, pairs } = gradientsOf(f, varList);
  const named: Record<string, Tensor> = {};
  for (const [gradient, variable] of pairs) if (gradient) named[variable.name] = gradient;
  return { value, grads: named };
}
