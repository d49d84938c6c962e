// TensorFlow's ops that cut, join and pick out parts of tensors.
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import { cast } from '../../ops/convert.js';
import {
  gather,
  gatherND,
  scatterND,
  sparseToDense,
  tensorScatterUpdate,
} from '../../ops/indexing.js';
import * as shape from '../../ops/shape.js';
import { stridedSlice } from '../../ops/stridedSlice.js';
import type { Tensor } from '../../tensor.js';
import { type Operations, op, ports } from '../kernel.js';
import {
  constant,
  flags,
  from,
  number,
  numberAttribute,
  numbers,
  tensor,
  tensors,
} from '../readers.js';

const indices = from(tensor(1), (x) => cast(x, 'int32'));
const trueAxes = from(flags(1), (dims) => dims.flatMap((on, axis) => (on ? [axis] : [])));

/** Stacks; tensors that differ from the first by axes of length 1 only take its shape, as in tfjs. */
function pack(xs: Tensor[], axis: number): Tensor {
  const plain = (x: Tensor) => showShape(x.shape.filter((size) => size !== 1));
  const [first] = xs;
  const wrong = xs.find((x) => plain(x) !== plain(first));
  if (wrong) {
    const expected = `tensors of shape ${showShape(first.shape)}`;
    throw new ShapeError({ where: 'Pack', expected, received: showShape(wrong.shape) });
  }
  const alike = (x: Tensor) => showShape(x.shape) === showShape(first.shape);
  return shape.stack(
    xs.map((x) => (alike(x) ? x : shape.reshape(x, first.shape))),
    axis,
  );
}

function fillIn(at: Tensor, size: number[], values: Tensor, otherwise: Tensor): Tensor {
  return sparseToDense(at, values, size, cast(otherwise, values.dtype));
}

export const sliceJoin: Operations = {
  Concat: op(shape.concat, tensors(1), number(0)),
  ConcatV2: op(shape.concat, tensors(0, -1), number(-1)),
  Gather: op(gather, tensor(0), indices, constant(0)),
  GatherV2: op(gather, tensor(0), indices, number(2, 0), numberAttribute('batch_dims')),
  GatherNd: op(gatherND, tensor(0), tensor(1)),
  Pack: op(pack, tensors(), numberAttribute('axis')),
  Unpack: ports(['output'], op(shape.unstack, tensor(0), numberAttribute('axis'))),
  Reverse: op(shape.reverse, tensor(0), trueAxes),
  ReverseV2: op(shape.reverse, tensor(0), numbers(1)),
  ScatterNd: op(scatterND, tensor(0), tensor(1), numbers(2)),
  Slice: op(shape.slice, tensor(0), numbers(1), numbers(2)),
  SparseToDense: op(fillIn, tensor(0), numbers(1), tensor(2), tensor(3)),
  Split: ports(['output'], op(shape.split, tensor(1), numberAttribute('num_split', 1), number(0))),
  SplitV: ports(['output'], op(shape.split, tensor(0), numbers(1), number(2))),
  StridedSlice: op(
    stridedSlice,
    tensor(0),
    numbers(1),
    numbers(2),
    numbers(3),
    numberAttribute('begin_mask'),
    numberAttribute('end_mask'),
    numberAttribute('ellipsis_mask'),
    numberAttribute('new_axis_mask'),
    numberAttribute('shrink_axis_mask'),
  ),
  TensorScatterUpdate: op(tensorScatterUpdate, tensor(0), tensor(1), tensor(2)),
  Tile: op(shape.tile, tensor(0), numbers(1)),
};
