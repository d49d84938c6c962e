// TensorFlow 2's lists of tensors.
import type { DType } from '../../dtype.js';
import type { Tensor } from '../../tensor.js';
import { eager, eagerScalar } from '../../tensors.js';
import type { ElementShape } from '../elementShape.js';
import {
  alike,
  type Operation,
  type Operations,
  type Outputs,
  op,
  ports,
  type Readers,
} from '../kernel.js';
import {
  constant,
  dtypeAttribute,
  from,
  number,
  numberAttribute,
  numbers,
  tensor,
} from '../readers.js';
import { fromTensor, listOf, piecesOf, scattered, TensorList } from '../tensorList.js';

const list = from(tensor(0), listOf);
const dtype = dtypeAttribute('element_dtype');

/** The sizes in an input; the scalar -1 is a shape of unknown rank. */
const shapeAt = (index: number) =>
  from(
    tensor(index),
    (x): ElementShape => (x.rank === 0 ? undefined : Array.from(x.dataSync(), Number)),
  );

/** An operation whose results are lists: their elements stay for as long as the run does. */
function keeping(operation: Operation): Operation {
  return {
    ...operation,
    keeps: true,
    bind: (node) => {
      const kernel = operation.bind(node);
      return (inputs, execution) => {
        const outputs = kernel(inputs, execution) as Outputs;
        execution.holdings.hold(listOf(outputs[0] as Tensor).tensors);
        return outputs;
      };
    },
  };
}

/** An operation that gives a list. */
const making = <A extends readonly unknown[]>(
  fn: (...args: A) => TensorList,
  ...args: Readers<A>
): Operation => keeping(op<A>((...given) => [fn(...given).handle], ...args));

/** An empty list, of so many elements at most, or one of so many that are not set. */
const empty = (shape: ElementShape, most: number, type: DType | undefined) =>
  new TensorList(type, shape, [], 0, most);
const reserved = (shape: ElementShape, length: number, type: DType | undefined) =>
  new TensorList(type, shape, [], Math.max(length, 0));

function pop(from: TensorList, shape: ElementShape, type: DType | undefined): Tensor[] {
  const [rest, last] = from.popBack(shape, type);
  return [rest.handle, last];
}

function joined(items: TensorList, type: DType | undefined): Tensor[] {
  const [whole, lengths] = items.concat(type);
  return [whole, eager('int32', [lengths.length], Int32Array.from(lengths))];
}

function split(x: Tensor, shape: ElementShape, lengths: number[]): TensorList {
  return new TensorList(x.dtype, shape, piecesOf('TensorListSplit', x, lengths));
}

export const tensorList: Operations = {
  EmptyTensorList: making(empty, shapeAt(0), number(1), dtype),
  TensorListReserve: making(reserved, shapeAt(0), number(1), dtype),
  TensorListFromTensor: making(fromTensor, tensor(0), shapeAt(1), dtype),
  TensorListScatter: making(scattered, tensor(0), numbers(1), shapeAt(2), constant(-1)),
  TensorListScatterV2: making(scattered, tensor(0), numbers(1), shapeAt(2), number(3)),
  TensorListSplit: making(split, tensor(0), shapeAt(1), numbers(2)),
  TensorListPushBack: making((to: TensorList, x: Tensor) => to.pushBack(x), list, tensor(1)),
  TensorListSetItem: making(
    (to: TensorList, index: number, x: Tensor) => to.setItem(index, x),
    list,
    number(1),
    tensor(2),
  ),
  TensorListResize: making((of: TensorList, size: number) => of.resize(size), list, number(1)),
  TensorListPopBack: ports(['output_handle', 'tensor'], keeping(op(pop, list, shapeAt(1), dtype))),
  TensorListGetItem: op(
    (of: TensorList, index: number, shape: ElementShape, type: DType | undefined) =>
      of.getItem(index, shape, type),
    list,
    number(1),
    shapeAt(2),
    dtype,
  ),
  TensorListGather: op(
    (of: TensorList, indices: number[], shape: ElementShape, type: DType | undefined) =>
      of.gather(indices, shape, type),
    list,
    numbers(1),
    shapeAt(2),
    dtype,
  ),
  TensorListStack: op(
    (of: TensorList, shape: ElementShape, count: number, type: DType | undefined) =>
      of.stack(shape, count, type),
    list,
    shapeAt(1),
    numberAttribute('num_elements', -1),
    dtype,
  ),
  ...alike(
    ['TensorListConcat', 'TensorListConcatV2'],
    ports(['tensor', 'lengths'], op(joined, list, dtype)),
  ),
  TensorListLength: op((of: TensorList) => eagerScalar(of.length, 'int32'), list),
};
