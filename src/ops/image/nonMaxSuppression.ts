// Of boxes that overlap, the ones with the best scores.
import { ShapeError, TraceError, ValueError } from '../../errors.js';
import { showShape } from '../../nested.js';
import { isTraced } from '../../session.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { eager } from '../../tensors.js';
import { imageArgument } from '../arguments.js';

type Values = Float32Array | Float64Array;

interface Limits {
  maxOutputSize: number;
  iouThreshold: number;
  scoreThreshold: number;
  softNmsSigma: number;
}

interface Candidate {
  box: number;
  score: number;
  /** Which selected boxes it was compared with already. */
  seen: number;
}

/** How much two boxes overlap: the area of their intersection by that of their union. */
function intersectionOverUnion(boxes: Values, i: number, j: number): number {
  const side = (box: number, axis: number): [number, number] => {
    const [a, b] = [boxes[4 * box + axis], boxes[4 * box + axis + 2]];
    return a < b ? [a, b] : [b, a];
  };
  const [top, bottom] = side(i, 0);
  const [left, right] = side(i, 1);
  const [otherTop, otherBottom] = side(j, 0);
  const [otherLeft, otherRight] = side(j, 1);
  const area = (bottom - top) * (right - left);
  const otherArea = (otherBottom - otherTop) * (otherRight - otherLeft);
  if (area <= 0 || otherArea <= 0) return 0;
  const height = Math.max(Math.min(bottom, otherBottom) - Math.max(top, otherTop), 0);
  const width = Math.max(Math.min(right, otherRight) - Math.max(left, otherLeft), 0);
  return (height * width) / (area + otherArea - height * width);
}

/** Puts a candidate where its score belongs; the best is last, of equals the box that comes first. */
function insert(candidates: Candidate[], one: Candidate): void {
  let [low, high] = [0, candidates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { score, box } = candidates[middle];
    const before = score < one.score || (score === one.score && box > one.box);
    if (before) low = middle + 1;
    else high = middle;
  }
  candidates.splice(low, 0, one);
}

function select(boxes: Values, scores: Values, limits: Limits): Candidate[] {
  const { maxOutputSize, iouThreshold, scoreThreshold, softNmsSigma } = limits;
  const decay = softNmsSigma > 0 ? -0.5 / softNmsSigma : 0;
  const candidates = Array.from(scores, (score, box): Candidate => ({ box, score, seen: 0 }))
    .filter(({ score }) => score > scoreThreshold)
    .sort((a, b) => a.score - b.score || b.box - a.box);
  const selected: Candidate[] = [];
  while (selected.length < maxOutputSize) {
    const best = candidates.pop();
    if (best === undefined || best.score < scoreThreshold) break;
    const { score } = best;
    let covered = false;
    for (let i = selected.length - 1; i >= best.seen && !covered; i--) {
      const overlap = intersectionOverUnion(boxes, best.box, selected[i].box);
      covered = overlap >= iouThreshold;
      if (!covered) best.score *= Math.exp(decay * overlap * overlap);
      if (best.score <= scoreThreshold) break;
    }
    best.seen = selected.length;
    if (covered) continue;
    if (best.score === score) selected.push(best);
    else if (best.score > scoreThreshold) insert(candidates, best);
  }
  return selected;
}

function suppress(
  boxes: TensorLike,
  scores: TensorLike,
  maxOutputSize: number,
  iouThreshold: number,
  scoreThreshold: number,
  softNmsSigma = 0,
): Candidate[] {
  const where = 'nonMaxSuppression';
  const box = imageArgument(boxes, where, 'boxes');
  const score = imageArgument(scores, where, 'scores');
  if (isTraced([box, score])) {
    throw new TraceError({
      where,
      problem: 'how many boxes are selected depends on values, which a traced function has not',
      hint: 'Call it on the results of the compiled function.',
    });
  }
  if (!(iouThreshold >= 0 && iouThreshold <= 1)) {
    throw new ValueError(`iouThreshold must be in [0, 1], but was '${iouThreshold}'`);
  }
  if (!(softNmsSigma >= 0 && softNmsSigma <= 1)) {
    throw new ValueError(`softNmsSigma must be in [0, 1], but was '${softNmsSigma}'`);
  }
  if (box.rank !== 2 || box.shape[1] !== 4) {
    throw new ShapeError({ where, expected: 'boxes [n, 4]', received: showShape(box.shape) });
  }
  if (score.rank !== 1 || score.size !== box.shape[0]) {
    throw new ShapeError(
      `scores has incompatible shape with boxes. Expected [${box.shape[0]}], but was ${showShape(score.shape)}`,
    );
  }
  const limits = { maxOutputSize, iouThreshold, scoreThreshold, softNmsSigma };
  return select(box.valuesNow() as Values, score.valuesNow() as Values, limits);
}

const numbersOf = (selected: Candidate[], length = selected.length): Tensor => {
  const values = new Int32Array(length);
  values.set(selected.map(({ box }) => box));
  return eager('int32', [length], values);
};

/**
 * The boxes to keep, best score first, int32: a box that overlaps a better one by `iouThreshold` is left out.
 * @param boxes [n, 4]: two opposite corners, y before x.
 * @param maxOutputSize how many to keep at most.
 * @param scoreThreshold boxes must score above it.
 * @throws TraceError while tracing: how many there are depends on values.
 */
export function nonMaxSuppression(
  boxes: TensorLike,
  scores: TensorLike,
  maxOutputSize: number,
  iouThreshold = 0.5,
  scoreThreshold = Number.NEGATIVE_INFINITY,
): Tensor {
  return numbersOf(suppress(boxes, scores, maxOutputSize, iouThreshold, scoreThreshold));
}

/**
 * As `nonMaxSuppression`, with the scores; with a `softNmsSigma` above 0 overlaps lower a box's score instead
 * (Bodla et al., 2017).
 */
export function nonMaxSuppressionWithScore(
  boxes: TensorLike,
  scores: TensorLike,
  maxOutputSize: number,
  iouThreshold = 0.5,
  scoreThreshold = Number.NEGATIVE_INFINITY,
  softNmsSigma = 0,
): { selectedIndices: Tensor; selectedScores: Tensor } {
  const selected = suppress(
    boxes,
    scores,
    maxOutputSize,
    iouThreshold,
    scoreThreshold,
    softNmsSigma,
  );
  const best = Float32Array.from(selected, ({ score }) => score);
  return {
    selectedIndices: numbersOf(selected),
    selectedScores: eager('float32', [best.length], best),
  };
}

/** As `nonMaxSuppression`, and how many they are; with `padToMaxOutputSize` zeros follow up to that length. */
export function nonMaxSuppressionPadded(
  boxes: TensorLike,
  scores: TensorLike,
  maxOutputSize: number,
  iouThreshold = 0.5,
  scoreThreshold = Number.NEGATIVE_INFINITY,
  padToMaxOutputSize = false,
): { selectedIndices: Tensor; validOutputs: Tensor } {
  const selected = suppress(boxes, scores, maxOutputSize, iouThreshold, scoreThreshold);
  const length = padToMaxOutputSize ? maxOutputSize : selected.length;
  return {
    selectedIndices: numbersOf(selected, length),
    validOutputs: eager('int32', [], Int32Array.of(selected.length)),
  };
}

type Async<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;

/** `nonMaxSuppression` as a promise. */
export const nonMaxSuppressionAsync: Async<typeof nonMaxSuppression> = async (...args) =>
  nonMaxSuppression(...args);
/** `nonMaxSuppressionWithScore` as a promise. */
export const nonMaxSuppressionWithScoreAsync: Async<typeof nonMaxSuppressionWithScore> = async (
  ...args
) => nonMaxSuppressionWithScore(...args);
/** `nonMaxSuppressionPadded` as a promise. */
export const nonMaxSuppressionPaddedAsync: Async<typeof nonMaxSuppressionPadded> = async (
  ...args
) => nonMaxSuppressionPadded(...args);
