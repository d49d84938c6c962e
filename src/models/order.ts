// The calls and layers between a model's inputs and outputs, in Keras's order: by depth, then as found from the outputs.
import { ValueError } from '../errors.js';
import type { Layer } from '../layers/layer.js';
import type { Node, SymbolicTensor } from '../layers/symbolic.js';

/** All calls in an order in which each comes after what it reads, and all layers in the order of `model.layers`. */
export function orderGraph(
  where: string,
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): { nodes: Node[]; layers: Layer[] } {
  const inputSet = new Set(inputs);
  const indices = new Map<Layer, number>();
  const found = new Set<Node>();
  const visit = (symbol: SymbolicTensor): void => {
    const { node } = symbol;
    // A model may begin in the middle of a graph: what makes its input is no part of it.
    if (inputSet.has(symbol) && node.parents.length > 0) return;
    if (!indices.has(node.layer)) indices.set(node.layer, indices.size);
    if (found.has(node)) return;
    if (node.parents.length === 0 && !inputSet.has(symbol)) {
      throw new ValueError({
        where,
        problem: `the outputs depend on the input "${symbol.name}", which is not among the model's inputs`,
      });
    }
    node.parents.forEach(visit);
    found.add(node);
  };
  outputs.forEach(visit);

  const depths = new Map<Node, number>();
  const layerDepths = new Map<Layer, number>();
  for (const node of [...found].reverse()) {
    const depth = Math.max(depths.get(node) ?? 0, layerDepths.get(node.layer) ?? 0);
    layerDepths.set(node.layer, depth);
    depths.set(node, depth);
    for (const { node: parent } of node.parents) {
      if (found.has(parent)) depths.set(parent, Math.max(depth + 1, depths.get(parent) ?? 0));
    }
  }
  for (const input of inputs) {
    if (!layerDepths.has(input.node.layer) && input.node.parents.length === 0) {
      layerDepths.set(input.node.layer, 0);
      indices.set(input.node.layer, -1);
      depths.set(input.node, 0);
    }
  }
  const nodes = [...depths.keys()].sort((a, b) => depths.get(b)! - depths.get(a)!);
  const layers = [...layerDepths.keys()].sort(
    (a, b) => layerDepths.get(b)! - layerDepths.get(a)! || indices.get(a)! - indices.get(b)!,
  );
  return { nodes, layers };
}
