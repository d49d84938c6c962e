// Golden family `regularizers`: penalties with their gradients, and constraints.
import * as constraints from '../../../src/constraints/index.js';
import type { SerializedObject } from '../../../src/registry.js';
import * as regularizers from '../../../src/regularizers/index.js';
import { corten, tensorOf, valuesOf } from '../corten.js';
import type { Case, Driver } from '../family.js';

interface RegularizerCase extends Case {
  kind: 'regularizer' | 'constraint';
  config: SerializedObject;
  input: string;
  value: string;
  input_grad: string;
  output: string;
}

export const regularizerDriver: Driver<RegularizerCase> = (item, check) => {
  const x = tensorOf(check.golden(item.input));
  if (item.kind === 'constraint') {
    const constraint = constraints.get(item.config);
    if (!constraint) throw new Error('there is no constraint');
    check.config(constraint.getConfig(), item.config.config);
    check.tensor('output', valuesOf(constraint.apply(x)), item.output);
    return;
  }
  const regularizer = regularizers.get(item.config);
  if (!regularizer) throw new Error('there is no regularizer');
  check.config(regularizer.getConfig(), item.config.config);
  const { value, grad } = corten.valueAndGrad((w: typeof x) => regularizer.apply(w))(x);
  check.tensor('value', valuesOf(value), item.value);
  check.tensor('gradient', valuesOf(grad), item.input_grad);
};
