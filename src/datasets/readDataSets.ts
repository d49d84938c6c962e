// TensorFlow 1's view of MNIST, `input_data.read_data_sets`: flat images from 0 to 1, in batches reshuffled each epoch.
import { ShapeError, ValueError } from '../errors.js';
import { showShape, sizeOf } from '../nested.js';
import { castArgument } from '../ops/convert.js';
import { readOptions } from '../options.js';
import { toCategorical } from '../preprocessing/numeric.js';
import { RandomState } from '../random/mt19937.js';
import type { Tensor } from '../tensor.js';
import { eager } from '../tensors.js';
import { type ImageArrays, type ImagePair, type ImageSets, readArrays } from './mnist.js';

export interface ReadDataSetsOptions {
  /** Labels as rows of 10 instead of numbers. Default false. */
  oneHot?: boolean;
  /** How many of the first training images are for validation. Default 5,000. */
  validationSize?: number;
  /** Of the shuffling. Default 0. */
  seed?: number;
  /** Images of 28 x 28 and labels to 9, as `loadData` gives them, in the place of MNIST. */
  from?: ImageSets;
}

const pixels = 784;
const classes = 10;

/** Images and labels of which `nextBatch` gives some after others. */
export class DataSet {
  private order: Int32Array;
  private position = 0;
  private floats?: Tensor;
  /** Whole epochs given out. */
  epochsCompleted = 0;

  /** @internal */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly classOf: Int32Array,
    private readonly oneHot: boolean,
    private readonly random: RandomState,
  ) {
    this.order = random.permutation(classOf.length);
  }

  get numExamples(): number {
    return this.classOf.length;
  }

  /** All images: float32 `[numExamples, 784]`, made when first asked for. */
  get images(): Tensor {
    this.floats ??= this.gather(Int32Array.from(this.classOf, (_, i) => i))[0];
    return this.floats;
  }

  /** All labels: int32 `[numExamples]`, or one-hot float32 `[numExamples, 10]`. */
  get labels(): Tensor {
    return this.labelsOf(this.classOf);
  }

  /**
   * The next n examples in shuffled order, which is a new one each epoch; a batch may begin in one and end in the next.
   *
   * @returns `[images, labels]`: float32 `[n, 784]`, and labels as `labels` has them
   */
  nextBatch(n: number): [images: Tensor, labels: Tensor] {
    if (!Number.isInteger(n) || n < 1 || this.numExamples === 0) {
      const expected = 'a positive number of examples';
      throw new ValueError({ where: 'nextBatch', expected, received: String(n) });
    }
    const rows = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      if (this.position === this.order.length) {
        this.epochsCompleted++;
        this.order = this.random.permutation(this.numExamples);
        this.position = 0;
      }
      rows[i] = this.order[this.position++];
    }
    return this.gather(rows);
  }

  private gather(rows: Int32Array): [Tensor, Tensor] {
    const images = new Float32Array(rows.length * pixels);
    rows.forEach((row, i) => {
      for (let j = 0; j < pixels; j++) images[i * pixels + j] = this.bytes[row * pixels + j] / 255;
    });
    const labels = this.labelsOf(rows.map((row) => this.classOf[row]));
    return [eager('float32', [rows.length, pixels], images), labels];
  }

  private labelsOf(labels: Int32Array): Tensor {
    return this.oneHot ? toCategorical(labels, classes) : eager('int32', [labels.length], labels);
  }
}

export interface DataSets {
  /** 55,000 examples. */
  train: DataSet;
  /** 5,000: the first of the training set. */
  validation: DataSet;
  /** 10,000. */
  test: DataSet;
}

function arraysOf([images, labels]: ImagePair): ImageArrays {
  const [count, ...size] = images.shape;
  if (sizeOf(size) !== pixels || labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new ShapeError({
      where: 'readDataSets from',
      expected: 'images [n, 28, 28] and labels [n]',
      received: `${showShape(images.shape)} and ${showShape(labels.shape)}`,
    });
  }
  const bytes = castArgument(images, 'uint8').dataSync<'uint8'>();
  return { images: bytes, labels: castArgument(labels, 'int32').dataSync<'int32'>() };
}

/**
 * MNIST as the tutorials of TensorFlow 1 have it.
 *
 * @throws as `loadData` does
 * @example
 * const mnist = await tf.datasets.mnist.readDataSets({ oneHot: true });
 * const [batchX, batchY] = mnist.train.nextBatch(100);
 */
export async function readDataSets(options: ReadDataSetsOptions = {}): Promise<DataSets> {
  const keys = ['oneHot', 'validationSize', 'seed', 'from'];
  const {
    oneHot = false,
    validationSize = 5000,
    seed = 0,
    from,
  } = readOptions('readDataSets', options, keys);
  const [train, test] = from ? from.map(arraysOf) : await readArrays();
  const count = train.labels.length;
  if (!Number.isInteger(validationSize) || validationSize < 0 || validationSize > count) {
    throw new ValueError({
      where: 'readDataSets validationSize',
      expected: `a number from 0 to ${count}`,
      received: String(validationSize),
    });
  }
  const random = new RandomState(seed);
  const part = ({ images, labels }: ImageArrays, begin = 0, end = labels.length) =>
    new DataSet(
      images.subarray(begin * pixels, end * pixels),
      labels.subarray(begin, end),
      oneHot,
      random,
    );
  return {
    train: part(train, validationSize),
    validation: part(train, 0, validationSize),
    test: part(test),
  };
}
