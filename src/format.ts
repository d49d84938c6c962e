// How a tensor's values are printed: nested brackets, columns of equal width, long axes shortened to their ends.
import { type DType, isFloat, type TypedArray } from './dtype.js';

/** Axes longer than this show their first and last three entries. */
const LONGEST = 20;
const EDGE = 3;
const DIGITS = 7;

/** `significant` digits for `console.log`; for `toString` tfjs's way: so many decimals, and its commas after lone rows. */
export type Style = 'significant' | 'tfjs';

type Values = TypedArray | readonly string[];

function formatNumber(x: number, style: Style): string {
  return String(Number(style === 'tfjs' ? x.toFixed(DIGITS) : x.toPrecision(DIGITS)));
}

/** Prints the element at a position. */
function formatter(values: Values, dtype: DType, style: Style): (i: number) => string {
  if (dtype === 'string') return (i) => `'${values[i]}'`;
  if (dtype === 'bool') return (i) => (values[i] ? 'true' : 'false');
  if (dtype === 'complex64') {
    return (i) =>
      [values[2 * i], values[2 * i + 1]]
        .map((x) => formatNumber(Number(x), style))
        .join(' + ')
        .concat('j');
  }
  if (!isFloat(dtype)) return (i) => String(values[i]);
  return (i) => formatNumber(Number(values[i]), style);
}

/** The indices of an axis that are shown; undefined where some are left out. */
function shown(n: number): (number | undefined)[] {
  if (n <= LONGEST) return Array.from({ length: n }, (_, i) => i);
  const ends = Array.from({ length: EDGE }, (_, i) => i);
  return [...ends, undefined, ...ends.map((i) => n - EDGE + i)];
}

/** Puts the brackets of an axis around the lines of its entries. */
function bracket(blocks: string[][], rank: number, style: Style): string[] {
  // Rows follow each other with a comma; of larger blocks, all but the last end in one and an empty line an axis.
  const gaps = Array.from({ length: rank - 2 }, () => '');
  const lines = blocks.flatMap((block, i) => {
    const end = block.length - 1;
    const last = i === blocks.length - 1;
    if (last || (rank > 2 && block[end] === '...')) return block;
    return [...block.slice(0, end), `${block[end]},`, ...gaps];
  });
  if (lines.length === 0) return [style === 'tfjs' ? ' []' : '[]'];
  const whole = lines.map((line, i) => line && (i === 0 ? '[' : ' ') + line);
  const lone = style === 'tfjs' && whole.length === 1;
  const first = lone ? ` ${whole[0]}${rank === 2 ? ',' : ''}` : whole[0];
  return [first, ...whole.slice(1)].map((line, i) => (i === whole.length - 1 ? `${line}]` : line));
}

/** The values under a shape; lines are joined by newlines. */
export function formatTensor(
  values: Values,
  shape: readonly number[],
  dtype: DType,
  style: Style = 'significant',
): string {
  const format = formatter(values, dtype, style);
  const rank = shape.length;
  if (rank === 0) {
    // tfjs prints a scalar as it is: a string without quotes, a number with all of its digits.
    const bare = style === 'tfjs' && dtype !== 'bool' && dtype !== 'complex64';
    return bare ? String(values[0]) : format(0);
  }
  const columns = shape[rank - 1];
  const widths = new Array<number>(columns).fill(0);
  const measure = (depth: number, start: number): void => {
    // tfjs makes columns as wide as the rows that are not shown ask for, too.
    const axis =
      style === 'tfjs' && depth < rank - 1 ? [...Array(shape[depth]).keys()] : shown(shape[depth]);
    for (const i of axis) {
      if (i === undefined) continue;
      const position = start * shape[depth] + i;
      if (depth < rank - 1) measure(depth + 1, position);
      else widths[i] = Math.max(widths[i], format(position).length);
    }
  };
  if (rank > 1) measure(0, 0);
  const row = (start: number): string => {
    const cells = shown(columns).map((i) =>
      i === undefined ? '...' : format(start + i).padEnd(widths[i]),
    );
    const text = cells.join(', ');
    return `[${style === 'tfjs' ? text : text.trimEnd()}]`;
  };
  const build = (depth: number, start: number): string[] => {
    if (depth === rank - 1) return [row(start * columns)];
    const blocks = shown(shape[depth]).map((i) =>
      i === undefined ? ['...'] : build(depth + 1, start * shape[depth] + i),
    );
    return bracket(blocks, rank - depth, style);
  };
  return build(0, 0).join('\n');
}
