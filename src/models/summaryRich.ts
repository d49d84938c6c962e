// The summary table of Keras 3: boxed, cells wrapped at words, as the Python library rich draws it.

import { bytesPerElement } from '../dtype.js';
import { ConfigError } from '../errors.js';
import type { Layer } from '../layers/layer.js';
import type { Variable } from '../variable.js';
import { describe, type SummaryFacts, type SummaryOptions, type SummaryRow } from './summary.js';

type Align = 'left' | 'right' | 'center';

const count = (n: number) => n.toLocaleString('en-US');

/** Half to even, as Python rounds. */
function roundEven(x: number): number {
  const low = Math.floor(x);
  return x - low === 0.5 ? low + (low % 2) : Math.round(x);
}

/** Column widths that fit the line: what is too much is taken from all columns evenly. */
function columnWidths(positions: readonly number[], lineLength: number): number[] {
  let end = 0;
  const widths = positions.map((position) => {
    const width = Math.trunc(position * lineLength) - end;
    if (width < 4)
      throw new ConfigError({
        where: 'summary',
        expected: 'a longer line',
        received: `lineLength ${lineLength}`,
      });
    end += width;
    return width + 2;
  });
  let excess = widths.reduce((a, b) => a + b, 0) - (lineLength - widths.length - 1);
  return widths.map((width, i) => {
    const share = roundEven(excess / (widths.length - i));
    excess -= share;
    return width - share - 2;
  });
}

/** The cell's lines: words that fit beside each other, longer words cut with an ellipsis. */
function wrap(text: string, width: number, align: Align): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(/\s*\S+\s*/g)) {
    if (line !== '' && line.length + word.trimEnd().length > width) {
      lines.push(line);
      line = '';
    }
    line += word;
  }
  lines.push(line);
  return lines.map((full) => {
    const trimmed = full.trimEnd();
    const cut = trimmed.length > width ? `${trimmed.slice(0, width - 1)}…` : trimmed;
    if (align === 'left') return cut.padEnd(width);
    return align === 'right'
      ? cut.padStart(width)
      : cut.padStart(cut.length + Math.floor((width - cut.length) / 2)).padEnd(width);
  });
}

function table(header: string[], aligns: Align[], rows: string[][], widths: number[]): string[] {
  const rule = (left: string, fill: string, middle: string, right: string) =>
    left + widths.map((width) => fill.repeat(width + 2)).join(middle) + right;
  const cells = (fields: string[], edge: string) => {
    const columns = fields.map((field, i) => wrap(field, widths[i], aligns[i]));
    const height = Math.max(...columns.map((lines) => lines.length));
    return Array.from({ length: height }, (_, k) => {
      const parts = columns.map((lines, i) => ` ${lines[k] ?? ' '.repeat(widths[i])} `);
      return edge + parts.join(edge) + edge;
    });
  };
  const lines = [rule('┏', '━', '┳', '┓'), ...cells(header, '┃'), rule('┡', '━', '╇', '┩')];
  rows.forEach((row, i) => {
    if (i > 0) lines.push(rule('├', '─', '┼', '┤'));
    lines.push(...cells(row, '│'));
  });
  return [...lines, rule('└', '─', '┴', '┘')];
}

function size(bytes: number): string {
  let scaled = bytes;
  for (const unit of ['B', 'KB', 'MB', 'GB', 'TB']) {
    if (scaled < 1024) return `${scaled.toFixed(2)} ${unit}`;
    scaled /= 1024;
  }
  return `${scaled.toFixed(2)} PB`;
}

function totals(weights: readonly Variable[]): { params: number; bytes: number } {
  return {
    params: weights.reduce((sum, weight) => sum + weight.size, 0),
    bytes: weights.reduce((sum, weight) => sum + weight.size * bytesPerElement(weight.dtype), 0),
  };
}

/** The layers inside a layer, each further in than the one around it. */
function nestedRows(row: SummaryRow, level: number): [SummaryRow, number][] {
  const inner = 'layers' in row.layer ? (row.layer.layers as Layer[]) : [];
  return [
    [row, level],
    ...inner.flatMap((layer) => nestedRows(describe(layer, new Set(), true), level + 1)),
  ];
}

/** The lines of the table, cut at the terminal's width. */
export function richSummary(
  { model, rows, isChain }: SummaryFacts,
  options: SummaryOptions,
): string[] {
  const terminal = process.stdout.columns || 80;
  let positions = options.positions ?? (isChain ? [0.45, 0.8, 1] : [0.3, 0.56, 0.74, 1]);
  const header = ['Layer (type)', 'Output Shape', 'Param #'];
  const aligns: Align[] = ['left', 'left', 'right'];
  let fallback = 88;
  if (!isChain) {
    header.push('Connected to');
    aligns.push('left');
    fallback = 108;
  }
  if (options.showTrainable) {
    positions = [...positions.map((p) => p * 0.9), 1];
    header.push('Trainable');
    aligns.push('center');
    fallback += 12;
  }
  const lineLength = options.lineLength ?? Math.min(fallback, terminal - 4);
  const shown = rows.flatMap((row) =>
    options.expandNested ? nestedRows(row, 0) : [[row, 0] as [SummaryRow, number]],
  );
  const fields = shown.map(([{ layer, className, outputShape, connections }, level]) => {
    const prefix = level > 0 ? `${'   '.repeat(level)}└ ` : '';
    const cells = [
      `${prefix}${layer.name} (${className})`,
      outputShape,
      layer.built ? count(layer.countParams()) : '0 (unbuilt)',
    ];
    if (!isChain) cells.push(connections.join(', ') || '-');
    if (options.showTrainable)
      cells.push(layer.weights.length === 0 ? '-' : layer.trainable ? 'Y' : 'N');
    return cells;
  });
  const trainable = totals(model.trainableWeights);
  const frozen = totals(model.nonTrainableWeights);
  const optimizer = totals(model.optimizer?.variables ?? []);
  const line = (name: string, { params, bytes }: { params: number; bytes: number }) =>
    ` ${name} params: ${count(params)} (${size(bytes)})`;
  const all = {
    params: trainable.params + frozen.params + optimizer.params,
    bytes: trainable.bytes + frozen.bytes + optimizer.bytes,
  };
  return [
    `Model: "${model.name}"`,
    ...table(header, aligns, fields, columnWidths(positions, lineLength)).map((text) =>
      text.slice(0, terminal),
    ),
    line('Total', all),
    line('Trainable', trainable),
    line('Non-trainable', frozen),
    ...(optimizer.params > 0 ? [line('Optimizer', optimizer)] : []),
  ];
}
