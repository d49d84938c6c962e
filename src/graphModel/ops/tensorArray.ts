// TensorFlow 1's arrays of tensors. `flow` is what makes a read wait for writes; its value means nothing.
import type { DType } from '../../dtype.js';
import type { Tensor } from '../../tensor.js';
import { eager, eagerScalar } from '../../tensors.js';
import { type Operation, type Operations, op, ports, type Reader } from '../kernel.js';
import { dtypeAttribute, from, number, numbers, tensor } from '../readers.js';
import { arrayOf, TensorArray } from '../tensorArray.js';

const array = from(tensor(0), arrayOf);
const dtype = dtypeAttribute('dtype');

const make: Operation = {
  bind: (node) => {
    const { attributes } = node;
    const shape = attributes.shape('element_shape');
    const options = {
      name: attributes.text('tensor_array_name', '') || node.name,
      dtype: attributes.dtype('dtype'),
      // As in tfjs, a scalar's shape is taken for one that is not known.
      shape: shape?.length ? shape : undefined,
      dynamicSize: attributes.flag('dynamic_size', false),
      clearAfterRead: attributes.flag('clear_after_read', true),
    };
    const size = number(0)(node);
    return (inputs) => [new TensorArray({ ...options, size: size(inputs) }).handle, eagerScalar(1)];
  },
};

/** An operation that writes: what it wrote stays for as long as the run does. Gives `flow`, its last input, on. */
const writing = <A>(
  write: (into: TensorArray, given: A, x: Tensor) => readonly Tensor[],
  given: Reader<A>,
  x: Reader<Tensor>,
): Operation => ({
  keeps: true,
  bind: (node) => {
    const read = [array(node), given(node), x(node)] as const;
    const flow = tensor(3)(node);
    return (inputs, { holdings }) => {
      holdings.hold(write(read[0](inputs), read[1](inputs), read[2](inputs)));
      return flow(inputs);
    };
  },
});

function writeOne(into: TensorArray, index: number, x: Tensor): Tensor[] {
  into.write(index, x);
  return [x];
}

function joined(of: TensorArray, type: DType | undefined): Tensor[] {
  const [whole, lengths] = of.concat(type);
  return [whole, eager('int32', [lengths.length], Int32Array.from(lengths))];
}

export const tensorArray: Operations = {
  TensorArrayV3: ports(['handle', 'flow'], make),
  TensorArrayWriteV3: writing(writeOne, number(1), tensor(2)),
  TensorArrayScatterV3: writing(
    (into, at: number[], x) => into.scatter(at, x),
    numbers(1),
    tensor(2),
  ),
  TensorArraySplitV3: writing((into, by: number[], x) => into.split(by, x), numbers(2), tensor(1)),
  TensorArrayReadV3: op((of: TensorArray, index: number) => of.read(index), array, number(1)),
  TensorArrayGatherV3: op(
    (of: TensorArray, indices: number[], type: DType | undefined) => of.gather(indices, type),
    array,
    numbers(1),
    dtype,
  ),
  TensorArrayConcatV3: ports(['value', 'lengths'], op(joined, array, dtype)),
  TensorArraySizeV3: op((of: TensorArray) => eagerScalar(of.size, 'int32'), array),
  TensorArrayCloseV3: op((of: TensorArray) => {
    of.close();
    return [];
  }, array),
};
