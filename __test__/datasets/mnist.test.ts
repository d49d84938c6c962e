// MNIST from IDX files: what is read, and how damage to them is told.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { type ImageSets, list, mnist, syntheticDigits } from '../../src/datasets/index.js';
import { shared } from '../shared.js';
import { idx } from './archive.js';

const code = 'ERR_CORTEN_DATA';
const pixels = (count: number) => Uint8Array.from({ length: count * 784 }, (_, i) => i % 251);

/** Six training images, two test images. */
const whole: Record<string, Buffer> = {
  'train-images-idx3-ubyte.gz': gzipSync(idx([6, 28, 28], pixels(6))),
  'train-labels-idx1-ubyte.gz': gzipSync(idx([6], [5, 0, 4, 1, 9, 2])),
  't10k-images-idx3-ubyte.gz': gzipSync(idx([2, 28, 28], pixels(2))),
  't10k-labels-idx1-ubyte.gz': gzipSync(idx([2], [7, 2])),
};

async function folderOf(files: Record<string, Buffer>, inside = ''): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'corten-mnist-'));
  await mkdir(join(folder, inside), { recursive: true });
  for (const [name, bytes] of Object.entries(files))
    await writeFile(join(folder, inside, name), bytes);
  return folder;
}

test.serial('images are uint8 [n, 28, 28], labels int32 [n]', async (t) => {
  process.env.CORTEN_DATA = await folderOf(whole);
  const [[x, y], [xTest, yTest]] = await mnist.loadData();
  t.deepEqual([x.dtype, x.shape, y.dtype, y.shape], ['uint8', [6, 28, 28], 'int32', [6]]);
  t.deepEqual(x.dataSync(), pixels(6));
  t.deepEqual([...y.dataSync()], [5, 0, 4, 1, 9, 2]);
  t.deepEqual(
    [xTest.shape, [...yTest.dataSync()]],
    [
      [2, 28, 28],
      [7, 2],
    ],
  );
});

test.serial('CORTEN_DATA may hold a folder mnist, plain files, and several places', async (t) => {
  const bare = Object.fromEntries(
    Object.entries(whole).map(([name, bytes]) => [name.replace('.gz', ''), bytes]),
  );
  const dotted = Object.fromEntries(
    Object.entries(whole).map(([name, bytes]) => [
      name.replace('-idx', '.idx').replace('.gz', ''),
      bytes,
    ]),
  );
  const separator = process.platform === 'win32' ? ';' : ':';
  for (const folder of [
    await folderOf(whole, 'mnist'),
    await folderOf(bare),
    await folderOf(dotted),
    `${await folderOf({})}${separator}${await folderOf(whole)}`,
  ]) {
    process.env.CORTEN_DATA = folder;
    t.is((await mnist.loadData())[0][0].shape[0], 6, folder);
  }
});

const images = 'train-images-idx3-ubyte.gz';
const labels = 'train-labels-idx1-ubyte.gz';
const corrupt: Record<string, [name: string, bytes: Buffer, message: RegExp]> = {
  'truncated gzip': [
    images,
    whole[images].subarray(0, 60),
    /expected whole gzip data, received a file that ends after 60 bytes/,
  ],
  'a changed gzip': [images, changed(whole[images], -6), /expected whole gzip data/],
  'a gzip of nothing': [images, gzipSync(''), /an idx header of 16 bytes, received 0 bytes/],
  'a bad magic number': [
    images,
    gzipSync(changed(idx([6, 28, 28], pixels(6)), 3)),
    /magic number 0x00000803 of idx with 3 dimensions, received 0x00000842/,
  ],
  'labels where images belong': [images, whole[labels], /magic number/],
  'truncated data': [
    images,
    gzipSync(idx([6, 28, 28], pixels(5))),
    /expected 4704 values of shape \[6,28,28\], received 3920/,
  ],
  'sizes far beyond the file': [
    images,
    gzipSync(idx([0xffffffff, 28, 28], pixels(1))),
    /expected 3367254359280 values/,
  ],
  'more data than declared': [
    labels,
    gzipSync(idx([6], [1, 2, 3, 4, 5, 6, 7])),
    /expected 6 values .* received 7/,
  ],
  'another size of image': [
    images,
    gzipSync(idx([6, 14, 56], pixels(6))),
    /expected images of 28 x 28, received 14 x 56/,
  ],
  'fewer labels than images': [
    labels,
    gzipSync(idx([5], [1, 2, 3, 4, 5])),
    /a label for each of 6 images, received 5 labels/,
  ],
  'a label that is no digit': [
    labels,
    gzipSync(idx([6], [1, 2, 3, 10, 5, 6])),
    /labels from 0 to 9, received 10 at position 3/,
  ],
};

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at < 0 ? bytes.length + at : at] ^= 0x41;
  return copy;
}

for (const [what, [name, bytes, message]] of Object.entries(corrupt)) {
  test.serial(`${what} is a DataError that names the file`, async (t) => {
    process.env.CORTEN_DATA = await folderOf({ ...whole, [name]: bytes });
    const error = await t.throwsAsync(mnist.loadData(), { code, message });
    t.true(error?.message.includes(name), error?.message);
  });
}

test.serial('readDataSets gives every example once an epoch, and reshuffles', async (t) => {
  process.env.CORTEN_DATA = await folderOf(whole);
  const { train, validation, test: last } = await mnist.readDataSets({ validationSize: 2 });
  t.deepEqual([train.numExamples, validation.numExamples, last.numExamples], [4, 2, 2]);
  t.deepEqual([...validation.labels.dataSync()], [5, 0]);
  const seen = [train.nextBatch(3), train.nextBatch(1)].flatMap(([, y]) => [...y.dataSync()]);
  t.deepEqual(seen.sort(), [1, 2, 4, 9]);
  t.is(train.epochsCompleted, 0);
  train.nextBatch(2);
  t.is(train.epochsCompleted, 1);
  t.throws(() => train.nextBatch(0), { code: 'ERR_CORTEN_VALUE' });
});

test.serial('readDataSets scales images to 0..1, and labels may be one-hot rows', async (t) => {
  process.env.CORTEN_DATA = await folderOf(whole);
  const { test: last } = await mnist.readDataSets({ oneHot: true, validationSize: 0 });
  t.deepEqual(last.labels.shape, [2, 10]);
  t.is(last.labels.dataSync()[7], 1);
  t.deepEqual(last.images.shape, [2, 784]);
  t.is(last.images.dataSync()[250], Math.fround(250 / 255));
  t.is(last.images, last.images, 'made once');
  await t.throwsAsync(mnist.readDataSets({ onehot: true } as object), {
    message: /Did you mean "oneHot"/,
  });
  await t.throwsAsync(mnist.readDataSets({ validationSize: 7 }), { code: 'ERR_CORTEN_VALUE' });
});

test.serial('list says what is here, where, and how large', async (t) => {
  process.env.CORTEN_DATA = await folderOf({ [images]: whole[images] });
  process.env.CORTEN_CACHE = await folderOf({ [labels]: whole[labels] }, 'mnist');
  const [first, second, third] = await list();
  t.is(first.source, 'CORTEN_DATA');
  t.is(first.bytes, whole[images].length);
  t.is(second.path, join(process.env.CORTEN_CACHE, 'mnist', labels));
  t.is(second.source, 'cache');
  t.deepEqual(third, { dataset: 'mnist', name: 't10k-images-idx3-ubyte.gz' });
});

test.serial('the real MNIST', async (t) => {
  const folder = shared(t, 'data');
  if (!folder) return;
  process.env.CORTEN_DATA = folder;
  const [[x, y], [xTest, yTest]] = await mnist.loadData();
  t.deepEqual(
    [x.shape, xTest.shape],
    [
      [60000, 28, 28],
      [10000, 28, 28],
    ],
  );
  t.deepEqual(
    [...y.dataSync().subarray(0, 5), ...yTest.dataSync().subarray(0, 3)],
    [5, 0, 4, 1, 9, 7, 2, 1],
  );
  t.is(
    x.dataSync<'uint8'>().reduce((sum, value) => sum + value, 0) / x.dataSync().length / 255,
    0.1306604762738429,
  );
});

test('readDataSets takes other images in the place of MNIST', async (t) => {
  const from = syntheticDigits({ numTrain: 6, numTest: 3 });
  const { train, test: last } = await mnist.readDataSets({ from, validationSize: 2 });
  t.deepEqual([train.numExamples, last.numExamples], [4, 3]);
  t.deepEqual(last.labels.arraySync(), from[1][1].arraySync());
  const [[x]] = from;
  const wrong: ImageSets = [[x, from[1][1]], from[1]];
  await t.throwsAsync(mnist.readDataSets({ from: wrong }), { code: 'ERR_CORTEN_SHAPE' });
});
