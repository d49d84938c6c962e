// The inputs and outputs of a graph model as users name them.
import { DTypeError, ShapeError, ValueError } from '../errors.js';
import { showShape } from '../nested.js';
import { cast } from '../ops/convert.js';
import { unknownName } from '../suggest.js';
import { Tensor } from '../tensor.js';
import { uncounted } from '../tensors.js';
import type { Edge, Graph, Port } from './graph.js';
import { resolve } from './graph.js';
import { parseName } from './names.js';

/** Tensors by name. */
export type NamedTensorMap = Record<string, Tensor>;

/** What a graph is fed with: its tensors in their order, or by name. */
export type GraphInputs = Tensor | Tensor[] | NamedTensorMap;

/** Which outputs are fed, and with what. */
export interface Feed {
  readonly edges: readonly Edge[];
  readonly values: Tensor[];
}

const nameOf = ({ node, index }: Edge) => (index > 0 ? `${node.name}:${index}` : node.name);

/** The output of a node that a name means: a signature's, or the graph's own. @throws ConfigError if there is none */
function edgeOf(
  kind: 'input' | 'output',
  name: string,
  ports: readonly Port[],
  graph: Graph,
): Edge {
  const port = ports.find(({ key }) => key === name);
  if (port) return port;
  if (typeof name === 'string' && graph.nodes.has(parseName(name).node)) {
    return resolve(name, graph.nodes, kind);
  }
  const known = [...ports.map(({ key }) => key), ...graph.nodes.keys()];
  throw unknownName(kind, String(name), known, 'graph model');
}

/** What users call an output. */
export function portName(port: Port): string {
  return port.key === port.node.name ? nameOf(port) : port.key;
}

/** The outputs that are asked for. */
export function outputEdges(
  graph: Graph,
  names: string | readonly string[] | undefined | null,
): readonly Edge[] {
  if (names === undefined || names === null || names.length === 0) return graph.outputs;
  const list = typeof names === 'string' ? [names] : names;
  return list.map((name) => edgeOf('output', name, graph.outputs, graph));
}

/** Whole numbers of 8 bits are what TensorFlow's narrow integers are read as. */
function asDeclared(x: Tensor, { node }: Edge): Tensor {
  const isInput = node.op.startsWith('Placeholder');
  const shape = isInput ? node.attributes.shape('shape') : undefined;
  const dtype = isInput ? node.attributes.dtype('dtype') : undefined;
  const where = `input ${node.name}`;
  const fits =
    shape === undefined ||
    (shape.length === x.rank && shape.every((n, i) => n < 0 || n === x.shape[i]));
  if (!fits) {
    const expected = `shape ${showShape(shape.map((n) => (n < 0 ? null : n)))}`;
    throw new ShapeError({ where, expected, received: showShape(x.shape) });
  }
  if (dtype === undefined || dtype === x.dtype) return x;
  if (dtype === 'int32' && x.dtype === 'uint8') {
    const { shape, values } = cast(x, 'int32');
    return uncounted('int32', shape, values!);
  }
  const hint = `Cast it: x.cast('${dtype}').`;
  throw new DTypeError({ where, expected: dtype, received: x.dtype, hint });
}

function isMap(inputs: GraphInputs): inputs is NamedTensorMap {
  return (
    typeof inputs === 'object' &&
    inputs !== null &&
    !(inputs instanceof Tensor) &&
    !Array.isArray(inputs)
  );
}

/** The tensors by name: in the order of the graph's inputs, those left out that the initializer gives. */
function byName(
  graph: Graph,
  inputs: GraphInputs,
  captured: ReadonlyMap<number, Tensor>,
): [string, Tensor][] {
  const given = isMap(inputs) ? Object.entries(inputs) : [];
  const list = Array.isArray(inputs) ? inputs : [inputs as Tensor];
  const free = graph.inputs.filter(({ resourceId }) => resourceId === undefined);
  if (!isMap(inputs)) {
    if (list.length !== free.length) {
      throw new ValueError({
        problem:
          `Input tensor count mismatch, the graph model has ${free.length} non-resource placeholders, ` +
          `while there are ${list.length} input tensors provided.`,
      });
    }
    free.forEach((port, i) => {
      given.push([portName(port), list[i]]);
    });
  }
  for (const port of graph.inputs) {
    const resource = port.resourceId === undefined ? undefined : captured.get(port.resourceId);
    if (resource) given.push([portName(port), resource]);
  }
  return given;
}

/**
 * What a graph is fed with.
 * @throws ConfigError for an unknown name, ShapeError and DTypeError for what an input is not declared as, ValueError for
 *   another number of tensors than there are inputs
 */
export function feedOf(
  graph: Graph,
  inputs: GraphInputs,
  captured: ReadonlyMap<number, Tensor>,
): Feed {
  const given = byName(graph, inputs, captured);
  const edges = given.map(([name]) => edgeOf('input', name, graph.inputs, graph));
  const values = given.map(([name, value], i) => {
    if (value instanceof Tensor) return asDeclared(value, edges[i]);
    const received = (value as object | undefined)?.constructor?.name ?? String(value);
    throw new DTypeError({ where: `input ${name}`, expected: 'a tensor', received });
  });
  const isWhole =
    edges.length === graph.inputs.length && edges.every((edge, i) => edge === graph.inputs[i]);
  return { edges: isWhole ? graph.inputs : edges, values };
}
