// Ops under the names that tfjs gives them for tensors of one rank: `concat2d` is `concat` of matrices.
import { ShapeError } from '../errors.js';
import { showShape } from '../nested.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { toTensor, toTensors } from './convert.js';
import { concat, pad, reverse, slice } from './shape.js';

type Pair = readonly [number, number];

/** @throws ShapeError unless the tensor has the rank that the op's name says. */
function ofRank(tensor: Tensor, rank: number, where: string): Tensor {
  if (tensor.rank === rank) return tensor;
  throw new ShapeError({
    problem: `Error in ${where}: x must be rank ${rank} but got rank ${tensor.rank}.`,
    received: showShape(tensor.shape),
  });
}

function ranked(x: TensorLike, rank: number, op: string): Tensor {
  return ofRank(toTensor(x, op, 'x', 'any'), rank, `${op}${rank}d`);
}

const joined =
  (rank: number) =>
  (tensors: readonly TensorLike[], axis = 0): Tensor => {
    const list = toTensors(tensors, 'concat', 'tensors', 'any');
    return concat(
      list.map((x) => ofRank(x, rank, `concat${rank}d`)),
      axis,
    );
  };

const padded =
  (rank: number) =>
  (x: TensorLike, paddings: readonly Pair[], constantValue = 0): Tensor =>
    pad(ranked(x, rank, 'pad'), paddings, constantValue);

const reversed =
  (rank: number) =>
  (x: TensorLike, axis?: number | readonly number[]): Tensor =>
    reverse(ranked(x, rank, 'reverse'), axis);

const sliced =
  (rank: number) =>
  (x: TensorLike, begin: readonly number[], size: readonly number[]): Tensor =>
    slice(ranked(x, rank, 'slice'), begin, size);

/** `concat` of vectors. */
export const concat1d = (tensors: readonly TensorLike[]): Tensor => joined(1)(tensors);
/** `concat` of tensors of rank 2. */
export const concat2d = joined(2);
/** `concat` of tensors of rank 3. */
export const concat3d = joined(3);
/** `concat` of tensors of rank 4. */
export const concat4d = joined(4);

/** `pad` of a vector by [before, after]. */
export const pad1d = (x: TensorLike, paddings: Pair, constantValue = 0): Tensor =>
  padded(1)(x, [paddings], constantValue);
/** `pad` of a tensor of rank 2. */
export const pad2d = padded(2);
/** `pad` of a tensor of rank 3. */
export const pad3d = padded(3);
/** `pad` of a tensor of rank 4. */
export const pad4d = padded(4);

/** `reverse` of a vector. */
export const reverse1d = (x: TensorLike): Tensor => reversed(1)(x, 0);
/** `reverse` of a tensor of rank 2. */
export const reverse2d = reversed(2);
/** `reverse` of a tensor of rank 3. */
export const reverse3d = reversed(3);
/** `reverse` of a tensor of rank 4. */
export const reverse4d = reversed(4);

/** `slice` of a vector. */
export const slice1d = (x: TensorLike, begin: number, size: number): Tensor =>
  sliced(1)(x, [begin], [size]);
/** `slice` of a tensor of rank 2. */
export const slice2d = sliced(2);
/** `slice` of a tensor of rank 3. */
export const slice3d = sliced(3);
/** `slice` of a tensor of rank 4. */
export const slice4d = sliced(4);
