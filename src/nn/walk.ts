// Walks a cell along a sequence: by the engine's op, by a recorded loop, or step by step if eager.
import { currentTrace } from '../graph.js';
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import type { RNNCell, Walked, WalkOptions } from './cell.js';
import { flatten, pack, type State } from './structure.js';

/** x [batch, steps, inputs] and the first state to the outputs and the last state. */
export function walk<S extends State>(
  cell: RNNCell<S>,
  x: Tensor,
  state: S,
  options: WalkOptions,
): Walked<S> {
  return cell.walk(x, state, options) ?? loop(cell, x, state, options);
}

/** The first two axes exchanged: batch first to time first, and back. */
export function exchangeTime(x: Tensor): Tensor {
  return tf.transpose(x, [1, 0, ...x.shape.map((_, i) => i).slice(2)]);
}

/** Where a step does not count, the state stays and the output is 0. */
function loop<S extends State>(
  cell: RNNCell<S>,
  x: Tensor,
  initial: S,
  { mask, goBackwards }: WalkOptions,
): Walked<S> {
  const length = x.shape[1];
  const perStep = [x, ...(mask ? [mask] : [])].map(exchangeTime);

  const step = (carries: Tensor[], [input, counts]: Tensor[]) => {
    const [output, next] = cell.call(input, pack(initial, carries) as S);
    const states = flatten(next) as Tensor[];
    if (!counts) return { carries: states, outputs: [output] };
    const select = (a: Tensor, b: Tensor) =>
      tf.where(tf.reshape(counts, [counts.shape[0], ...a.shape.slice(1).map(() => 1)]), a, b);
    return {
      carries: states.map((state, i) => select(state, carries[i])),
      outputs: [select(output, tf.zerosLike(output))],
    };
  };

  let carries = flatten(initial) as Tensor[];
  let outputs: Tensor;
  const trace = currentTrace() ?? x.trace;
  if (trace) {
    const scanned = trace.scan(step, carries, perStep, { length, reverse: goBackwards });
    carries = scanned.carries;
    outputs = scanned.outputs[0];
  } else {
    const steps = Array<Tensor>(length);
    for (let n = 0; n < length; n++) {
      const t = goBackwards ? length - 1 - n : n;
      const slices = perStep.map((sequence) => sequence.at(t));
      const result = step(carries, slices);
      carries = result.carries;
      steps[t] = result.outputs[0];
    }
    outputs = tf.stack(steps);
  }
  return { outputs: exchangeTime(outputs), state: pack(initial, carries) as S };
}
