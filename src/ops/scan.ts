// tf.scan: a loop whose steps see slices, recorded as one op in a trace, run step by step outside of one.
import { ConfigError, ShapeError } from '../errors.js';
import { currentTrace } from '../graph.js';
import { Tensor } from '../tensor.js';
import { at } from './rows.js';
import { tidy } from './scopes.js';
import { stack } from './shape.js';

/** One step: from the carry and a slice to the next carry and what the step yields. */
type Step<Carry, X, Y> = (carry: Carry, x: X) => readonly [Carry, Y];

/** A tensor, or a list of them. */
type OneOrMore = Tensor | readonly Tensor[];

const list = (x: OneOrMore | null | undefined): readonly Tensor[] =>
  x === null || x === undefined ? [] : x instanceof Tensor ? [x] : x;

/** As many tensors as `like`, in its form. */
const inForm = <T extends OneOrMore | null | undefined>(tensors: readonly Tensor[], like: T): T =>
  (like instanceof Tensor ? tensors[0] : Array.isArray(like) ? [...tensors] : like) as T;

/**
 * Calls `f` for each slice of `xs` along the first axis, handing a carry from step to step; as `keras.ops.scan`. In a
 * traced function the whole loop is one op. Differentiable.
 *
 * @param f gets the carry and a slice; gives the next carry, of the same shapes, and what is stacked.
 * @param init the first carry: a tensor or a list of them.
 * @param xs a tensor or a list of them, sliced along their first axes; null for a loop of `length` steps without input.
 * @param options `length`: steps, where there are no xs; `reverse`: from the last slice to the first.
 * @returns the last carry, and the yields stacked in the order of the slices; null if `f` yields null.
 * @throws ShapeError for xs of different lengths, or a carry that changes its shape.
 * @example
 * const [total, sums] = tf.scan((c, x) => [c.add(x), c.add(x)], tf.scalar(0), tf.tensor([1, 2, 3])); // 6, [1, 3, 6]
 */
export function scan<
  Carry extends OneOrMore,
  X extends OneOrMore | null,
  Y extends OneOrMore | null,
>(
  f: Step<Carry, X, Y>,
  init: Carry,
  xs: X,
  { length, reverse = false }: { length?: number; reverse?: boolean } = {},
): [Carry, Y] {
  const where = 'scan';
  const first = list(init);
  const inputs = list(xs);
  const steps = length ?? inputs[0]?.shape[0];
  if (steps === undefined) {
    throw new ConfigError({ where, expected: 'xs or a length', received: 'neither' });
  }
  const other = inputs.find((x) => x.shape[0] !== steps);
  if (other) {
    const expected = `xs with a first axis of ${steps}`;
    throw new ShapeError({ where, expected, received: `[${other.shape}]` });
  }
  let shown: Y = null as Y;
  const step = (carries: Tensor[], slices: Tensor[]) => {
    const [next, output] = f(inForm(carries, init), inForm(slices, xs));
    shown = output;
    const after = list(next);
    const changed =
      after.length !== first.length ||
      after.some((t, i) => String(t.shape) !== String(first[i].shape));
    if (changed) {
      const expected = `carries of shape ${first.map((t) => `[${t.shape}]`)}`;
      throw new ShapeError({ where, expected, received: `${after.map((t) => `[${t.shape}]`)}` });
    }
    return { carries: [...after], outputs: [...list(output)] };
  };

  const trace = [...first, ...inputs].find((x) => x.trace)?.trace ?? currentTrace();
  if (trace && steps > 0) {
    const { carries, outputs } = trace.scan(step, first, inputs, { length: steps, reverse });
    return [inForm(carries, init), inForm(outputs, shown)];
  }
  return tidy(() => {
    let carries = [...first];
    const rows: Tensor[][] = [];
    for (let i = 0; i < steps; i++) {
      const t = reverse ? steps - 1 - i : i;
      const result = step(
        carries,
        inputs.map((x) => at(x, t)),
      );
      carries = result.carries;
      rows.push(result.outputs);
    }
    if (reverse) rows.reverse();
    const outputs = (rows[0] ?? []).map((_, i) => stack(rows.map((row) => row[i])));
    return [inForm(carries, init), inForm(outputs, shown)];
  });
}
