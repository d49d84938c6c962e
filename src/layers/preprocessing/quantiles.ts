// Summaries of many numbers, small enough to keep, from which quantiles follow: as Keras's Discretization makes them.

/** Values in ascending order, and how many numbers each stands for. */
export interface Summary {
  values: number[];
  weights: number[];
}

/** Every so many of the sorted numbers, about `1 / epsilon` in all. */
export function summarize(numbers: ArrayLike<number>, epsilon: number): Summary {
  const sorted = Float32Array.from(numbers).sort();
  const step = Math.max(sorted.length * epsilon, 1);
  const values: number[] = [];
  for (let i = Math.trunc(step - 1); i < sorted.length; i += Math.trunc(step)) {
    values.push(sorted[i]);
  }
  return { values, weights: values.map(() => step) };
}

/** Both summaries in one, compressed. */
export function merge(a: Summary, b: Summary, epsilon: number): Summary {
  const pairs = [a, b].flatMap(({ values, weights }) => values.map((x, i) => [x, weights[i]]));
  pairs.sort(([x], [y]) => x - y);
  return compress({ values: pairs.map(([x]) => x), weights: pairs.map(([, w]) => w) }, epsilon);
}

/** The piecewise linear function through the points (xs, ys), its ends beyond them. */
function interpolate(x: number, xs: number[], ys: number[]): number {
  const after = xs.findIndex((known) => known > x);
  if (after < 0) return ys[ys.length - 1];
  if (after === 0) return ys[0];
  const [x0, x1] = [xs[after - 1], xs[after]];
  const [y0, y1] = [ys[after - 1], ys[after]];
  return y0 + ((x - x0) * (y1 - y0)) / (x1 - x0);
}

/** A summary of about `1 / epsilon` values. */
function compress(summary: Summary, epsilon: number): Summary {
  const { values, weights } = summary;
  if (values.length * epsilon < 1) return summary;
  let total = 0;
  const sums = weights.map((weight) => {
    total += weight;
    return total;
  });
  const shares = sums.map((sum) => sum / total);
  const count = Math.ceil(1 / epsilon - 1e-9);
  const wanted = Array.from({ length: count }, (_, i) => epsilon + i * epsilon);
  const bounds = wanted.map((share) => interpolate(share, shares, sums));
  return {
    values: wanted.map((share) => Math.fround(interpolate(share, shares, values))),
    weights: bounds.map((bound, i) => bound - (i > 0 ? bounds[i - 1] : 0)),
  };
}

/** The bounds between `bins` bins of about as many numbers each. */
export function binBoundaries(summary: Summary, bins: number): number[] {
  return compress(summary, 1 / bins).values.slice(0, -1);
}
