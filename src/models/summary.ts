// `model.summary()`: what is shown of each layer, and which of the two layouts shows it.
import { ConfigError } from '../errors.js';
import { Operation } from '../layers/core/operation.js';
import type { Layer } from '../layers/layer.js';
import type { Node, PartialShape } from '../layers/symbolic.js';
import { readOptions } from '../options.js';
import type { Model } from './model.js';
import { classicSummary } from './summaryClassic.js';
import { richSummary } from './summaryRich.js';

export interface SummaryOptions {
  /** Characters a line. */
  lineLength?: number;
  /** Ends of the columns, as shares of the line or in characters. */
  positions?: number[];
  /** Gets each line; default: to stdout. */
  printFn?: (line: string) => void;
  /** `classic` (default): the table of Keras 2 and of the tutorials; `keras3`: the boxed one. */
  style?: 'classic' | 'keras3';
  /** keras3: whether the layers inside layers are shown. */
  expandNested?: boolean;
  /** keras3: whether a column says which layers are trained. */
  showTrainable?: boolean;
}

/** One layer as a summary shows it. */
export interface SummaryRow {
  layer: Layer;
  className: string;
  outputShape: string;
  connections: string[];
}

/** What a summary shows. */
export interface SummaryFacts {
  model: Model;
  /** Whether each layer reads the one before it, so that connections need not be shown. */
  isChain: boolean;
  rows: SummaryRow[];
}

/** `(None, 28)`: Python's notation, which the tables have always had. */
export function pythonShape(shape: PartialShape): string {
  const sizes = shape.map((n) => n ?? 'None').join(', ');
  return shape.length === 1 ? `(${sizes},)` : `(${sizes})`;
}

/** A layer's row; connections are those inside the model. */
export function describe(
  layer: Layer,
  nodes: ReadonlySet<Node>,
  showsOperations: boolean,
): SummaryRow {
  const calls = layer.inboundNodes.filter((node) => nodes.has(node));
  const last = calls.at(-1) ?? layer.inboundNodes.at(-1);
  let outputShape = '?';
  if (last) {
    const shapes = last.outputs.map((output) =>
      showsOperations && output.shape.length === 1
        ? pythonShape(output.shape).replace(',', '')
        : pythonShape(output.shape),
    );
    outputShape = last.isList ? `[${shapes.join(', ')}]` : shapes[0];
  }
  const parents = calls.flatMap((node) => node.parents);
  const connections = parents
    .filter((symbol) => showsOperations || !(symbol.sourceLayer instanceof Operation))
    .map((symbol) => {
      const index = symbol.sourceLayer.inboundNodes
        .filter((node) => nodes.has(node))
        .indexOf(symbol.node);
      return `${symbol.sourceLayer.name}[${index}][${symbol.tensorIndex}]`;
    });
  return { layer, className: layer.getClassName(), outputShape, connections };
}

/** Prints the table. @throws ConfigError for unknown options. */
export function printSummary(model: Model, given: SummaryOptions): void {
  const options = readOptions('summary', given, [
    'lineLength',
    'positions',
    'printFn',
    'style',
    'expandNested',
    'showTrainable',
  ]);
  const { style = 'classic', printFn = (line: string) => process.stdout.write(`${line}\n`) } =
    options;
  if (style !== 'classic' && style !== 'keras3') {
    throw new ConfigError({
      where: 'summary.style',
      expected: "'classic' or 'keras3'",
      received: String(style),
    });
  }
  const { lineLength } = options;
  if (lineLength !== undefined && !(Number.isInteger(lineLength) && lineLength > 0)) {
    throw new ConfigError({
      where: 'summary.lineLength',
      expected: 'a positive whole number',
      received: String(lineLength),
    });
  }
  const nodes = new Set(model.nodes);
  const showsOperations = style === 'keras3';
  const layers = showsOperations ? model.operations : model.layers;
  const rows = layers.map((layer) => describe(layer, nodes, showsOperations));
  const facts = { model, rows, isChain: model.isChain };
  const lines = style === 'classic' ? classicSummary(facts, options) : richSummary(facts, options);
  for (const line of lines) printFn(line);
}
