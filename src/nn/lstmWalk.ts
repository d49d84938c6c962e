// A whole sequence of a plain LSTM by the engine's op: TensorFlow 1's gates i, j, f, o in the op's order i, f, j, o.
import type { Activation } from '../activations/index.js';
import { activationName } from '../layers/recurrent/engine.js';
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import type { Walked, WalkOptions } from './cell.js';
import { fusedWalk } from './engine.js';
import { LSTMState } from './structure.js';

/** What a plain LSTM is made of. */
export interface LSTMWeights {
  readonly kernel: Tensor;
  readonly bias: Tensor;
  readonly forgetBias: number;
  readonly activation: Activation;
}

/** The columns of the two gates in the middle exchanged: as [2, 2] gates that is a transpose, and so is its gradient. */
function exchangeMiddle(x: Tensor): Tensor {
  const units = x.shape[x.rank - 1] / 4;
  const rows = x.size / (4 * units);
  return tf.reshape(tf.transpose(tf.reshape(x, [rows, 2, 2, units]), [0, 2, 1, 3]), x.shape);
}

/** The sequence's outputs and last state; undefined if the op has not that activation. */
export function lstmWalk(
  { kernel, bias, forgetBias, activation }: LSTMWeights,
  x: Tensor,
  state: LSTMState,
  options: WalkOptions,
): Walked<LSTMState> | undefined {
  const name = activationName(activation);
  if (name === undefined) return undefined;
  const units = bias.size / 4;
  const extra = tf.concat([
    tf.zeros([units], bias.dtype),
    tf.fill([units], forgetBias, bias.dtype),
    tf.zeros([2 * units], bias.dtype),
  ]);
  const weights = [exchangeMiddle(kernel), tf.add(exchangeMiddle(bias), extra)] as const;
  const attributes = { activation: name, recurrentActivation: 'sigmoid' };
  const { outputs, states } = fusedWalk(
    'lstm',
    attributes,
    x,
    [state.h, state.c],
    weights,
    options,
  );
  return { outputs, state: new LSTMState(states[1], states[0]) };
}
