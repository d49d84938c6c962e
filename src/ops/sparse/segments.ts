// Sums and means of chosen rows in segments.
import { ShapeError, ValueError } from '../../errors.js';
import { showShape } from '../../nested.js';
import { applyOne } from '../../session.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager } from '../../tensors.js';
import { div } from '../arithmetic.js';
import { toTensor } from '../convert.js';
import { zeros } from '../creation.js';
import { expectEager } from '../dynamic.js';
import { gather, unsortedSegmentSum } from '../indexing.js';
import { toIndices } from '../indices.js';
import { tidy } from '../scopes.js';

function reduceSegments(
  where: string,
  data: TensorLike,
  indices: TensorLike,
  segmentIds: TensorLike,
  mean: boolean,
): Tensor {
  const x = toTensor(data, where, 'data');
  const at = toIndices(indices, where);
  const segments = toIndices(segmentIds, where, 'segmentIds');
  expectEager(where, 'tf.unsortedSegmentSum takes the number of segments.', at, segments);
  if (x.rank < 1) throw new ShapeError('Data should be at least 1 dimensional but received scalar');
  if (at.rank !== 1)
    throw new ShapeError(`Indices should be Tensor1D but received shape ${showShape(at.shape)}`);
  if (segments.rank !== 1)
    throw new ShapeError(
      `Segment ids should be Tensor1D but received shape ${showShape(segments.shape)}`,
    );
  if (at.size !== segments.size)
    throw new ShapeError('segmentIds and indices should have same size.');
  const ids = segments.valuesNow() as Int32Array;
  const chosen = at.valuesNow() as Int32Array;
  const count = ids.length === 0 ? 0 : ids[ids.length - 1] + 1;
  if (count < 0) throw new ValueError('segment ids must be >= 0');
  if (count === 0) {
    if (ids.length > 0) throw new ValueError('segment ids must be >= 0');
    return zeros([0, ...x.shape.slice(1)], x.dtype);
  }
  for (let i = 0; i < ids.length; i++) {
    if (i > 0 && ids[i] < ids[i - 1]) throw new ValueError('segment ids are not increasing');
    if (ids[i] < 0 || ids[i] >= count) {
      throw new ValueError(
        `Segment id ${ids[i]} out of range [0, ${count}), possibly because segmentIds input is not sorted.`,
      );
    }
    if (chosen[i] < 0 || chosen[i] >= x.shape[0]) {
      throw new ValueError(`Bad: indices[${i}] == ${chosen[i]} out of range [0, ${x.shape[0]})`);
    }
  }
  return tidy(() => {
    const sums = unsortedSegmentSum(gather(x, at), segments, count);
    if (!mean) return sums;
    const sizes = new Float32Array(count);
    for (const id of ids) sizes[id]++;
    const divisors = eager(
      'float32',
      [count],
      sizes.map((n) => Math.max(1, n)),
    );
    const shape = [count, ...x.shape.slice(1).map(() => 1)];
    return applyOne('cast', { dtype: x.dtype }, [
      div(sums, applyOne('reshape', { shape }, [divisors])),
    ]);
  });
}

/**
 * The sums of the rows `data[indices[i]]` that have the same segment id; 0 for a segment without rows. Differentiable by
 * the data; the ids must be there.
 *
 * @param segmentIds int32, as many as indices, ascending from 0 on.
 * @throws ShapeError for other ranks; ValueError for an index outside, or ids that descend.
 */
export function sparseSegmentSum(
  data: TensorLike,
  indices: TensorLike,
  segmentIds: TensorLike,
): Tensor {
  return reduceSegments('sparseSegmentSum', data, indices, segmentIds, false);
}

/** As `sparseSegmentSum`, the means. */
export function sparseSegmentMean(
  data: TensorLike,
  indices: TensorLike,
  segmentIds: TensorLike,
): Tensor {
  return reduceSegments('sparseSegmentMean', data, indices, segmentIds, true);
}
