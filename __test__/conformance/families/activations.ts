// Golden family `activations`: activations by name, with options, and what a configuration holds for them.
import * as activations from '../../../src/activations/index.js';
import { toCamelCase } from '../../../src/options.js';
import { camelKeys, checkFunction, corten } from '../corten.js';
import type { Case, Driver } from '../family.js';

interface ActivationCase extends Case {
  function: string;
  serialized: string;
  options: Record<string, unknown>;
  input: string;
  output: string;
  cotangent: string;
  input_grad: string;
}

export const activationDriver: Driver<ActivationCase> = (item, check) => {
  const named = activations.get(item.function);
  check.value('serialized', activations.serialize(named), item.serialized);
  const withOptions = corten.activations?.[toCamelCase(item.function)] ?? named;
  checkFunction(check, ([x]) => [withOptions(x, camelKeys(item.options))], {
    inputs: [item.input],
    outputs: [item.output],
    cotangents: [item.cotangent],
    input_grads: [item.input_grad],
  });
};
