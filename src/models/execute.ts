// `execute`: any tensors within a model's graph, computed from its inputs.
import type { SymbolicTensor } from '../layers/symbolic.js';
import { unknownName } from '../suggest.js';
import type { Tensor } from '../tensor.js';
import type { Data } from '../training/batch.js';
import { Functional } from './functional.js';
import type { Model } from './model.js';

/** The parts of models that were run before, by the names of their outputs: each has its plans. */
const parts = new WeakMap<Model, Map<string, Functional>>();

/** The symbolic tensor that a name means: its own, or that of the layer whose first output it is. */
function find(model: Model, name: string): SymbolicTensor {
  const symbols = model.nodes.flatMap((node) => node.outputs);
  const found =
    symbols.find((symbol) => symbol.name === name) ??
    symbols.find((symbol) => symbol.sourceLayer.name === name);
  if (found) return found;
  const known = symbols.flatMap((symbol) => [symbol.name, symbol.sourceLayer.name]);
  throw unknownName('tensor', name, known, model.name);
}

/** @internal */
export function executePart(
  model: Model,
  inputs: Data,
  outputs: string | string[],
): Tensor | Tensor[] {
  const names = [outputs].flat();
  const known = parts.get(model) ?? new Map<string, Functional>();
  parts.set(model, known);
  const key = JSON.stringify(names);
  const symbols = names.map((name) => find(model, name));
  let part = known.get(key);
  // Layers may have been taken off since, and others added under their names.
  if (!part?.outputs.every((output, i) => output === symbols[i])) {
    part = new Functional({ name: `${model.name}_part`, inputs: model.inputs, outputs: symbols });
    known.set(key, part);
  }
  // A model of several outputs gives a list.
  const results: Tensor | Tensor[] = part.predict(inputs);
  return Array.isArray(outputs) ? [results].flat() : results;
}
