// TensorFlow's ops about the graph itself: inputs, constants, what passes through, and the sizes of tensors.
import { DataError } from '../../errors.js';
import type { Tensor } from '../../tensor.js';
import { eager, eagerScalar } from '../../tensors.js';
import { alike, type Operation, type Operations, op, ports } from '../kernel.js';
import { numberAttribute, tensor, tensors, textAttribute } from '../readers.js';

const same = op((x: Tensor) => x, tensor(0));
const shapeOf = ({ shape }: Tensor) => eager('int32', [shape.length], Int32Array.from(shape));

/** The weight of that name. */
const constantOp: Operation = {
  bind: (node) => (_inputs, execution) => execution.weight(node),
};

/** An input that the run was not given. */
const placeholder: Operation = {
  bind: (node) => () => {
    throw new DataError({ where: `${node.name} (${node.op})`, problem: 'this input has no value' });
  },
};

function print(x: Tensor, data: readonly Tensor[], message: string, most: number): Tensor {
  const shown = data.map((each) =>
    Array.from(each.dataSync() as ArrayLike<unknown>).slice(0, most),
  );
  console.log(message, ...shown);
  return x;
}

export const graph: Operations = {
  Const: constantOp,
  Placeholder: placeholder,
  ...alike(['PlaceholderWithDefault', 'Identity', 'Snapshot', 'StopGradient'], same),
  // Quantization while training, of no effect here, as in tfjs.
  FakeQuantWithMinMaxVars: same,
  IdentityN: ports(
    ['output'],
    op((xs: Tensor[]) => xs, tensors()),
  ),
  NoOp: op(() => []),
  Print: op(
    print,
    tensor(0),
    tensors(1),
    textAttribute('message'),
    numberAttribute('summarize', 3),
  ),
  Rank: op((x: Tensor) => eagerScalar(x.rank, 'int32'), tensor(0)),
  Shape: op(shapeOf, tensor(0)),
  ShapeN: ports(
    ['output'],
    op((xs: Tensor[]) => xs.map(shapeOf), tensors()),
  ),
  Size: op((x: Tensor) => eagerScalar(x.size, 'int32'), tensor(0)),
};
