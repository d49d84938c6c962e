// The engine's ops for whole sequences, as the cells that have one call them.

import { isDifferentiated } from '../differentiation.js';
import { currentTraining } from '../layers/context.js';
import { reverse } from '../ops/index.js';
import { apply, currentTape } from '../session.js';
import type { Tensor } from '../tensor.js';
import { rowsOf, type WalkOptions } from './cell.js';

/** Runs `simpleRnn`, `lstm` or `gru` along x [batch, steps, inputs], with a kernel over [inputs, state]. */
export function fusedWalk(
  op: 'simpleRnn' | 'lstm' | 'gru',
  attributes: object,
  x: Tensor,
  states: readonly Tensor[],
  [kernel, bias]: readonly [kernel: Tensor, bias: Tensor],
  { mask, goBackwards }: WalkOptions,
): { outputs: Tensor; states: Tensor[] } {
  const [ofInputs, ofState] = rowsOf(kernel, x.shape[2]);
  const inputs = [x, ...states, ofInputs, ofState, bias, ...(mask ? [mask] : [])];
  // What gradients need is kept where they will be asked for; where it is not, they run the op again.
  const training = isDifferentiated() || currentTape() !== undefined || currentTraining() === true;
  const [walked, ...rest] = apply(
    op,
    {
      ...attributes,
      goBackwards,
      returnSequences: true,
      zeroOutputForMask: mask !== undefined,
      useBias: true,
      masked: mask !== undefined,
      training,
    },
    inputs,
  );
  const outputs = goBackwards ? reverse(walked, 1) : walked;
  return { outputs, states: rest.slice(0, states.length) };
}
