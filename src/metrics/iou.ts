// Intersection over union, from a confusion matrix of classes.
import { EPSILON } from '../epsilon.js';
import { ConfigError } from '../errors.js';
import { uniqueName } from '../names.js';
import * as tf from '../ops/index.js';
import { hotRows } from '../ops/indices.js';
import { readOptions } from '../options.js';
import type { Tensor } from '../tensor.js';
import type { Config } from './averages.js';
import { addTo, Metric } from './metric.js';

interface ClassOptions {
  /** A label that does not count. */
  ignoreClass: number | null;
  /** Whether labels are class indices rather than one-hot. Default: true. */
  sparseYTrue: boolean;
  /** Whether predictions are class indices rather than probabilities. Default: true. */
  sparseYPred: boolean;
  /** The axis of the classes where they are not sparse. Default: -1. */
  axis: number;
}

interface IoUOptions extends ClassOptions {
  numClasses: number;
  /** The classes whose mean is taken. */
  targetClassIds: readonly number[];
}

const keys = ['ignoreClass', 'sparseYTrue', 'sparseYPred', 'axis'];

/** What the classes below need: sizes, and the keys that their configuration has. */
type Required<Options> = Config<ClassOptions> & Options;

/** `TP / (TP + FP + FN)` of some classes, averaged. Keras: `IoU`. */
export class IoU extends Metric {
  override readonly direction = 'up';
  protected readonly config: IoUOptions;
  readonly #matrix;

  constructor(
    config: Required<{ numClasses: number; targetClassIds: readonly number[] }>,
    prefix = 'io_u',
  ) {
    const all = ['name', 'dtype', 'numClasses', 'targetClassIds', ...keys];
    const read = readOptions(prefix, config, all);
    super({ name: read.name ?? uniqueName(prefix) });
    const { numClasses, targetClassIds } = read;
    if (targetClassIds.some((id) => !(id >= 0 && id < numClasses))) {
      const expected = `classes from 0 to ${numClasses - 1}`;
      throw new ConfigError({
        where: `${prefix}.targetClassIds`,
        expected,
        received: String(targetClassIds),
      });
    }
    this.config = {
      numClasses,
      targetClassIds: [...targetClassIds],
      ignoreClass: read.ignoreClass ?? null,
      sparseYTrue: read.sparseYTrue ?? true,
      sparseYPred: read.sparseYPred ?? true,
      axis: read.axis ?? -1,
    };
    this.#matrix = this.addVariable('total_confusion_matrix', [numClasses, numClasses]);
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const { numClasses, ignoreClass, sparseYTrue, sparseYPred, axis } = this.config;
    const classes = (x: Tensor, sparse: boolean) =>
      tf.cast(tf.flatten(sparse ? x : tf.argMax(x, axis)), 'int32');
    const t = classes(yTrue, sparseYTrue);
    const p = classes(yPred, sparseYPred);
    // Classes out of range have no one in their row: they don't count.
    let rows = hotRows(t, numClasses);
    if (ignoreClass !== null) {
      rows = tf.mul(rows, tf.expandDims(tf.cast(tf.notEqual(t, ignoreClass), 'float32'), 1));
    }
    if (sampleWeight) {
      // Keras counts in integers here.
      const weights = tf.cast(tf.cast(tf.flatten(sampleWeight), 'int32'), 'float32');
      rows = tf.mul(rows, tf.expandDims(tf.broadcastTo(weights, t.shape), 1));
    }
    addTo(this.#matrix, tf.matMul(rows, hotRows(p, numClasses), true, false));
  }

  override result(): Tensor {
    const { numClasses, targetClassIds } = this.config;
    const matrix = this.#matrix.read();
    const right = tf.sum(tf.mul(matrix, tf.eye(numClasses, numClasses, undefined, 'float64')), 0);
    const union = tf.sub(tf.add(tf.sum(matrix, 0), tf.sum(matrix, 1)), right);
    const chosen = (x: Tensor) => tf.gather(x, tf.tensor1d([...targetClassIds], 'int32'));
    const [intersections, unions] = [chosen(right), chosen(union)];
    const present = tf.cast(tf.greater(unions, 1e-9), 'float64');
    const shares = tf.mul(tf.div(intersections, tf.add(unions, EPSILON)), present);
    return tf.div(tf.sum(shares), tf.add(tf.sum(present), EPSILON));
  }

  override getConfig(): Record<string, unknown> {
    const { numClasses, targetClassIds, ignoreClass, sparseYTrue, sparseYPred, axis } = this.config;
    return {
      name: this.name,
      dtype: 'int64',
      num_classes: numClasses,
      target_class_ids: targetClassIds,
      ignore_class: ignoreClass,
      sparse_y_true: sparseYTrue,
      sparse_y_pred: sparseYPred,
      axis,
    };
  }
}

function allClasses(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** The mean over all classes. Keras: `MeanIoU`. */
export class MeanIoU extends IoU {
  constructor(config: Required<{ numClasses: number }>, prefix = 'mean_io_u') {
    const read = readOptions(prefix, config, ['name', 'dtype', 'numClasses', ...keys]);
    super({ ...read, targetClassIds: allClasses(read.numClasses) }, prefix);
  }

  override getConfig(): Record<string, unknown> {
    const { target_class_ids: _, ...config } = super.getConfig();
    return config;
  }
}

/** Of labels 0 and 1, and predictions that count as 1 from `threshold` (0.5) on. Keras: `BinaryIoU`. */
export class BinaryIoU extends IoU {
  readonly threshold: number;

  constructor(config: Config<{ targetClassIds: readonly number[]; threshold: number }> = {}) {
    const name = 'binary_io_u';
    const read = readOptions(name, config, ['name', 'dtype', 'targetClassIds', 'threshold']);
    const { targetClassIds = [0, 1], threshold = 0.5 } = read;
    super({ name: read.name, numClasses: 2, targetClassIds }, name);
    this.threshold = threshold;
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    super.updateState(yTrue, tf.greaterEqual(yPred, this.threshold), sampleWeight);
  }

  override getConfig(): Record<string, unknown> {
    const { name, dtype, target_class_ids } = super.getConfig();
    return { target_class_ids, threshold: this.threshold, name, dtype };
  }
}

type OneHot = Omit<ClassOptions, 'sparseYTrue'>;

/** Of one-hot labels. Keras: `OneHotIoU`. */
export class OneHotIoU extends IoU {
  constructor(config: Config<OneHot> & { numClasses: number; targetClassIds: readonly number[] }) {
    const read: typeof config = readOptions('one_hot_io_u', config, [
      ...['name', 'dtype', 'numClasses', 'targetClassIds'],
      ...keys.filter((key) => key !== 'sparseYTrue'),
    ]);
    const sparseYPred = read.sparseYPred ?? false;
    super({ ...read, sparseYTrue: false, sparseYPred }, 'one_hot_io_u');
  }

  override getConfig(): Record<string, unknown> {
    const { sparse_y_true: _, ...config } = super.getConfig();
    return config;
  }
}

/** Of one-hot labels, the mean over all classes. Keras: `OneHotMeanIoU`. */
export class OneHotMeanIoU extends MeanIoU {
  constructor(config: Config<OneHot> & { numClasses: number }) {
    const read: typeof config = readOptions('one_hot_mean_io_u', config, [
      ...['name', 'dtype', 'numClasses'],
      ...keys.filter((key) => key !== 'sparseYTrue'),
    ]);
    const sparseYPred = read.sparseYPred ?? false;
    super({ ...read, sparseYTrue: false, sparseYPred }, 'one_hot_mean_io_u');
  }

  override getConfig(): Record<string, unknown> {
    const { sparse_y_true: _, ...config } = super.getConfig();
    return config;
  }
}
