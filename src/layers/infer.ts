// The shapes of a layer's outputs, found by tracing its `call` where it does not state them.
import { Trace } from '../graph.js';
import type { Tensor } from '../tensor.js';
import type { CallOptions, Layer } from './layer.js';
import { mapSymbols, type PartialShape, type SymbolicTensor, toList } from './symbolic.js';

/** Sizes that stand in for unknown ones: a size of the output that differs between them is unknown too. */
const STAND_INS = [2, 3];

interface Typed {
  shape: PartialShape;
  dtype: Tensor['dtype'];
}

/** The outputs' shapes and dtypes of a built layer, and whether it gives a list. */
export function inferOutputs(
  layer: Layer,
  inputs: SymbolicTensor | SymbolicTensor[],
  kwargs: CallOptions,
): { outputs: Typed[]; isList: boolean } {
  const runs = STAND_INS.map((size) => {
    const trace = new Trace();
    const stand = (symbol: SymbolicTensor) =>
      trace.input(
        symbol.dtype,
        symbol.shape.map((n) => n ?? size),
      );
    return trace.record(() => {
      const outputs = layer.call(
        mapSymbols(inputs, stand) as Tensor | Tensor[],
        mapSymbols(kwargs, stand) as CallOptions,
      );
      return {
        isList: Array.isArray(outputs),
        list: toList(outputs).map(({ shape, dtype }) => ({ shape, dtype })),
      };
    });
  });
  const [first, second] = runs;
  const outputs = first.list.map(({ shape, dtype }, i) => ({
    shape: shape.map((n, axis) => (n === second.list[i].shape[axis] ? n : null)),
    dtype,
  }));
  return { outputs, isList: first.isList };
}
