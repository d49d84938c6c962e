// Times small ops that run at once, of corten or of tfjs: what a call costs beside its work.
import { measure, requested } from './measure.js';

/** So many calls are timed together: one takes about a microsecond. */
const CALLS = 1000;

interface Disposable {
  dispose(): void;
}

/** What both have. */
interface Library<T extends Disposable> {
  ones(shape: number[]): T;
  add(a: T, b: T | number): T;
  relu(x: T): T;
  sum(x: T): T;
  matMul(a: T, b: T): T;
}

/** Times ops on 100 elements, as the workload `eager`; tfjs needs each result disposed of, so both do it. */
export async function measureEager<T extends Disposable>(
  peer: string,
  tf: Library<T>,
): Promise<void> {
  if (requested(['eager']).length === 0) return;
  const a = tf.ones([100]);
  const b = tf.ones([100]);
  const matrix = tf.ones([10, 10]);
  const calls: Record<string, () => T> = {
    add: () => tf.add(a, b),
    'add a number': () => tf.add(a, 1),
    relu: () => tf.relu(a),
    sum: () => tf.sum(a),
    matMul: () => tf.matMul(matrix, matrix),
  };
  for (const [mode, call] of Object.entries(calls)) {
    const step = () => {
      for (let i = 0; i < CALLS; i += 1) call().dispose();
    };
    await measure(peer, 'eager', mode, step, CALLS);
  }
}
