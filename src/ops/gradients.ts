// tf.grad and kin: ops run eagerly and are recorded on a tape, whose graph is differentiated and evaluated.

import { differentiated } from '../differentiation.js';
import { floatDType } from '../dtype.js';
import { ValueError } from '../errors.js';
import { currentTrace } from '../graph.js';
import { endScope, startScope } from '../memory.js';
import { showShape } from '../nested.js';
import { currentTape, withTape } from '../session.js';
import { Tape } from '../tape.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { Variable } from '../variable.js';
import { toTensor } from './convert.js';
import { zeros } from './creation.js';

type TensorFunction = (...args: Tensor[]) => Tensor;

interface ValueAndGrads {
  value: Tensor;
  grads: (Tensor | null)[];
}

/** What gradients are taken of, and by which tensors; those may be known only once f has run. */
interface Request {
  f: () => Tensor;
  wrt: (read: Iterable<Variable>) => readonly Tensor[];
  dy?: Tensor;
  scalar?: boolean;
  /** Whether a gradient stays null where f's value is computed from a tensor, but not differentiably; else it is 0. */
  strict?: boolean;
}

function fail(problem: string, hint?: string): never {
  throw new ValueError({ problem, hint });
}

function expectFunction(f: unknown, where: string): void {
  if (typeof f !== 'function') fail(`The f passed in ${where}(f) must be a function`);
}

function evaluate({ f, dy, scalar }: Request): Tensor {
  const value = f();
  if (!(value instanceof Tensor)) fail('The result y returned by f() must be a tensor.');
  if (scalar && value.rank !== 0) {
    fail(
      `The f passed in variableGrads(f) must return a scalar, but it returned a rank-${value.rank} tensor`,
    );
  }
  if (dy && showShape(dy.shape) !== showShape(value.shape)) {
    const shapes = `${showShape(dy.shape)} and ${showShape(value.shape)}`;
    fail(
      `The shape of dy passed in grad(f)(x, dy) must match the shape returned by f(x): ${shapes}`,
    );
  }
  return value;
}

/** As tfjs, counts nothing of what `fn` makes but its result; unlike `tidy`, leaves the rest readable. */
function scoped<T>(fn: () => T, survivors: (result: T) => Iterable<unknown>): T {
  startScope();
  let result: T | undefined;
  try {
    result = fn();
    return result;
  } finally {
    endScope(new Set(result === undefined ? [] : survivors(result)), 'release');
  }
}

/** f's value, the tensors that gradients are by, and the gradients: null by what f's value does not depend on. */
function differentiate(request: Request): ValueAndGrads & { wrt: readonly Tensor[] } {
  const trace = currentTrace();
  if (trace) {
    // Of variables that were assigned before, by what they were assigned.
    const assigned = trace.values;
    const value = differentiated(() => evaluate(request));
    const wrt = request.wrt(trace.variables);
    const targets = wrt.map((x) =>
      x instanceof Variable ? (assigned.get(x) ?? trace.initial(x)) : x,
    );
    const grads = trace.backward([[value, request.dy ?? trace.onesLike(value)]], targets);
    if (request.strict) return { value, grads, wrt };
    return { value, grads: orZeros(grads, wrt, trace.depends(value, targets)), wrt };
  }
  // Nested gradients share one tape, so that the inner ones can be differentiated by the outer.
  const outer = currentTape();
  const tape = outer ?? new Tape();
  try {
    return withTape(tape, () => recordAndDifferentiate(tape, request));
  } finally {
    // The garbage collector would see a small object, not the graph behind it.
    if (outer === undefined) tape.trace.clear();
  }
}

function recordAndDifferentiate(
  tape: Tape,
  request: Request,
): ValueAndGrads & { wrt: readonly Tensor[] } {
  const value = scoped(
    () => evaluate(request),
    (y) => [y],
  );
  const wrt = request.wrt(tape.variables);
  const targets = wrt.map((x) => tape.target(x));
  const grads = scoped(
    () => {
      const y = tape.symbol(value);
      const cotangent = request.dy ? tape.symbol(request.dy) : tape.trace.onesLike(y);
      const symbols = tape.trace.backward([[y, cotangent]], targets);
      const present = symbols.filter((symbol) => symbol !== null);
      const results = tape.evaluate(present);
      let next = 0;
      const found = symbols.map((symbol) => (symbol === null ? null : results[next++]));
      return request.strict ? found : orZeros(found, wrt, tape.trace.depends(y, targets));
    },
    (found) => found,
  );
  return { value, grads, wrt };
}

/** Where f's value is computed from a tensor, but not differentiably (by `floor`, for example), the gradient is 0. */
function orZeros(
  grads: readonly (Tensor | null)[],
  wrt: readonly Tensor[],
  depends: readonly boolean[],
): (Tensor | null)[] {
  return grads.map(
    (grad, i) => grad ?? (depends[i] ? zeros(wrt[i].shape, floatDType(wrt[i].dtype)) : null),
  );
}

function expectAll(grads: readonly (Tensor | null)[]): Tensor[] {
  if (grads.every((grad) => grad !== null)) return [...grads];
  return fail(
    'Cannot compute gradient of y=f(x) with respect to x. Make sure that the f you passed encloses all operations ' +
      'that lead from x to y.',
  );
}

function optional(dy: TensorLike | null | undefined, where: string): Tensor | undefined {
  if (dy === undefined || dy === null) return undefined;
  const tensor = toTensor(dy, where);
  if (tensor.dtype !== 'float32' && tensor.dtype !== 'float64') {
    fail(`dy must have 'float32' dtype, but has '${tensor.dtype}'`);
  }
  return tensor;
}

/**
 * The gradient of `f(x)` by x, as a function of x; with `dy`, that of `sum(f(x) * dy)`.
 *
 * @throws ValueError if f's value is not computed from x.
 * @example
 * tf.grad((x) => x.square())(tf.tensor([2, 3])); // [4, 6]
 * tf.grad(tf.grad((x) => x.pow(3)))(tf.scalar(2)); // 12
 */
export function grad(f: (x: Tensor) => Tensor): (x: TensorLike, dy?: TensorLike) => Tensor {
  expectFunction(f, 'grad');
  return (x, dy) =>
    scoped(
      () => valueAndGrad(f)(x, dy).grad,
      (gradient) => [gradient],
    );
}

/** The gradients of `f(...args)` by each argument. @throws as `grad`. */
export function grads(f: TensorFunction): (args: TensorLike[], dy?: TensorLike) => Tensor[] {
  expectFunction(f, 'grads');
  return (args, dy) =>
    scoped(
      () => valueAndGrads(f)(args, dy).grads,
      (gradients) => gradients,
    );
}

/** As `grad`, with the value. */
export function valueAndGrad(
  f: (x: Tensor) => Tensor,
): (x: TensorLike, dy?: TensorLike) => { value: Tensor; grad: Tensor } {
  expectFunction(f, 'valueAndGrad');
  return (x, dy) => {
    const { value, grads } = valueAndGrads((a) => f(a))([x], dy);
    return { value, grad: grads[0] };
  };
}

/** As `grads`, with the value. */
export function valueAndGrads(
  f: TensorFunction,
): (args: TensorLike[], dy?: TensorLike) => { value: Tensor; grads: Tensor[] } {
  expectFunction(f, 'valueAndGrads');
  return (args, dy) => {
    if (!Array.isArray(args)) {
      fail('The args passed in grads(f)(args) must be an array of `Tensor`s or `TensorLike`s');
    }
    const inputs = args.map((x) => toTensor(x, 'tf.grads', 'x', 'any'));
    const { value, grads } = differentiate({
      f: () => f(...inputs),
      wrt: () => inputs,
      dy: optional(dy, 'tf.grads'),
    });
    return { value, grads: expectAll(grads) };
  };
}

/** A scalar function's value, and its gradients by the variables that it reads, or by those of `varList`. @internal */
export function gradientsOf(
  f: () => Tensor,
  varList?: readonly Variable[],
): { value: Tensor; pairs: [Tensor | null, Variable][] } {
  expectFunction(f, 'variableGrads');
  if (varList && !(Array.isArray(varList) && varList.every((v) => v instanceof Variable))) {
    fail('The varList passed in variableGrads(f, varList) must be an array of variables');
  }
  const listed = varList?.filter((variable) => variable.trainable);
  if (listed?.length === 0) {
    fail(
      'variableGrads() expects at least one of the input variables to be trainable, but none of the ' +
        `${varList?.length} variables is trainable.`,
    );
  }
  const { value, grads, wrt } = differentiate({
    f,
    wrt: (read) => listed ?? [...read].filter((variable) => variable.trainable),
    scalar: true,
  });
  if (grads.every((grad) => grad === null)) {
    fail(
      'Cannot find a connection between any variable and the result of the loss function y=f(x). ' +
        'Please make sure the operations that use variables are inside the function f passed to minimize().',
    );
  }
  return { value, pairs: wrt.map((variable, i) => [grads[i], variable as Variable]) };
}

/** The gradients of a scalar function by these variables; null where it does not depend on one differentiably. @internal */
export function lossGradients(
  f: () => Tensor,
  variables: readonly Variable[],
): [Tensor | null, Variable][] {
  const { grads } = differentiate({ f, wrt: () => variables, scalar: true, strict: true });
  return variables.map((variable, i) => [grads[i], variable]);
}

/**
 * The gradients of a scalar function by the variables that it reads, or by those of `varList`, under their names.
 * Variables of `varList` that are not trainable get null.
 *
 * @throws ValueError if the value is no scalar, or is computed from none of the variables.
 */
export function variableGrads(
  f: () => Tensor,
  varList?: readonly Variable[],
): { value: Tensor; grads: Record<string, Tensor> } {
  const { value, pairs } = gradientsOf(f, varList);
  const named: Record<string, Tensor | null> = {};
  for (const [gradient, variable] of pairs) if (gradient) named[variable.name] = gradient;
  for (const variable of varList ?? []) if (!variable.trainable) named[variable.name] = null;
  return { value, grads: named as Record<string, Tensor> };
}
