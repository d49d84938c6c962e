// Golden family `ops`: operations on tensors and their gradients.
import { checkFunction } from '../corten.js';
import type { Case, Driver } from '../family.js';
import { operations } from './operations.js';

interface OpCase extends Case {
  op: string;
  attrs: Record<string, unknown>;
  inputs: string[];
  outputs: string[];
  cotangents: (string | null)[];
  input_grads: (string | null)[];
}

export const opDriver: Driver<OpCase> = (item, check) => {
  const operation = operations[item.op];
  if (!operation) throw new Error(`there is no operation '${item.op}'`);
  checkFunction(
    check,
    (inputs) => {
      const outputs = operation(inputs, item.attrs);
      return Array.isArray(outputs) ? outputs : [outputs];
    },
    item,
  );
};
