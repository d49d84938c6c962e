// How a tensor's values are printed: NumPy's layout, long axes shortened to their ends.
import type { DType, TypedArray } from './dtype.js';
import { isFloat } from './dtype.js';

/** Axes longer than this show their first and last three entries. */
const LONGEST = 20;
const EDGE = 3;
const SIGNIFICANT = 7;

function formatNumber(x: number | bigint, dtype: DType): string {
  if (dtype === 'bool') return Number(x) === 0 ? 'false' : 'true';
  if (!isFloat(dtype)) return String(x);
  return String(Number.parseFloat(Number(x).toPrecision(SIGNIFICANT)));
}

/** Nested brackets around columns of equal width. */
export function formatTensor(values: TypedArray, shape: readonly number[], dtype: DType): string {
  if (shape.length === 0) return formatNumber(values[0], dtype);
  const shown = (n: number): (number | undefined)[] => {
    if (n <= LONGEST) return Array.from({ length: n }, (_, i) => i);
    const ends = Array.from({ length: EDGE }, (_, i) => i);
    return [...ends, undefined, ...ends.map((i) => n - EDGE + i)];
  };
  const cells: string[] = [];
  const collect = (depth: number, start: number): void => {
    for (const i of shown(shape[depth])) {
      if (i === undefined) continue;
      const position = start * shape[depth] + i;
      if (depth === shape.length - 1) cells.push(formatNumber(values[position], dtype));
      else collect(depth + 1, position);
    }
  };
  if (values.length > 0) collect(0, 0);
  const width = Math.max(0, ...cells.map((cell) => cell.length));
  let next = 0;
  const build = (depth: number): string => {
    const last = depth === shape.length - 1;
    const parts = shown(shape[depth]).map((i) => {
      if (i === undefined) return '...';
      return last ? cells[next++].padEnd(width) : build(depth + 1);
    });
    const separator = last
      ? ', '
      : `,${'\n'.repeat(shape.length - depth - 1)}${' '.repeat(depth + 1)}`;
    return `[${parts.join(separator).trimEnd()}]`;
  };
  return values.length === 0 ? '[]' : build(0);
}
