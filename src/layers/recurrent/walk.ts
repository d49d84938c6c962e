// Walks a cell along a sequence: by the engine's op for whole sequences, a recorded loop, or step by step if eager.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import type { RNNCell, SequenceOptions, SequenceResult } from './cell.js';

/** x [batch, steps, ...] and the first states to the output and the last states. */
export function walk(
  cell: RNNCell,
  x: Tensor,
  states: Tensor[],
  options: SequenceOptions,
): SequenceResult {
  try {
    if (options.training) {
      const first = tf.slice(x, [0, 0], [-1, 1]);
      cell.prepareDropout(tf.squeeze(first, [1]), states);
    }
    return cell.sequence(x, states, options) ?? loop(cell, x, states, options);
  } finally {
    cell.resetDropout();
  }
}

function timeMajor(x: Tensor): Tensor {
  return tf.transpose(x, [1, 0, ...x.shape.map((_, i) => i).slice(2)]);
}

/** Step by step: a masked step keeps the states, and repeats the output before it. */
function loop(
  cell: RNNCell,
  x: Tensor,
  initial: Tensor[],
  options: SequenceOptions,
): SequenceResult {
  const { returnSequences, goBackwards, zeroOutputForMask, mask, training } = options;
  const inWalkOrder = (t: Tensor) => (goBackwards ? tf.reverse(timeMajor(t), 0) : timeMajor(t));
  const perStep = [x, ...(mask ? [mask] : [])].map(inWalkOrder);
  const length = x.shape[1];

  const step = (carries: Tensor[], [input, counts]: Tensor[]) => {
    const [before, ...states] = carries;
    const [output, ...after] = cell.apply([input, ...states], { training }) as Tensor[];
    if (!counts) return { carries: [output, ...after], outputs: returnSequences ? [output] : [] };
    const select = (a: Tensor, b: Tensor) =>
      tf.where(tf.reshape(counts, [counts.shape[0], ...a.shape.slice(1).map(() => 1)]), a, b);
    const kept = select(output, before);
    const shown = zeroOutputForMask ? select(output, tf.zerosLike(output)) : kept;
    return {
      carries: [kept, ...after.map((state, i) => select(state, states[i]))],
      outputs: returnSequences || zeroOutputForMask ? [shown] : [],
    };
  };

  // The output before the first step, which a masked one repeats.
  const [outputShape] = cell.stepShapes([x.shape[0], ...x.shape.slice(2)]);
  const nothing = tf.zeros(outputShape as number[], x.dtype);
  const trace = x.trace;
  let carries = [nothing, ...initial];
  let outputs: Tensor[] = [];
  if (trace) {
    ({ carries, outputs } = trace.scan(step, carries, perStep, { length }));
  } else {
    const steps: Tensor[] = [];
    for (let t = 0; t < length; t++) {
      const result = step(
        carries,
        perStep.map((sequence) => sequence.at(t)),
      );
      carries = result.carries;
      steps.push(...result.outputs);
    }
    if (steps.length > 0) outputs = [tf.stack(steps)];
  }
  const [last, ...states] = carries;
  if (returnSequences) return { output: timeMajor(outputs[0]), states };
  if (outputs.length === 0) return { output: last, states };
  return { output: tf.squeeze(tf.slice(outputs[0], [length - 1], [1]), [0]), states };
}
