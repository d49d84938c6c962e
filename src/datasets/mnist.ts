// MNIST: 60,000 + 10,000 handwritten digits of 28 x 28 (LeCun, Cortes, Burges), read from its four idx files.
import { createHash } from 'node:crypto';
import { DataError } from '../errors.js';
import { gunzipWithin } from '../io/gzip.js';
import type { Tensor } from '../tensor.js';
import { eager } from '../tensors.js';
import { parseIdx } from './idx.js';
import { read } from './resource.js';

/** Images, uint8 `[n, 28, 28]`, and labels, int32 `[n]`. */
export type ImagePair = [x: Tensor, y: Tensor];
export type ImageSets = [train: ImagePair, test: ImagePair];

/** More than any set of digits that goes by this name (EMNIST has 814,255), and no bomb. */
const maxUnpacked = 1 << 30;
const mirrors = [
  'https://storage.googleapis.com/cvdf-datasets/mnist',
  'https://ossci-datasets.s3.amazonaws.com/mnist',
];

/** The files, and the SHA-256 of what they unpack to: mirrors pack differently. */
const files = {
  trainImages: {
    name: 'train-images-idx3-ubyte.gz',
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte.gz',
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  testImages: {
    name: 't10k-images-idx3-ubyte.gz',
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte.gz',
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
};
type File = (typeof files)[keyof typeof files];

/** Under which names people have a file: packed, unpacked, and with a dot as published on some pages. */
function namesOf(packed: string): string[] {
  const bare = packed.replace('.gz', '');
  return [packed, bare, bare.replace('-idx', '.idx')];
}

/** The names of each file. */
export const mnistFiles = Object.values(files).map(({ name }) => namesOf(name));

async function checkPublished({ name, sha256 }: File, bytes: Buffer): Promise<void> {
  const digest = createHash('sha256')
    .update(await gunzipWithin(name, bytes, maxUnpacked))
    .digest('hex');
  if (digest === sha256) return;
  throw new DataError({
    where: `the downloaded ${name}`,
    expected: `SHA-256 ${sha256} unpacked`,
    received: digest,
  });
}

async function readIdx(file: File, rank: number) {
  const { path, bytes } = await read({
    dataset: 'mnist',
    name: file.name,
    aliases: namesOf(file.name),
    mirrors,
    maxBytes: 1 << 26,
    check: (downloaded) => checkPublished(file, downloaded),
    hint: 'Put the four files of MNIST into a folder named by CORTEN_DATA, or use tf.datasets.syntheticDigits().',
  });
  return { path, ...parseIdx(path, await gunzipWithin(path, bytes, maxUnpacked), rank) };
}

export interface ImageArrays {
  images: Uint8Array;
  labels: Int32Array;
}

async function readPair(imageFile: File, labelFile: File): Promise<ImageArrays> {
  // One after the other, so that a download has one line of progress.
  const images = await readIdx(imageFile, 3);
  const labels = await readIdx(labelFile, 1);
  const [count, height, width] = images.shape;
  if (height !== 28 || width !== 28) {
    const received = `${height} x ${width}`;
    throw new DataError({ where: images.path, expected: 'images of 28 x 28', received });
  }
  if (labels.shape[0] !== count || count === 0) {
    throw new DataError({
      where: labels.path,
      expected: count === 0 ? 'some images' : `a label for each of ${count} images`,
      received: `${labels.shape[0]} labels`,
    });
  }
  const wrong = labels.data.findIndex((label) => label > 9);
  if (wrong >= 0) {
    const received = `${labels.data[wrong]} at position ${wrong}`;
    throw new DataError({ where: labels.path, expected: 'labels from 0 to 9', received });
  }
  return { images: images.data, labels: Int32Array.from(labels.data) };
}

/** The arrays of both sets. */
export async function readArrays(): Promise<[train: ImageArrays, test: ImageArrays]> {
  const train = await readPair(files.trainImages, files.trainLabels);
  const test = await readPair(files.testImages, files.testLabels);
  return [train, test];
}

/**
 * MNIST from `CORTEN_DATA`, the cache folder, or, checked and kept, from the network.
 *
 * @returns `[[x, y], [xTest, yTest]]`: images uint8 `[60000, 28, 28]`, labels int32 `[60000]`; 10,000 in the test set
 * @throws DataError for a corrupt file, UnavailableError without files and network (after 5 seconds)
 * @example
 * const [[x, y], [xTest, yTest]] = await tf.datasets.mnist.loadData();
 */
export async function loadData(): Promise<ImageSets> {
  const [train, test] = (await readArrays()).map(({ images, labels }): ImagePair => {
    const count = labels.length;
    return [eager('uint8', [count, 28, 28], images), eager('int32', [count], labels)];
  });
  return [train, test];
}
