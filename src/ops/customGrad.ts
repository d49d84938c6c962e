// tf.customGrad: functions whose gradients are not those of the ops that they are made of.
import { ValueError } from '../errors.js';
import { currentTrace } from '../graph.js';
import { showShape } from '../nested.js';
import { currentTape, withTape } from '../session.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { toTensor } from './convert.js';
import { clone, stopGradient } from './unary.js';

/** Keeps tensors for the gradient. */
export type Save = (tensors: readonly Tensor[]) => void;

/** What a function with a gradient of its own gives. */
export interface CustomGradResult {
  value: Tensor;
  /** From the gradient by the value to those by each input; a single one need not be in a list. */
  gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor | readonly Tensor[];
}

function fail(problem: string): never {
  throw new ValueError({ where: 'customGrad', problem });
}

const must = 'The function f passed in customGrad(f) must return an object where';

/** The gradients that `gradFunc` gives: one for each input, of its shape. */
function checkGradients(found: Tensor | readonly Tensor[], inputs: readonly Tensor[]): Tensor[] {
  const gradients = Array.isArray(found) ? (found as readonly Tensor[]) : [found as Tensor];
  if (gradients.length !== inputs.length) {
    fail(
      `${must} \`obj.gradFunc\` is a function that returns the same number of tensors as inputs passed to f(...).`,
    );
  }
  return gradients.map((gradient, i) => {
    if (!(gradient instanceof Tensor)) {
      fail(`${must} \`obj.gradFunc\` is a function that returns a list of only tensors.`);
    }
    if (showShape(gradient.shape) !== showShape(inputs[i].shape)) {
      const [got, input] = [showShape(gradient.shape), showShape(inputs[i].shape)];
      fail(`the gradient of an input must have the input's shape ${input}, but has ${got}`);
    }
    return gradient;
  });
}

/**
 * A function whose gradient is the one given, not that of the ops inside.
 *
 * @param f gets the inputs and `save`; what it saves, its `gradFunc` gets after `dy`
 * @throws ValueError if what f or `gradFunc` returns is not as said.
 * @example
 * const square = tf.customGrad((x, save) => {
 *   save([x]);
 *   return { value: x.square(), gradFunc: (dy, [x]) => dy.mul(x.abs()) };
 * });
 * tf.grad((x) => square(x))(tf.tensor([-1, 2])); // [1, 2]
 */
export function customGrad(
  // biome-ignore lint/suspicious/noExplicitAny: tensors, then `save`, which TypeScript has no type for.
  f: (...inputsAndSave: any[]) => CustomGradResult,
): (...inputs: TensorLike[]) => Tensor {
  if (typeof f !== 'function') fail('The f passed in customGrad(f) must be a function.');
  return (...args) => {
    const inputs = args.map((x) => toTensor(x, 'customGrad'));
    const tape = currentTape();
    const saved: Tensor[] = [];
    // What f computes is a constant for the tape: only `gradFunc` leads back to the inputs.
    const result = withTape(undefined, () =>
      f(...inputs, (tensors: readonly Tensor[]) => {
        // Under names of their own: a `tidy` around f disposes what it got.
        for (const tensor of tensors) saved.push(tape ? tape.alias(tensor) : tensor);
      }),
    );
    if (!(result?.value instanceof Tensor)) fail(`${must} \`obj.value\` is a tensor`);
    if (typeof result.gradFunc !== 'function') fail(`${must} \`obj.gradFunc\` is a function.`);
    const trace = currentTrace();
    const backward = (dy: Tensor) => checkGradients(result.gradFunc(dy, saved), inputs);
    if (trace) {
      const output = stopGradient(result.value);
      const symbols = inputs.map((input) => trace.symbolic(input));
      trace.override({
        output,
        inputs: symbols,
        backward: (dy) => trace.record(() => backward(dy)),
      });
      return output;
    }
    if (!tape) return result.value;
    // A tensor of its own: f may give an input, or one that it keeps.
    const value = withTape(undefined, () => clone(result.value));
    tape.trace.override({
      output: tape.symbol(value),
      inputs: inputs.map((input) => tape.symbol(input)),
      backward: (dy) => backward(tape.evaluate([dy])[0]).map((gradient) => tape.symbol(gradient)),
    });
    return value;
  };
}
