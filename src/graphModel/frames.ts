// Loops and branches of TensorFlow 1: a node runs once its inputs are there, once in each iteration of a frame.
import { DataError } from '../errors.js';
import type { Execution } from './execution.js';
import type { Edge, Node } from './graph.js';
import type { Outputs, Steps } from './kernel.js';
import type { Schedule } from './schedule.js';

/** A loop that was entered: the iterations that it has had, and what is the same in all of them. */
class Frame {
  readonly outer: Scope;
  readonly path: string;
  readonly iterations: Scope[] = [];
  readonly constants = new Map<Node, Outputs>();
  /** How many of the frame's inputs have not come yet. */
  awaited: number;
  /** The first iteration that is not over. */
  first = 0;
  over = false;

  constructor(outer: Scope, name: string, awaited: number) {
    this.outer = outer;
    this.path = `${outer.path};${name}`;
    this.awaited = awaited;
    this.iterations.push(new Scope(this, 0));
  }
}

/** One iteration of a frame, or what is outside of all frames. */
class Scope {
  readonly frame: Frame | undefined;
  readonly iteration: number;
  /** The frames around it, as schedules name them. */
  readonly path: string;
  readonly values = new Map<Node, Outputs>();
  readonly started = new Set<Node>();
  readonly frames = new Map<string, Frame>();
  /** The nodes that are ready and have not run, and the frames that are not over. */
  pending = 0;

  constructor(frame: Frame | undefined, iteration: number) {
    this.frame = frame;
    this.iteration = iteration;
    this.path = frame?.path ?? '';
  }

  /** A node's outputs: of this iteration, of all of them, or from outside. */
  find(node: Node): Outputs | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.frame?.outer) {
      const found = scope.values.get(node) ?? scope.frame?.constants.get(node);
      if (found) return found;
    }
    return undefined;
  }
}

/** One run of a graph that has frames. */
class Dataflow {
  readonly #execution: Execution;
  readonly #needed: ReadonlySet<Node>;
  readonly #frames: ReadonlyMap<Node, string>;
  /** How many nodes enter each frame. */
  readonly #entries = new Map<string, number>();
  readonly #ready: [Node, Scope][] = [];
  readonly root = new Scope(undefined, 0);

  constructor(execution: Execution, { needed, frames }: Schedule) {
    this.#execution = execution;
    this.#needed = needed;
    this.#frames = frames;
    for (const node of needed) {
      if (node.op !== 'Enter') continue;
      const name = frameOf(node);
      this.#entries.set(name, (this.#entries.get(name) ?? 0) + 1);
    }
  }

  *run(given: ReadonlyMap<Node, Outputs>, outputs: readonly Edge[]): Steps<Outputs> {
    for (const [node, values] of given) this.root.values.set(node, values);
    // Loops read weights without entering them: all are there from the start.
    for (const node of this.#needed) {
      if (node.op !== 'Const') continue;
      this.root.started.add(node);
      this.root.values.set(node, yield* this.#execution.compute(node, []));
    }
    for (const node of this.#needed) this.#startIfReady(node, this.root);
    yield* this.#drain();
    const results = outputs.map(({ node, index }) => this.root.values.get(node)?.[index]);
    this.#execution.holdings.hold(results);
    for (const node of this.#needed) {
      const values = this.root.values.get(node);
      if (values) this.#execution.holdings.drop(values);
    }
    return results;
  }

  *#drain(): Steps<void> {
    for (let item = this.#ready.pop(); item !== undefined; item = this.#ready.pop()) {
      const [node, scope] = item;
      const inputs = node.inputs.map((edge) => scope.find(edge.node)?.[edge.index]);
      const outputs = yield* this.#execution.compute(node, inputs);
      this.#arrive(node, outputs, scope);
      scope.pending--;
      this.#release(scope);
      if (node.op === 'NextIteration') yield undefined;
    }
  }

  #isReady(node: Node, scope: Scope): boolean {
    const isThere = ({ node: source, index }: Edge) => scope.find(source)?.[index] !== undefined;
    const hasRun = (source: Node) => scope.find(source) !== undefined;
    if (!node.controls.every(hasRun)) return false;
    return node.op === 'Merge' ? node.inputs.some(isThere) : node.inputs.every(isThere);
  }

  #startIfReady(node: Node, scope: Scope): void {
    if (this.#frames.get(node) !== scope.path || scope.started.has(node)) return;
    if (this.#isReady(node, scope)) this.#start(node, scope);
  }

  #start(node: Node, scope: Scope): void {
    scope.started.add(node);
    scope.pending++;
    this.#ready.push([node, scope]);
  }

  /** Puts outputs where their readers look for them. */
  #arrive(node: Node, outputs: Outputs, scope: Scope): void {
    switch (node.op) {
      case 'Enter':
        this.#enter(node, outputs, scope);
        break;
      case 'Exit':
        this.#put(node, outputs, frameAround(node, scope).outer);
        break;
      case 'NextIteration':
        this.#put(node, outputs, this.#next(frameAround(node, scope), scope));
        break;
      default:
        this.#put(node, outputs, scope);
    }
  }

  #put(node: Node, outputs: Outputs, scope: Scope): void {
    scope.values.set(node, outputs);
    for (const consumer of node.consumers) this.#startIfReady(consumer, scope);
  }

  #enter(node: Node, outputs: Outputs, scope: Scope): void {
    const name = frameOf(node);
    let frame = scope.frames.get(name);
    if (!frame) {
      frame = new Frame(scope, name, this.#entries.get(name)!);
      scope.frames.set(name, frame);
      scope.pending++;
    }
    frame.awaited--;
    if (node.attributes.flag('is_constant', false)) {
      frame.constants.set(node, outputs);
      for (const each of frame.iterations.slice(frame.first)) this.#wake(node, each);
    } else {
      this.#put(node, outputs, frame.iterations[0]);
    }
  }

  #wake(node: Node, scope: Scope): void {
    for (const consumer of node.consumers) this.#startIfReady(consumer, scope);
  }

  #next(frame: Frame, { iteration }: Scope): Scope {
    const known = frame.iterations[iteration + 1];
    if (known) return known;
    const next = new Scope(frame, iteration + 1);
    frame.iterations.push(next);
    for (const node of frame.constants.keys()) this.#wake(node, next);
    return next;
  }

  /** Lets go what iterations hold that are over: all of the frame's inputs are there, nothing is under way. */
  #release({ frame }: Scope): void {
    if (!frame || frame.awaited > 0 || frame.over) return;
    const { holdings } = this.#execution;
    for (; frame.first < frame.iterations.length; frame.first++) {
      const scope = frame.iterations[frame.first];
      if (scope.pending > 0) return;
      for (const values of scope.values.values()) holdings.drop(values);
      scope.values.clear();
      scope.started.clear();
    }
    frame.over = true;
    for (const values of frame.constants.values()) holdings.drop(values);
    frame.outer.pending--;
    this.#release(frame.outer);
  }
}

function frameOf({ name, op, attributes }: Node): string {
  const frame = attributes.text('frame_name', undefined);
  if (frame !== undefined) return frame;
  throw new DataError({
    where: `${name} (${op})`,
    expected: 'attribute "frame_name"',
    received: 'none',
  });
}

function frameAround({ name, op }: Node, { frame }: Scope): Frame {
  if (frame) return frame;
  throw new DataError({ where: `${name} (${op})`, problem: 'it is in no frame' });
}

/** Computes outputs of a graph with frames; each is undefined if nothing led to it. */
export function runFrames(
  execution: Execution,
  schedule: Schedule,
  given: ReadonlyMap<Node, Outputs>,
  outputs: readonly Edge[],
): Steps<Outputs> {
  return new Dataflow(execution, schedule).run(given, outputs);
}
