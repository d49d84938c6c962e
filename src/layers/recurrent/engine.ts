// The engine's ops for whole sequences, as the cells that have one call them.
import { type Activation, nameOf } from '../../activations/index.js';
import * as tf from '../../ops/index.js';
import { apply } from '../../session.js';
import type { Tensor } from '../../tensor.js';
import type { Variable } from '../../variable.js';
import type { CellDropout, RNNCell, SequenceOptions, SequenceResult } from './cell.js';

/** The activations that the ops compute, by the names of src/activations. */
const supported = new Set([
  'linear',
  'relu',
  'relu6',
  'sigmoid',
  'hardSigmoid',
  'tanh',
  'elu',
  'selu',
  'exponential',
  'softplus',
  'softsign',
]);

/** The op's name of an activation; undefined if it has none. */
export function activationName(activation: Activation): string | undefined {
  const name = nameOf(activation);
  return name !== undefined && supported.has(name) ? name : undefined;
}

/** x times the mask while training. */
export function dropIf(
  training: boolean | undefined,
  x: Tensor,
  mask: () => Tensor | undefined,
): Tensor {
  const drawn = training ? mask() : undefined;
  return drawn ? tf.mul(x, drawn) : x;
}

/** The engine's op for a whole sequence of a cell with a kernel, a recurrent kernel and a bias. */
export function fusedSequence(
  op: string,
  cell: RNNCell & {
    kernel: Variable;
    recurrentKernel: Variable;
    bias?: Variable;
    dropout: CellDropout;
  },
  attributes: object,
  x: Tensor,
  states: Tensor[],
  { returnSequences, goBackwards, zeroOutputForMask, mask, training }: SequenceOptions,
): SequenceResult {
  const dropped = dropIf(training, x, () => {
    const drawn = cell.dropout.input(x);
    return drawn && tf.expandDims(drawn, 1);
  });
  const recurrentMask = training ? cell.dropout.recurrent(states[0]) : undefined;
  const optional = [cell.bias?.read(), mask, recurrentMask].filter(
    (tensor) => tensor !== undefined,
  );
  const outputs = apply(
    op,
    {
      ...attributes,
      goBackwards,
      returnSequences,
      zeroOutputForMask,
      useBias: cell.bias !== undefined,
      masked: mask !== undefined,
      recurrentDropout: recurrentMask !== undefined,
      training,
    },
    [dropped, ...states, cell.kernel.read(), cell.recurrentKernel.read(), ...optional],
  );
  return { output: outputs[0], states: outputs.slice(1, 1 + states.length) };
}
