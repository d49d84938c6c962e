// TensorFlow's control flow: branches and loops that call functions, and the nodes that loops of TensorFlow 1 are made of.
import { DataError } from '../../errors.js';
import type { Tensor } from '../../tensor.js';
import { eagerScalar } from '../../tensors.js';
import type { Execution } from '../execution.js';
import type { Node } from '../graph.js';
import {
  alike,
  type Operation,
  type Operations,
  type Outputs,
  op,
  ports,
  type Steps,
} from '../kernel.js';
import { tensor } from '../readers.js';

/** Whether a condition holds: a number that is not 0, a text that is not empty. */
export function holds(condition: Tensor | undefined): boolean {
  if (condition === undefined) return false;
  return condition.dtype === 'string'
    ? condition.encodedNow()[0]?.length > 0
    : Boolean(condition.dataSync()[0]);
}

function functionOf({ name, op, attributes }: Node, attribute: string): string {
  const found = attributes.functionName(attribute);
  if (found !== undefined) return found;
  throw new DataError({
    where: `${name} (${op})`,
    expected: `attribute "${attribute}" to be a function`,
    received: 'none',
  });
}

const conditional: Operation = ports(['output'], {
  bind: (node) => {
    const branches = [functionOf(node, 'else_branch'), functionOf(node, 'then_branch')];
    return function* ([condition, ...args], execution): Steps<Outputs> {
      const outputs = yield* execution.call(branches[Number(holds(condition))], args);
      return execution.holdings.handOver(outputs);
    };
  },
});

function* loop(cond: string, body: string, args: Outputs, execution: Execution): Steps<Outputs> {
  const { holdings } = execution;
  let state = args;
  holdings.hold(state);
  for (;;) {
    const decision = yield* execution.call(cond, state);
    const again = holds(decision[0]);
    holdings.drop(decision);
    if (!again) return holdings.handOver(state);
    const next = yield* execution.call(body, state);
    holdings.drop(state);
    state = next;
    yield undefined;
  }
}

const whileLoop: Operation = ports(['output'], {
  bind: (node) => {
    const cond = functionOf(node, 'cond');
    const body = functionOf(node, 'body');
    return (inputs, execution) => loop(cond, body, inputs, execution);
  },
});

const call: Operation = ports(['output'], {
  bind: (node) => {
    const callee = functionOf(node, 'f');
    return function* (inputs, execution): Steps<Outputs> {
      return execution.holdings.handOver(yield* execution.call(callee, inputs));
    };
  },
});

/** What passes through; frames say where to. */
const pass = op((x: Tensor) => x, tensor(0));

/** The first input that is there, and which it was. */
const merge: Operation = ports(['output', 'value_index'], {
  bind: () => (inputs) => {
    const index = inputs.findIndex((input) => input !== undefined);
    return [inputs[index], eagerScalar(index, 'int32')];
  },
});

export const control: Operations = {
  ...alike(['If', 'StatelessIf'], conditional),
  ...alike(['While', 'StatelessWhile'], whileLoop),
  ...alike(['PartitionedCall', 'StatefulPartitionedCall'], call),
  Switch: ports(
    ['output_false', 'output_true'],
    op(
      (x: Tensor, condition: Tensor) => (holds(condition) ? [undefined, x] : [x, undefined]),
      tensor(0),
      tensor(1),
    ),
  ),
  Merge: merge,
  ...alike(['Enter', 'Exit', 'LoopCond', 'NextIteration'], pass),
};
