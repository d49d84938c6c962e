// tf.time and tf.profile: how long a function takes, and what tensors it makes.
import { memory } from '../memory.js';
import { type TensorContainer, tidy } from './scopes.js';

/** What `tf.time` measures, in milliseconds. */
export interface TimeInfo {
  /** From start to end. */
  wallMs: number;
  /** The same: ops run while they are called. */
  kernelMs: number;
}

/** Runs a function, and tells how long it took; what it makes is disposed, but for what it returns. */
export async function time(f: () => TensorContainer): Promise<TimeInfo> {
  const start = performance.now();
  tidy(f);
  const wallMs = performance.now() - start;
  return { wallMs, kernelMs: wallMs };
}

/** What `tf.profile` counts. */
export interface ProfileInfo {
  /** Bytes and tensors that are there after the function and were not before. */
  newBytes: number;
  newTensors: number;
  /** Bytes of all tensors at the end. */
  peakBytes: number;
  result: TensorContainer;
}

/** Runs a function, which may be asynchronous, and counts the tensors that it leaves. */
export async function profile(
  f: () => TensorContainer | Promise<TensorContainer>,
): Promise<ProfileInfo> {
  const before = memory();
  const result = await f();
  const after = memory();
  return {
    newBytes: after.numBytes - before.numBytes,
    newTensors: after.numTensors - before.numTensors,
    peakBytes: after.numBytes,
    result,
  };
}

/** Resolves when the event loop has gone on. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
