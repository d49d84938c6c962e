// corten as the drivers see it: functions by name, tensors from golden ones, gradients as the golden files define them.
import * as tf from '../../index.js';
import { toCamelCase } from '../../src/options.js';
import type { Check } from './family.js';
import type { Golden } from './safetensors.js';

/**
 * corten's public names, looked up when they are used: a case that needs what is not there yet fails, nothing else.
 */
// biome-ignore lint/suspicious/noExplicitAny: the drivers are written before everything that they call.
export const corten = tf as any;

/** A golden tensor as corten's. */
export function tensorOf({ data, shape, dtype }: Golden): tf.Tensor {
  return corten.tensor(data, shape, dtype);
}

/** The tensors of golden keys; null where there is none. */
export function tensorsOf(check: Check, keys: readonly (string | null)[]): (tf.Tensor | null)[] {
  return keys.map((key) => (key === null ? null : tensorOf(check.golden(key))));
}

/** A tensor's shape and values. */
export function valuesOf(tensor: tf.Tensor) {
  return { shape: tensor.shape, data: tensor.dataSync() };
}

/** The sum over outputs of sum(output * cotangent): what the golden gradients are taken of. */
export function weighted(
  outputs: readonly tf.Tensor[],
  cotangents: readonly (tf.Tensor | null)[],
): tf.Tensor {
  const terms = outputs.flatMap((output, i) => {
    const cotangent = cotangents[i];
    return cotangent ? [corten.sum(corten.mul(output, cotangent))] : [];
  });
  return terms.reduce((a, b) => corten.add(a, b));
}

/**
 * Compares the outputs of `f` and its gradients by the inputs whose gradient is golden.
 */
export function checkFunction(
  check: Check,
  f: (inputs: tf.Tensor[]) => tf.Tensor[],
  keys: {
    inputs: string[];
    outputs: string[];
    cotangents?: (string | null)[];
    input_grads?: (string | null)[];
  },
): void {
  const inputs = tensorsOf(check, keys.inputs) as tf.Tensor[];
  const outputs = f(inputs);
  check.value('outputs', outputs.length, keys.outputs.length);
  outputs.forEach((output, i) => {
    check.tensor(`output ${i}`, valuesOf(output), keys.outputs[i], 'output');
  });

  const cotangents = tensorsOf(check, keys.cotangents ?? []);
  const wrt = (keys.input_grads ?? []).flatMap((key, i) => (key === null ? [] : [i]));
  if (wrt.length === 0) return;
  const gradients: tf.Tensor[] = corten.grads((...variable: tf.Tensor[]) => {
    const all = [...inputs];
    wrt.forEach((at, i) => {
      all[at] = variable[i];
    });
    return weighted(f(all), cotangents);
  })(wrt.map((at) => inputs[at]));
  wrt.forEach((at, i) => {
    const key = keys.input_grads?.[at] as string;
    check.tensor(`gradient ${at}`, valuesOf(gradients[i]), key, 'gradient');
  });
}

/** An object with its keys as corten spells them. */
export function camelKeys(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [toCamelCase(key), value]),
  );
}
