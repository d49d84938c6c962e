// SymbolicTensor: a place in a model's graph of layers, with a shape in which null is any size; and the nodes between.

import type { DType } from '../dtype.js';
import { ConfigError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Layer } from './layer.js';

/** A shape whose unknown sizes are null. */
export type PartialShape = (number | null)[];

/** A shape as a user gave it. @throws ConfigError unless it is a list of whole numbers and null. @internal */
export function readShape(where: string, shape: unknown): PartialShape {
  const isSize = (n: unknown) => n === null || (Number.isInteger(n) && (n as number) >= 0);
  if (Array.isArray(shape) && shape.every(isSize)) return shape;
  throw new ConfigError({
    where,
    expected: 'a list of whole numbers, null for a size that varies',
    received: JSON.stringify(shape),
  });
}

/** What `tf.input` and a layer applied to one give: the type of a tensor to come. */
export class SymbolicTensor {
  readonly shape: PartialShape;
  readonly dtype: DType;
  readonly name: string;
  /** The call that makes it, and which of its outputs it is. Set when the call is recorded. @internal */
  node!: Node;
  /** @internal */
  tensorIndex = 0;

  constructor(shape: PartialShape, dtype: DType, name: string) {
    this.shape = shape;
    this.dtype = dtype;
    this.name = name;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** The layer that makes it. */
  get sourceLayer(): Layer {
    return this.node.layer;
  }

  toString(): string {
    return `SymbolicTensor(${this.dtype}, ${showShape(this.shape)}, ${this.name})`;
  }
}

/** A structure of values in lists and records. */
export type Structure = unknown;

/** The structure with every symbolic tensor replaced. */
export function mapSymbols(
  structure: Structure,
  replace: (symbol: SymbolicTensor) => unknown,
): Structure {
  if (structure instanceof SymbolicTensor) return replace(structure);
  if (Array.isArray(structure)) return structure.map((item) => mapSymbols(item, replace));
  if (
    typeof structure === 'object' &&
    structure !== null &&
    Object.getPrototypeOf(structure) === Object.prototype
  ) {
    const entries = Object.entries(structure).map(([key, item]) => [
      key,
      mapSymbols(item, replace),
    ]);
    return Object.fromEntries(entries);
  }
  return structure;
}

/** Every symbolic tensor of the structure, in order. */
export function symbolsOf(structure: Structure): SymbolicTensor[] {
  const found: SymbolicTensor[] = [];
  mapSymbols(structure, (symbol) => {
    found.push(symbol);
  });
  return found;
}

/** One call of a layer in a graph of layers. */
export class Node {
  readonly layer: Layer;
  /** What the layer was applied to: one tensor, or several. */
  readonly inputs: SymbolicTensor | SymbolicTensor[];
  readonly kwargs: Record<string, unknown>;
  /** All symbolic tensors that the call reads, those of the keyword arguments too. */
  readonly parents: SymbolicTensor[];
  readonly outputs: SymbolicTensor[];
  /** Whether the layer gave a list. */
  readonly isList: boolean;

  constructor(
    layer: Layer,
    inputs: SymbolicTensor | SymbolicTensor[],
    kwargs: Record<string, unknown>,
    outputs: SymbolicTensor | SymbolicTensor[],
  ) {
    this.layer = layer;
    this.inputs = inputs;
    this.kwargs = kwargs;
    // An op records its arguments beside its inputs.
    const { args = inputs, ...others } = kwargs;
    this.parents = symbolsOf([args, others]);
    this.isList = Array.isArray(outputs);
    this.outputs = Array.isArray(outputs) ? outputs : [outputs];
    this.outputs.forEach((output, i) => {
      output.node = this;
      output.tensorIndex = i;
    });
  }

  /** Its index among the layer's calls. */
  get index(): number {
    return this.layer.inboundNodes.indexOf(this);
  }
}

/** One if there is one, else the list. */
export function singleOrList<T>(items: T[]): T | T[] {
  return items.length === 1 ? items[0] : items;
}

export function toList<T>(x: T | T[]): T[] {
  return Array.isArray(x) ? x : [x];
}
