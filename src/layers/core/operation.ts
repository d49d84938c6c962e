// Operation: one op as a node of a graph of layers, as Keras 3's models record the ops between their layers.
import { ConfigError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import type { SerializedObject } from '../../registry.js';
import type { Tensor } from '../../tensor.js';
import { type CallOptions, Layer } from '../layer.js';

/** The ops by Keras's class names; arguments come in the order of Keras's functions. */
const operations: Record<string, (...args: never[]) => Tensor> = {
  Abs: tf.abs,
  Add: tf.add,
  Divide: tf.div,
  Exp: tf.exp,
  Log: tf.log,
  Matmul: tf.matMul,
  Maximum: tf.maximum,
  Minimum: tf.minimum,
  Multiply: tf.mul,
  Negative: tf.neg,
  NotEqual: tf.notEqual,
  Sqrt: tf.sqrt,
  Square: tf.square,
  Subtract: tf.sub,
  Tanh: tf.tanh,
  TrueDivide: tf.div,
};

export interface OperationConfig {
  name?: string;
  /** Keras's class of the op: `NotEqual`. */
  op: string;
}

/** Whether a serialized object is an op, not a layer. */
export function isOperation(serialized: { module?: string | null; class_name: string }): boolean {
  return /^keras(\.src)?\.ops\b/.test(serialized.module ?? '');
}

/** The op as Keras writes it. */
export function serializeOperation({ name, op }: Operation): SerializedObject {
  return { module: 'keras.src.ops.numpy', class_name: op, config: { name }, registered_name: op };
}

/** The op with its arguments: tensors from the graph, others as recorded in `kwargs.args`. */
export class Operation extends Layer {
  readonly op: string;

  constructor(config: OperationConfig) {
    super({ name: config.name });
    this.op = config.op;
    if (!(this.op in operations)) {
      throw new ConfigError({
        where: this.name,
        problem: `the op ${this.op} is not supported inside a model`,
      });
    }
    this.built = true;
  }

  override getClassName(): string {
    return this.op;
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const args =
      (kwargs.args as unknown[] | undefined) ?? (Array.isArray(inputs) ? inputs : [inputs]);
    return operations[this.op](...(args as never[]));
  }
}
