// The engine's ops for whole sequences, as the cells that have one call them.

import { currentTrace } from '../graph.js';
import { reverse } from '../ops/index.js';
import { apply, currentTape, isTraced } from '../session.js';
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
  // What gradients need is kept wherever one may be asked for.
  const training = currentTrace() !== undefined || currentTape() !== undefined || isTraced(inputs);
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
