// Graph: nodes linked by their edges, its inputs and outputs, made of a GraphDef that may be anything.
import type { DType } from '../dtype.js';
import { DataError } from '../errors.js';
import { Attributes, readDType, readShape } from './attributes.js';
import type {
  AttrValue,
  FunctionDef,
  GraphDef,
  NodeDef,
  SignatureDef,
  SignatureEntry,
} from './graphDef.js';
import type { Kernel } from './kernel.js';
import { parseName, type TensorName } from './names.js';
import { operations } from './ops/index.js';
import type { Schedule } from './schedule.js';

/** One output of a node. */
export interface Edge {
  readonly node: Node;
  readonly index: number;
}

/** An op in a graph. */
export interface Node {
  readonly name: string;
  readonly op: string;
  readonly attributes: Attributes;
  readonly inputs: readonly Edge[];
  /** What has to run before, though nothing of it is read. */
  readonly controls: readonly Node[];
  /** The nodes that read it or wait for it, each once. */
  readonly consumers: readonly Node[];
  /** What computes it, once its attributes were read. */
  kernel: Kernel | undefined;
}

/** An input or output, and what is known of it. */
export interface Port extends Edge {
  /** What users call it. */
  readonly key: string;
  readonly dtype: DType | undefined;
  readonly shape: number[] | undefined;
  readonly resourceId: number | undefined;
}

/** A graph, or the body of a function. */
export interface Graph {
  /** The function, or `graph`. */
  readonly name: string;
  readonly nodes: ReadonlyMap<string, Node>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** What was worked out for inputs and outputs that were asked for. */
  readonly schedules: Map<string, Schedule>;
}

type Links = { inputs: Edge[]; controls: Node[]; consumers: Set<Node> };

function malformed(where: string, expected: string, received: unknown): DataError {
  return new DataError({
    where,
    expected,
    received: JSON.stringify(received)?.slice(0, 80) ?? 'nothing',
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf<T>(value: unknown, where: string, what: string): readonly T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw malformed(where, `a list of ${what}`, value);
  // Whole: `map` leaves holes out.
  return Array.from(value);
}

/** The node without its edges. */
function nodeOf(definition: NodeDef, where: string): Node {
  const isNode =
    isRecord(definition) && [definition.name, definition.op].every((x) => typeof x === 'string');
  if (!isNode) throw malformed(where, 'nodes that have a name and an op', definition);
  const { name, op, attr } = definition;
  const values = attr ?? {};
  if (!isRecord(values)) throw malformed(`${where}: ${name}`, 'attributes by name', values);
  const attributes = new Attributes(`${name} (${op})`, values as Record<string, AttrValue>);
  return { name, op, attributes, inputs: [], controls: [], consumers: [], kernel: undefined };
}

/** Which of a node's outputs a name means: functions name the port, of which there may be several. */
function outputIndex({ port, index }: TensorName, op: string): number {
  const ports = port === undefined ? undefined : operations.get(op)?.ports;
  const base = ports?.indexOf(port as string) ?? 0;
  return Math.max(base, 0) + index;
}

/** The output that a name means. @throws DataError if there is no such node */
export function resolve(name: string, nodes: ReadonlyMap<string, Node>, where: string): Edge {
  const parsed = parseName(name);
  const node = nodes.get(parsed.node);
  if (!node) {
    throw new DataError({
      where,
      problem: `"${name}" is not in the graph`,
      hint: 'The file is incomplete.',
    });
  }
  return { node, index: outputIndex(parsed, node.op) };
}

function link(
  definitions: readonly NodeDef[],
  nodes: ReadonlyMap<string, Node>,
  where: string,
): void {
  const links = new Map<Node, Links>();
  for (const node of nodes.values())
    links.set(node, { inputs: [], controls: [], consumers: new Set() });
  for (const { name, input } of definitions) {
    const node = nodes.get(name)!;
    for (const reference of listOf<string>(input, `${where}: ${name}`, 'inputs')) {
      if (typeof reference !== 'string')
        throw malformed(`${where}: ${name}`, 'names of inputs', reference);
      const edge = resolve(reference, nodes, `${where}: input of ${name}`);
      if (parseName(reference).control) links.get(node)!.controls.push(edge.node);
      else links.get(node)!.inputs.push(edge);
      links.get(edge.node)!.consumers.add(node);
    }
  }
  for (const [node, { inputs, controls, consumers }] of links) {
    Object.assign(node, { inputs, controls, consumers: [...consumers] });
  }
}

function nodesOf(definitions: readonly NodeDef[], where: string, given: readonly NodeDef[] = []) {
  const nodes = new Map<string, Node>();
  for (const definition of [...given, ...definitions]) {
    const node = nodeOf(definition, where);
    if (nodes.has(node.name)) {
      throw new DataError({ where, problem: `two nodes are called "${node.name}"` });
    }
    nodes.set(node.name, node);
  }
  link(definitions, nodes, where);
  return nodes;
}

function portOf(key: string, edge: Edge, entry?: SignatureEntry): Port {
  const { attributes, op } = edge.node;
  const isInput = op.startsWith('Placeholder');
  return {
    key,
    ...edge,
    dtype: (isInput ? attributes.dtype('dtype') : undefined) ?? readDType(entry?.dtype),
    shape: (isInput ? attributes.shape('shape') : undefined) ?? readShape(entry?.tensorShape),
    resourceId: entry?.resourceId,
  };
}

/** Those of a signature's entries whose nodes the graph has. */
function signaturePorts(
  entries: Readonly<Record<string, SignatureEntry>> | undefined,
  nodes: ReadonlyMap<string, Node>,
): Port[] {
  return Object.entries(entries ?? {}).flatMap(([key, entry]) => {
    if (typeof entry?.name !== 'string' || !nodes.has(parseName(entry.name).node)) return [];
    return portOf(key, resolve(entry.name, nodes, 'signature'), entry);
  });
}

/**
 * The graph of a definition. Without a signature its inputs are the placeholders, and its outputs what nothing reads.
 * @throws DataError for what is no graph, and for inputs that it does not have
 */
export function graphOf(
  definition: GraphDef,
  signature: SignatureDef | undefined,
  where: string,
): Graph {
  if (!isRecord(definition)) throw malformed(where, 'a graph', definition);
  const nodes = nodesOf(listOf(definition.node, where, 'nodes'), where);
  const all = [...nodes.values()];
  const inputs = signaturePorts(signature?.inputs, nodes);
  const outputs = signaturePorts(signature?.outputs, nodes);
  const whole = (node: Node) => portOf(node.name, { node, index: 0 });
  return {
    name: 'graph',
    nodes,
    inputs:
      inputs.length > 0 ? inputs : all.filter(({ op }) => op.startsWith('Placeholder')).map(whole),
    outputs:
      outputs.length > 0
        ? outputs
        : all.filter(({ consumers }) => consumers.length === 0).map(whole),
    schedules: new Map(),
  };
}

function functionGraph(definition: FunctionDef, where: string): Graph {
  const { signature } = definition ?? {};
  if (!isRecord(signature) || typeof signature.name !== 'string') {
    throw malformed(where, 'functions that have a name', definition);
  }
  const name = `function ${signature.name}`;
  const args = listOf<NodeDef>(signature.inputArg, name, 'arguments');
  const placeholders = args.map((arg) => ({ name: arg?.name, op: 'Placeholder' }));
  const nodes = nodesOf(listOf(definition.nodeDef, name, 'nodes'), name, placeholders);
  const results = listOf<{ name: string }>(signature.outputArg, name, 'results');
  return {
    name,
    nodes,
    inputs: args.map((arg) => portOf(arg.name, { node: nodes.get(arg.name)!, index: 0 })),
    outputs: results.map((result) => {
      const source = definition.ret?.[result?.name];
      if (typeof source !== 'string')
        throw malformed(name, `a source of the result ${result?.name}`, source);
      return portOf(result.name, resolve(source, nodes, name));
    }),
    schedules: new Map(),
  };
}

/** The functions of a graph's library by name. */
export function functionsOf(definition: GraphDef, where: string): Map<string, Graph> {
  const list = listOf<FunctionDef>(definition.library?.function, where, 'functions');
  return new Map(list.map((item) => [item?.signature?.name, functionGraph(item, where)]));
}
