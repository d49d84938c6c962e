// Schedule: which nodes of a graph run for the outputs that are asked for, in which order, and when each is done with.
import { DataError, ValueError } from '../errors.js';
import type { Edge, Graph, Node } from './graph.js';

/** The nodes that loops and branches of TensorFlow 1 are made of: what runs is found out while running. */
const FRAMES: ReadonlySet<string> = new Set(['Switch', 'Merge', 'Enter', 'Exit', 'NextIteration']);

/** What is worked out once for each choice of inputs and outputs. */
export interface Schedule {
  /** The nodes that are needed, those that are fed left out. */
  readonly needed: ReadonlySet<Node>;
  /** They in order; undefined if only running tells it. */
  readonly order: readonly Node[] | undefined;
  /** For each of the order, the nodes that nothing reads any more. */
  readonly finished: readonly (readonly Node[])[];
}

/** Schedules kept of a graph. */
const MOST = 64;

/** The nodes that outputs need, up to those that are fed. */
function neededNodes(outputs: readonly Edge[], fed: ReadonlySet<Node>): Set<Node> {
  const needed = new Set<Node>();
  const open = outputs.map(({ node }) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (needed.has(node) || fed.has(node)) continue;
    needed.add(node);
    // A constant is a weight, whatever it was to wait for.
    if (node.op !== 'Const') open.push(...sourcesOf(node));
  }
  return needed;
}

function sourcesOf({ inputs, controls }: Node): Node[] {
  return [...inputs.map(({ node }) => node), ...controls];
}

/** The nodes so that each comes after those it reads. @throws DataError for a cycle */
function ordered(needed: ReadonlySet<Node>, graph: Graph): Node[] {
  const waiting = new Map<Node, number>();
  const ready: Node[] = [];
  for (const node of needed) {
    const sources = node.op === 'Const' ? [] : new Set(sourcesOf(node));
    let count = 0;
    for (const source of sources) if (needed.has(source)) count++;
    waiting.set(node, count);
    if (count === 0) ready.push(node);
  }
  const order: Node[] = [];
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    order.push(node);
    for (const consumer of node.consumers) {
      if (!needed.has(consumer) || consumer.op === 'Const') continue;
      const count = waiting.get(consumer)! - 1;
      waiting.set(consumer, count);
      if (count === 0) ready.push(consumer);
    }
  }
  if (order.length === needed.size) return order;
  const stuck = [...needed].find((node) => waiting.get(node)! > 0)!;
  throw new DataError({
    where: graph.name,
    problem: `"${stuck.name}" (${stuck.op}) is part of a cycle`,
  });
}

/** After which of the order each node is done with; outputs never are. */
function lifetimes(order: readonly Node[], outputs: ReadonlySet<Node>): Node[][] {
  const finished: Node[][] = order.map(() => []);
  const place = new Map(order.map((node, i) => [node, i]));
  for (const [node, own] of place) {
    if (outputs.has(node)) continue;
    let last = own;
    for (const consumer of node.consumers) last = Math.max(last, place.get(consumer) ?? 0);
    finished[last].push(node);
  }
  return finished;
}

function checkInputs(
  needed: ReadonlySet<Node>,
  outputs: readonly Edge[],
  fed: ReadonlySet<Node>,
): void {
  const missing = [...needed].filter(
    ({ op, inputs }) => op === 'Placeholder' && inputs.length === 0,
  );
  if (missing.length === 0) return;
  const names = (nodes: Iterable<Node>) => Array.from(nodes, ({ name }) => name).join(', ');
  throw new ValueError({
    problem:
      `Cannot compute the outputs [${names(outputs.map(({ node }) => node))}] from the provided inputs ` +
      `[${names(fed)}]. Missing the following inputs: [${names(missing)}]`,
  });
}

/**
 * The schedule for outputs, given nodes that are fed.
 * @throws ValueError for inputs that are missing, DataError for a cycle
 */
export function scheduleOf(graph: Graph, fed: readonly Edge[], outputs: readonly Edge[]): Schedule {
  const name = ({ node, index }: Edge) => `${node.name}:${index}`;
  // Functions are always run whole, and often.
  const whole = fed === graph.inputs && outputs === graph.outputs;
  const key = whole ? '' : JSON.stringify([fed.map(name), outputs.map(name)]);
  const known = graph.schedules.get(key);
  if (known) return known;
  const given = new Set(fed.map(({ node }) => node));
  const needed = neededNodes(outputs, given);
  checkInputs(needed, outputs, given);
  const isDynamic = [...needed].some(({ op }) => FRAMES.has(op));
  const order = isDynamic ? undefined : ordered(needed, graph);
  const finished = order ? lifetimes(order, new Set(outputs.map(({ node }) => node))) : [];
  if (graph.schedules.size === MOST) graph.schedules.clear();
  const schedule = { needed, order, finished };
  graph.schedules.set(key, schedule);
  return schedule;
}
