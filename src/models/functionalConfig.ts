// The configuration of a graph of layers, in Keras 3's form; read in the forms of Keras 1 to 3.
import { DataError } from '../errors.js';
import { InputLayer } from '../layers/core/inputLayer.js';
import { isOperation, Operation, serializeOperation } from '../layers/core/operation.js';
import type { CallOptions, Layer } from '../layers/layer.js';
import { deserializeLayer, type SerializedLayer, serializeLayer } from '../layers/serialization.js';
import { mapSymbols, type Node, SymbolicTensor } from '../layers/symbolic.js';
import { toCamelCase, toSnakeCase } from '../options.js';
import type { Functional, FunctionalConfig } from './functional.js';

type History = [layer: string, node: number, tensor: number];

interface SerializedNode {
  args: unknown[];
  kwargs: Record<string, unknown>;
}

interface GraphLayer extends SerializedLayer {
  name?: string;
  inbound_nodes: (SerializedNode | unknown[])[];
}

/** The model's config; indices of calls count only those inside the model. */
export function functionalConfig(model: Functional): Record<string, unknown> {
  const inside = new Set(model.nodes);
  const indexOf = (node: Node) =>
    node.layer.inboundNodes.filter((other) => inside.has(other)).indexOf(node);
  const history = (symbol: SymbolicTensor): History => [
    symbol.sourceLayer.name,
    indexOf(symbol.node),
    symbol.tensorIndex,
  ];
  const serializeSymbol = (symbol: SymbolicTensor) => ({
    class_name: '__keras_tensor__',
    config: { shape: symbol.shape, dtype: symbol.dtype, keras_history: history(symbol) },
  });
  const serializeNode = (node: Node): SerializedNode => {
    const { args, ...kwargs } = node.kwargs;
    const named = Object.entries(kwargs).map(([key, value]) => [
      toSnakeCase(key),
      mapSymbols(value, serializeSymbol),
    ]);
    return {
      args: (args as unknown[] | undefined)?.map((arg) => mapSymbols(arg, serializeSymbol)) ?? [
        mapSymbols(node.inputs, serializeSymbol),
      ],
      kwargs: Object.fromEntries(named),
    };
  };
  const layers = model.operations.map((layer) => ({
    ...(layer instanceof Operation ? serializeOperation(layer) : serializeLayer(layer)),
    name: layer.name,
    inbound_nodes: layer.inboundNodes
      .filter((node) => inside.has(node) && node.parents.length > 0)
      .map(serializeNode),
  }));
  return {
    name: model.name,
    trainable: model.trainable,
    layers,
    inputLayers: model.inputs.map(history),
    outputLayers: model.outputs.map(history),
  };
}

/** Keras's `[name, node, tensor]`, one or a list or record of them, as a list. */
function histories(value: unknown): History[] {
  if (!Array.isArray(value)) return Object.values(value as Record<string, History>);
  return typeof value[0] === 'string' ? [value as History] : (value as History[]);
}

/** The layers and symbolic tensors of a config, connected. */
export function readFunctional(config: Record<string, unknown>): FunctionalConfig {
  const layers = new Map<string, Layer>();
  const serialized = config.layers as GraphLayer[];
  for (const item of serialized) {
    const name = (item.name ?? item.config.name) as string;
    layers.set(
      name,
      isOperation(item) ? new Operation({ name, op: item.class_name }) : deserializeLayer(item),
    );
  }
  const symbolOf = ([name, node, tensor]: History): SymbolicTensor | undefined =>
    layers.get(name)?.inboundNodes[node]?.outputs[tensor];
  // A call waits until what it reads is there: a shared layer's calls may be far apart.
  let waiting = serialized.flatMap((item) => {
    const layer = layers.get((item.name ?? item.config.name) as string)!;
    if (layer instanceof InputLayer) return [];
    return item.inbound_nodes.map((node, index) => ({ layer, node, index }));
  });
  while (waiting.length > 0) {
    const rest = waiting.filter(
      ({ layer, node, index }) =>
        layer.inboundNodes.length !== index || !connect(layer, node, symbolOf),
    );
    if (rest.length === waiting.length) {
      throw new DataError({
        where: String(config.name),
        problem: `the model's layer "${rest[0].layer.name}" reads a layer that is not there`,
      });
    }
    waiting = rest;
  }
  const find = (history: History): SymbolicTensor => {
    const symbol = symbolOf(history);
    if (symbol) return symbol;
    throw new DataError({
      where: String(config.name),
      problem: `the model has no output ${JSON.stringify(history)}`,
    });
  };
  return {
    name: config.name as string | undefined,
    trainable: config.trainable as boolean | undefined,
    inputs: histories(config.inputLayers).map(find),
    outputs: histories(config.outputLayers).map(find),
  };
}

/** Calls the layer as recorded; false if something that it reads is not there yet. */
function connect(
  layer: Layer,
  node: SerializedNode | unknown[],
  symbolOf: (history: History) => SymbolicTensor | undefined,
): boolean {
  let complete = true;
  const find = (history: History): SymbolicTensor | undefined => {
    const symbol = symbolOf(history);
    complete &&= symbol !== undefined;
    return symbol;
  };
  const read = (value: unknown): unknown => {
    if (isTensor(value)) return find(value.config.keras_history);
    if (Array.isArray(value)) return value.map(read);
    return value;
  };
  let inputs: unknown;
  let kwargs: Record<string, unknown> = {};
  if (Array.isArray(node)) {
    // Keras 1 and 2: [[layer, node, tensor, kwargs], ...], with tensors in kwargs as plain histories.
    const entries = node as [string, number, number, Record<string, unknown>?][];
    inputs = entries.map(([name, index, tensor]) => find([name, index, tensor]));
    if (entries.length === 1) inputs = (inputs as unknown[])[0];
    kwargs = readKwargs(entries[0]?.[3] ?? {}, (value) =>
      isHistory(value)
        ? find(value)
        : Array.isArray(value) && value.every(isHistory)
          ? value.map(find)
          : value,
    );
  } else {
    const args = node.args.map(read);
    inputs = args.length === 1 ? args[0] : args.filter((arg) => arg instanceof SymbolicTensor);
    kwargs = readKwargs(node.kwargs, read);
    if (args.length > 1) kwargs.args = args;
  }
  if (!complete) return false;
  // The layer of a multi-tensor call takes them as a list.
  layer.apply(inputs as SymbolicTensor | SymbolicTensor[], kwargs as CallOptions);
  return true;
}

function readKwargs(
  kwargs: Record<string, unknown>,
  read: (value: unknown) => unknown,
): Record<string, unknown> {
  const entries = Object.entries(kwargs)
    // Whether it trains is the running model's matter.
    .filter(([key, value]) => key !== 'training' && value !== null)
    .map(([key, value]) => [toCamelCase(key), read(value)]);
  return Object.fromEntries(entries);
}

function isHistory(value: unknown): value is History {
  return (
    Array.isArray(value) &&
    value.length >= 3 &&
    typeof value[0] === 'string' &&
    typeof value[1] === 'number'
  );
}

function isTensor(value: unknown): value is { config: { keras_history: History } } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'class_name' in value &&
    value.class_name === '__keras_tensor__'
  );
}
