// What computes a node: an op of corten, and readers that take each of its arguments from the node.
import type { Tensor } from '../tensor.js';
import type { Execution } from './execution.js';
import type { Node } from './graph.js';

/** A node's outputs; an untaken branch's are undefined. */
export type Outputs = readonly (Tensor | undefined)[];

/** A computation that may have to wait: it yields promises, or nothing where others may have their turn. */
export type Steps<T> = Generator<Promise<unknown> | undefined, T, unknown>;

/** What a kernel gives: the outputs, or what leads to them. */
export type Result = Tensor | Outputs | Promise<Tensor | Outputs> | Steps<Outputs>;

/** Computes a node whose attributes were read. */
export type Kernel = (inputs: readonly (Tensor | undefined)[], execution: Execution) => Result;

/** An argument of an op: read from the attributes once, and from the inputs at each run. */
export type Reader<T> = (node: Node) => (inputs: readonly (Tensor | undefined)[]) => T;

/** How the nodes of one of TensorFlow's ops are computed. */
export interface Operation {
  /** Reads the node's attributes. */
  bind(node: Node): Kernel;
  /** The outputs' names, by which functions refer to them; the last may stand for several. */
  readonly ports?: readonly string[];
  /** Whether what it makes may outlive it without being among its outputs: in a list. */
  readonly keeps?: boolean;
}

/** TensorFlow's ops by name. */
export type Operations = Readonly<Record<string, Operation>>;

/** A reader for each argument of a function. */
export type Readers<A extends readonly unknown[]> = { readonly [K in keyof A]: Reader<A[K]> };

/** The op of corten `fn`, with its arguments in order. */
export function op<A extends readonly unknown[]>(
  fn: (...args: A) => Tensor | Outputs | Promise<Tensor | Outputs>,
  ...readers: Readers<A>
): Operation {
  return {
    bind: (node) => {
      const read = (readers as readonly Reader<unknown>[]).map((reader) => reader(node));
      return (inputs) => fn(...(read.map((argument) => argument(inputs)) as unknown as A));
    },
  };
}

/** As `op` for one whose result is a record: its tensors in the order of `fields`. */
export function opOf<A extends readonly unknown[], R extends object>(
  fn: (...args: A) => R,
  fields: readonly (keyof R)[],
  ...readers: Readers<A>
): Operation {
  const listed = (...args: A) => {
    const result = fn(...args);
    return fields.map((field) => result[field] as Tensor);
  };
  return op(listed, ...readers);
}

/** An operation with its outputs' names. */
export function ports(names: readonly string[], operation: Operation): Operation {
  return { ...operation, ports: names };
}

/** One operation under several names. */
export function alike(names: readonly string[], operation: Operation): Operations {
  return Object.fromEntries(names.map((name) => [name, operation]));
}
