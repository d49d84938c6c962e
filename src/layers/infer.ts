// The shapes of a layer's outputs, found by tracing its `call` where it does not state them.
import { ValueError } from '../errors.js';
import { Trace } from '../graph.js';
import { zeros } from '../ops/creation.js';
import { tidy } from '../ops/scopes.js';
import { Tensor } from '../tensor.js';
import { undoing } from '../variable.js';
import type { CallOptions, Layer } from './layer.js';
import { mapSymbols, type PartialShape, type SymbolicTensor, toList } from './symbolic.js';

/** Sizes that stand in for unknown ones: a size of the output that differs between them is unknown too. */
const STAND_INS = [2, 3];

/** Of one output. @internal */
export interface Typed {
  shape: PartialShape;
  dtype: Tensor['dtype'];
}

/** What a layer's `call` gave, as a list. @throws ValueError for what is no tensor */
export function expectTensors(where: string, outputs: Tensor | Tensor[]): Tensor[] {
  const list = toList(outputs);
  const wrong = list.find((output) => !(output instanceof Tensor)) as unknown;
  if (list.every((output) => output instanceof Tensor)) return list;
  throw new ValueError({
    where,
    expected: 'call to return a tensor, or a list of tensors',
    received: wrong instanceof Object ? wrong.constructor.name : String(wrong),
  });
}

/** The outputs' shapes and dtypes of a built layer, and whether it gives a list. */
export function inferOutputs(
  layer: Layer,
  inputs: SymbolicTensor | SymbolicTensor[],
  kwargs: CallOptions,
): { outputs: Typed[]; isList: boolean } {
  const runs = STAND_INS.map((size) => {
    const trace = layer.isDynamic ? undefined : new Trace();
    const stand = ({ dtype, shape }: SymbolicTensor) => {
      const whole = shape.map((n) => n ?? size);
      return trace ? trace.input(dtype, whole) : zeros(whole, dtype);
    };
    const call = () => {
      const outputs = layer.call(
        mapSymbols(inputs, stand) as Tensor | Tensor[],
        mapSymbols(kwargs, stand) as CallOptions,
      );
      return {
        isList: Array.isArray(outputs),
        list: expectTensors(layer.name, outputs).map(({ shape, dtype }) => ({ shape, dtype })),
      };
    };
    // A dynamic layer shows it on zeros.
    return trace ? trace.record(call) : undoing('always', () => tidy(call));
  });
  const [first, second] = runs;
  const outputs = first.list.map(({ shape, dtype }, i) => ({
    shape: shape.map((n, axis) => (n === second.list[i].shape[axis] ? n : null)),
    dtype,
  }));
  return { outputs, isList: first.isList };
}
