// tfjs's steps of an LSTM and of a stack of them, as functions of weights; `tf.nn` has cells that own theirs.
import type { Tensor, TensorLike } from '../tensor.js';
import { add, mul } from './arithmetic.js';
import { toTensor, toTensors } from './convert.js';
import { matMul } from './matrix.js';
import { tidy } from './scopes.js';
import { concat, split } from './shape.js';
import { sigmoid, tanh } from './unary.js';

/** One step of an LSTM: `(data, c, h)` to `[newC, newH]`. */
export type LSTMCellFunc = (data: Tensor, c: Tensor, h: Tensor) => [Tensor, Tensor];

/**
 * One step of TensorFlow 1's BasicLSTMCell: gates i, j, f, o of `[data, h] · lstmKernel + lstmBias`,
 * `newC = c sigmoid(forgetBias + f) + sigmoid(i) tanh(j)`, `newH = tanh(newC) sigmoid(o)`.
 *
 * @param lstmKernel [inputs + units, 4 units]
 * @param lstmBias [4 units]
 * @param data [batch, inputs]
 * @param c the state [batch, units], and `h`, the output before this step, likewise
 * @returns `[newC, newH]`
 */
export function basicLSTMCell(
  forgetBias: TensorLike,
  lstmKernel: TensorLike,
  lstmBias: TensorLike,
  data: TensorLike,
  c: TensorLike,
  h: TensorLike,
): [Tensor, Tensor] {
  const where = 'basicLSTMCell';
  const extra = toTensor(forgetBias, where, 'forgetBias');
  const kernel = toTensor(lstmKernel, where, 'lstmKernel');
  const bias = toTensor(lstmBias, where, 'lstmBias');
  const x = toTensor(data, where, 'data');
  const before = toTensor(c, where, 'c');
  const output = toTensor(h, where, 'h');
  return tidy(() => {
    const gates = add(matMul(concat([x, output], 1), kernel), bias);
    const [i, j, f, o] = split(gates, 4, 1);
    const newC = add(mul(sigmoid(i), tanh(j)), mul(before, sigmoid(add(extra, f))));
    return [newC, mul(tanh(newC), sigmoid(o))];
  });
}

/**
 * One step of LSTM cells on top of each other, each reading the output of the one before it.
 *
 * @param lstmCells functions of `(data, c, h)`, such as `basicLSTMCell` with its weights bound
 * @param c each cell's state, and `h` each cell's output before this step
 * @returns `[newC, newH]`, a list each
 */
export function multiRNNCell(
  lstmCells: readonly LSTMCellFunc[],
  data: TensorLike,
  c: readonly TensorLike[],
  h: readonly TensorLike[],
): [Tensor[], Tensor[]] {
  const where = 'multiRNNCell';
  let input = toTensor(data, where, 'data');
  const states = toTensors(c, where, 'c');
  const outputs = toTensors(h, where, 'h');
  const newC: Tensor[] = [];
  const newH: Tensor[] = [];
  for (const [i, cell] of lstmCells.entries()) {
    const [state, output] = cell(input, states[i], outputs[i]);
    newC.push(state);
    newH.push(output);
    input = output;
  }
  return [newC, newH];
}
