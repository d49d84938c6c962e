// The summary table of Keras 2: columns of fixed width between rules of underscores.
import type { SummaryFacts, SummaryOptions } from './summary.js';

const count = (n: number) => n.toLocaleString('en-US');

/** Fields cut to their columns: a column's last character is a blank. */
function row(fields: readonly string[], positions: readonly number[]): string {
  let line = '';
  fields.forEach((field, i) => {
    if (i > 0) line = `${line.slice(0, -1)} `;
    line = (line + field).slice(0, positions[i]).padEnd(positions[i]);
  });
  return line;
}

/** The lines of the table. */
export function classicSummary(
  { model, rows, isChain }: SummaryFacts,
  options: SummaryOptions,
): string[] {
  const length = options.lineLength ?? (isChain ? 65 : 98);
  const relative = options.positions ?? (isChain ? [0.45, 0.85, 1] : [0.33, 0.55, 0.67, 1]);
  const positions = relative.at(-1)! <= 1 ? relative.map((p) => Math.trunc(length * p)) : relative;
  const header = ['Layer (type)', 'Output Shape', 'Param #'];
  const lines = [
    '_'.repeat(length),
    row(isChain ? header : [...header, 'Connected to'], positions),
    '='.repeat(length),
  ];
  rows.forEach(({ layer, className, outputShape, connections }, i) => {
    // What is called Functional now was a Model then.
    const type = className === 'Functional' ? 'Model' : className;
    const fields = [
      `${layer.name} (${type})`,
      outputShape,
      layer.built ? String(layer.countParams()) : '0 (unused)',
    ];
    lines.push(row(isChain ? fields : [...fields, connections[0] ?? ''], positions));
    if (!isChain)
      for (const connection of connections.slice(1))
        lines.push(row(['', '', '', connection], positions));
    lines.push((i === rows.length - 1 ? '=' : '_').repeat(length));
  });
  const total = (weights: readonly { size: number }[]) =>
    weights.reduce((sum, weight) => sum + weight.size, 0);
  const trainable = total(model.trainableWeights);
  const frozen = total(model.nonTrainableWeights);
  lines.push(
    `Total params: ${count(trainable + frozen)}`,
    `Trainable params: ${count(trainable)}`,
    `Non-trainable params: ${count(frozen)}`,
    '_'.repeat(length),
  );
  return lines;
}
