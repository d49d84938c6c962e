// Schedule: which nodes of a graph run for the outputs that are asked for, in which order, and when each is done with.
import { DataError, ValueError } from '../errors.js';
import type { Edge, Graph, Node } from './graph.js';
import { unplannable } from './ops/index.js';

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
  /** Of a graph with loops of TensorFlow 1, the frames around each node, outermost first: `;loop;inner`. */
  readonly frames: ReadonlyMap<Node, string>;
  /** Whether a plan may compute it. */
  readonly isPlannable: boolean;
}

/** Schedules kept of a graph. */
const MOST = 64;

/** What a node waits for: a constant is a weight, whatever it was to wait for. */
function sourcesOf({ op, inputs, controls }: Node): Node[] {
  return op === 'Const' ? [] : [...inputs.map(({ node }) => node), ...controls];
}

/** The nodes that outputs need, up to those that are fed. */
function neededNodes(outputs: readonly Edge[], fed: ReadonlySet<Node>): Set<Node> {
  const needed = new Set<Node>();
  const open = outputs.map(({ node }) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (needed.has(node) || fed.has(node)) continue;
    needed.add(node);
    open.push(...sourcesOf(node));
  }
  return needed;
}

/** The nodes so that each comes after those it reads; from one iteration to the next is no cycle. */
function sorted(needed: ReadonlySet<Node>, graph: Graph): Node[] {
  const isAwaited = (node: Node) => needed.has(node) && node.op !== 'NextIteration';
  const waiting = new Map<Node, number>();
  const ready: Node[] = [];
  for (const node of needed) {
    const count = new Set(sourcesOf(node).filter(isAwaited)).size;
    waiting.set(node, count);
    if (count === 0) ready.push(node);
  }
  const order: Node[] = [];
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    order.push(node);
    for (const consumer of isAwaited(node) ? node.consumers : []) {
      if (!needed.has(consumer) || consumer.op === 'Const') continue;
      const count = waiting.get(consumer)! - 1;
      waiting.set(consumer, count);
      if (count === 0) ready.push(consumer);
    }
  }
  if (order.length === needed.size) return order;
  const stuck = [...needed].find((node) => waiting.get(node)! > 0)!;
  const problem = `"${stuck.name}" (${stuck.op}) is part of a cycle`;
  throw new DataError({ where: graph.name, problem });
}

/** The frames that each node runs in: those of the inputs, one more after Enter and one less after Exit. */
function framesOf(order: readonly Node[]): Map<Node, string> {
  const frames = new Map<Node, string>();
  for (const node of order) {
    let inner = '';
    for (const source of sourcesOf(node)) {
      const frame = frames.get(source) ?? '';
      const { op, attributes } = source;
      const after =
        op === 'Enter'
          ? `${frame};${attributes.text('frame_name', '')}`
          : op === 'Exit'
            ? frame.slice(0, Math.max(frame.lastIndexOf(';'), 0))
            : frame;
      // What is not of the loop is read in it as it is outside.
      if (after.length > inner.length) inner = after;
    }
    frames.set(node, inner);
  }
  return frames;
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
  const all = sorted(needed, graph);
  const order = isDynamic ? undefined : all;
  const frames = isDynamic ? framesOf(all) : new Map<Node, string>();
  const finished = order ? lifetimes(order, new Set(outputs.map(({ node }) => node))) : [];
  const isPlannable = !isDynamic && ![...needed].some(({ op }) => unplannable.has(op));
  if (graph.schedules.size === MOST) graph.schedules.clear();
  const schedule = { needed, order, finished, frames, isPlannable };
  graph.schedules.set(key, schedule);
  return schedule;
}
