// Ops of one's own: functions that compute the nodes of a graph whose op corten does not have.
import { ConfigError } from '../errors.js';
import type { Tensor } from '../tensor.js';
import type { AttributeValue } from './attributes.js';

/** A node as an op of one's own sees it. */
export interface GraphNode {
  /** Its inputs in order. */
  inputs: Tensor[];
  /** Its attributes by TensorFlow's names. As in tfjs, text is in lower case. */
  attrs: Record<string, AttributeValue>;
}

/** Computes a node. A promise is for models that are run by `executeAsync` or `predictAsync`. */
export type OpExecutor = (node: GraphNode) => Tensor | Tensor[] | Promise<Tensor | Tensor[]>;

const custom = new Map<string, OpExecutor>();

/**
 * Makes a function compute the nodes of an op, in all graph models: one that corten does not have, or in its place.
 *
 * @param name TensorFlow's name of the op.
 * @param opFunc gets the node's inputs and attributes, and gives its output or outputs.
 * @throws ConfigError unless it is a function.
 * @see tfjs's registerOp
 * @example
 * tf.registerOp('MySquare', ({ inputs }) => inputs[0].square());
 */
export function registerOp(name: string, opFunc: OpExecutor): void {
  if (typeof opFunc !== 'function') {
    throw new ConfigError({
      where: `registerOp ${name}`,
      expected: 'a function',
      received: typeof opFunc,
    });
  }
  custom.set(name, opFunc);
}

/** The function of that op, if there is one. @internal */
export function getRegisteredOp(name: string): OpExecutor | undefined {
  return custom.get(name);
}

/** Whether there are any. @internal */
export function hasCustomOps(): boolean {
  return custom.size > 0;
}

/** Forgets the function of an op. @see tfjs's deregisterOp */
export function deregisterOp(name: string): void {
  custom.delete(name);
}
