// TensorFlow's ops that change dtypes and shapes, pad and broadcast.
import { DTypeError } from '../../errors.js';
import { broadcastArgs, ensureShape } from '../../ops/arrange.js';
import { cast } from '../../ops/convert.js';
import * as shape from '../../ops/shape.js';
import { batchToSpaceND, depthToSpace, spaceToBatchND } from '../../ops/spaceToBatch.js';
import type { Tensor } from '../../tensor.js';
import { type Operations, op, type Reader } from '../kernel.js';
import {
  attributes,
  from,
  number,
  numberAttribute,
  numbers,
  pairs,
  tensor,
  wordAttribute,
} from '../readers.js';

const target = attributes((given, { name, op }) => {
  const dtype = given.dtype('DstT');
  if (dtype) return dtype;
  throw new DTypeError({
    where: `${name} (${op})`,
    expected: 'attribute "DstT" to be a dtype of tensors',
  });
});

/** The axes to squeeze: all of length 1 if there are none. */
const squeezed = attributes((given) =>
  given.numbers(given.has('axis') ? 'axis' : 'squeeze_dims', undefined),
);

/** The shape to check: an attribute in TensorFlow, an input in tfjs; undefined for one of any rank. */
const ensured: Reader<(number | null)[] | undefined> = (node) => {
  const open = (sizes?: number[]) => sizes?.map((size) => (size < 0 ? null : size));
  if (node.inputs.length > 1) return from(numbers(1), open)(node);
  return attributes((given) => open(given.shape('shape')))(node);
};

export const transformation: Operations = {
  Cast: op(cast, tensor(0), target),
  ExpandDims: op(shape.expandDims, tensor(0), number(1)),
  Squeeze: op(shape.squeeze, tensor(0), squeezed),
  Reshape: op(shape.reshape, tensor(0), numbers(1)),
  EnsureShape: op(
    (x: Tensor, sizes: (number | null)[] | undefined) => (sizes ? ensureShape(x, sizes) : x),
    tensor(0),
    ensured,
  ),
  MirrorPad: op(
    shape.mirrorPad,
    tensor(0),
    pairs(1),
    wordAttribute('mode', ['reflect', 'symmetric']),
  ),
  Pad: op(shape.pad, tensor(0), pairs(1), numberAttribute('constant_value')),
  PadV2: op(shape.pad, tensor(0), pairs(1), number(2, 0)),
  SpaceToBatchND: op(spaceToBatchND, tensor(0), numbers(1), pairs(2)),
  BatchToSpaceND: op(batchToSpaceND, tensor(0), numbers(1), pairs(2)),
  DepthToSpace: op(
    depthToSpace,
    tensor(0),
    numberAttribute('block_size', 2),
    from(wordAttribute('data_format', ['nhwc', 'nchw'], 'nhwc'), (word) =>
      word === 'nchw' ? 'NCHW' : 'NHWC',
    ),
  ),
  BroadcastTo: op(shape.broadcastTo, tensor(0), numbers(1)),
  BroadcastArgs: op(broadcastArgs, tensor(0), tensor(1)),
};
