// Batch: inputs, labels and weights as tensors, one each for an input or output, from what users pass; and its checks.
import { ConfigError, ShapeError, ValueError } from '../errors.js';
import { isColumnar } from '../interop.js';
import { uncounted } from '../memory.js';
import { showShape } from '../nested.js';
import { toTensor } from '../ops/convert.js';
import { unknownName } from '../suggest.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { eager } from '../tensors.js';
import type { BatchSpec, Spec } from './step.js';

/** One tensor or array, a list with one for each input or output, or a record by their names. */
export type Data = TensorLike | readonly TensorLike[] | Readonly<Record<string, TensorLike>>;

/** Labels' weights by class. */
export type ClassWeight = Readonly<Record<number, number>>;

/** What may come with labels. */
export interface Labelled {
  /** A weight for each sample, or for each of its losses. */
  sampleWeight?: Data | null;
  /** A weight for each class. */
  classWeight?: ClassWeight | null;
}

/** Tensors that agree in their first axis. */
export interface Batch {
  x: Tensor[];
  /** By output; all undefined where there are no labels. */
  y: (Tensor | undefined)[];
  weights: (Tensor | undefined)[];
  size: number;
}

/** The names by which records are taken apart. */
export interface Names {
  name: string;
  inputNames: readonly string[];
  outputNames: readonly string[];
}

/** The tensors of data for these names. */
function tensors(where: string, data: Data, names: readonly string[]): (Tensor | undefined)[] {
  if (data instanceof Tensor) return [toTensor(data, where)];
  if (ArrayBuffer.isView(data) || isColumnar(data)) return [toTensor(data as TensorLike, where)];
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    const record = data as Readonly<Record<string, TensorLike>>;
    const stray = Object.keys(record).find((name) => !names.includes(name));
    if (stray !== undefined) throw unknownName('name', stray, names, where);
    return names.map((name) =>
      record[name] === undefined ? undefined : toTensor(record[name], where),
    );
  }
  const list = data as readonly TensorLike[];
  const each = Array.isArray(list) && (names.length > 1 || list[0] instanceof Tensor);
  return each ? list.map((one) => toTensor(one, where)) : [toTensor(data as TensorLike, where)];
}

/** Labels as losses take them: at least one axis. */
function atLeastOneAxis(where: string, tensor: Tensor | undefined): number | undefined {
  if (!tensor) return undefined;
  if (tensor.rank > 0) return tensor.shape[0];
  throw new ShapeError({ where, expected: 'a batch of samples', received: 'a scalar' });
}

/**
 * A batch from what users pass.
 * @throws ShapeError if the arrays differ in their number of samples, or there are more or fewer than the model takes
 * @throws ValueError if there are no samples
 */
export function readBatch(
  model: Names,
  x: Data,
  y?: Data | null,
  { sampleWeight, classWeight }: Labelled = {},
): Batch {
  const inputs = tensors(`${model.name}: x`, x, model.inputNames);
  const missing = inputs.indexOf(undefined);
  const expected = model.inputNames.length;
  if (missing >= 0 || (expected > 0 && inputs.length !== expected)) {
    throw new ShapeError({
      where: `${model.name}: x`,
      expected: `${expected} inputs (${model.inputNames.join(', ')})`,
      received: missing >= 0 ? `none for ${model.inputNames[missing]}` : String(inputs.length),
    });
  }
  // A subclassed model's outputs are known by its first batch only.
  const outputs = model.outputNames.length || Number.POSITIVE_INFINITY;
  const labels =
    y === undefined || y === null ? [] : tensors(`${model.name}: y`, y, model.outputNames);
  if (labels.length > outputs) {
    const where = `${model.name}: y`;
    throw new ShapeError({
      where,
      expected: `${outputs} outputs`,
      received: String(labels.length),
    });
  }
  let weights =
    sampleWeight === undefined || sampleWeight === null
      ? []
      : tensors(`${model.name}: sampleWeight`, sampleWeight, model.outputNames);
  // One weight a sample holds for every output.
  if (weights.length === 1 && outputs > 1) weights = labels.map(() => weights[0]);
  if (classWeight) weights = [classWeights(model, labels[0], weights[0], classWeight)];
  const sizes = [...inputs, ...labels, ...weights].map((one) => atLeastOneAxis(model.name, one));
  const size = sizes[0] as number;
  const other = sizes.find((n) => n !== undefined && n !== size);
  if (other !== undefined) {
    const shapes = (list: (Tensor | undefined)[]) =>
      list.map((one) => (one ? showShape(one.shape) : 'none')).join(', ') || 'none';
    throw new ShapeError({
      where: model.name,
      expected: 'x, y and weights with the same number of samples',
      received: `x ${shapes(inputs)}, y ${shapes(labels)}, weights ${shapes(weights)}`,
    });
  }
  if (size === 0) {
    throw new ValueError({ where: model.name, expected: 'at least one sample', received: 'none' });
  }
  return { x: inputs as Tensor[], y: labels, weights, size };
}

/** The batch with its samples weighed by the class of their labels. */
export function weighClasses(model: Names, batch: Batch, classWeight: ClassWeight): Batch {
  const [labels] = batch.y;
  return { ...batch, weights: [classWeights(model, labels, batch.weights[0], classWeight)] };
}

/** The weights of samples by the class of their labels. */
function classWeights(
  model: Names,
  labels: Tensor | undefined,
  sampleWeight: Tensor | undefined,
  classWeight: ClassWeight,
): Tensor {
  const where = `${model.name}: classWeight`;
  const entries = typeof classWeight === 'object' ? Object.entries(classWeight) : [];
  const wrong = entries.find(([label, weight]) => !/^\d+$/.test(label) || !Number.isFinite(weight));
  if (entries.length === 0 || wrong) {
    throw new ConfigError({
      where,
      expected: 'a number for each class, as in {0: 1, 1: 2.5}',
      received: wrong ? `${wrong[0]}: ${wrong[1]}` : String(classWeight),
    });
  }
  if (!labels || model.outputNames.length > 1) {
    throw new ShapeError({
      where,
      expected: 'the labels of one output',
      received: labels ? 'several' : 'none',
    });
  }
  if (sampleWeight) {
    throw new ShapeError({
      where,
      expected: 'either classWeight or sampleWeight',
      received: 'both',
    });
  }
  const n = labels.shape[0];
  const values = labels.valuesNow();
  const width = values.length / Math.max(1, n);
  const hot = labels.rank > 1 && labels.shape[labels.rank - 1] > 1;
  const weights = new Float32Array(n);
  for (let i = 0; i < n; i += 1) {
    let label = Math.round(Number(values[i * width]));
    if (hot) {
      label = 0;
      for (let k = 1; k < width; k += 1) {
        if (values[i * width + k] > values[i * width + label]) label = k;
      }
    }
    weights[i] = classWeight[label] ?? 1;
  }
  return eager('float32', [n], weights);
}

const specOf = (tensor: Tensor): Spec => ({ dtype: tensor.dtype, shape: tensor.shape });

/** The types of a batch. */
export function batchSpec(batch: Batch): BatchSpec {
  const some = (tensor: Tensor | undefined) => tensor && specOf(tensor);
  return { x: batch.x.map(specOf), y: batch.y.map(some), weights: batch.weights.map(some) };
}

/** Samples `start` to before `end`: views. */
export function rowsOf(batch: Batch, start: number, end: number): Batch {
  const rows = (tensor: Tensor | undefined) => tensor?.rows(start, end);
  return uncounted(() => ({
    x: batch.x.map((tensor) => tensor.rows(start, end)),
    y: batch.y.map(rows),
    weights: batch.weights.map(rows),
    size: Math.min(end, batch.size) - start,
  }));
}

/** What plans for batches of these types are found by. */
export function batchKey(batch: Batch): string {
  const show = (tensor: Tensor | undefined) => (tensor ? `${tensor.dtype}[${tensor.shape}]` : '-');
  return `${batch.x.map(show)}|${batch.y.map(show)}|${batch.weights.map(show)}`;
}
