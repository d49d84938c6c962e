// Digits that corten draws: the same for the same seed, and shaped like MNIST.
import { createHash } from 'node:crypto';
import test from 'ava';
import { syntheticDigits } from '../../src/datasets/index.js';

const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

test('the form is that of MNIST', (t) => {
  const [[x, y], [xTest, yTest]] = syntheticDigits({ numTrain: 500, numTest: 100, seed: 1 });
  t.deepEqual([x.dtype, x.shape, y.dtype, y.shape], ['uint8', [500, 28, 28], 'int32', [500]]);
  t.deepEqual([xTest.shape, yTest.shape], [[100, 28, 28], [100]]);
  t.deepEqual([...new Set(y.dataSync())].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('the same seed draws the same digits, another seed others', (t) => {
  const [[x, y], [xTest]] = syntheticDigits({ numTrain: 50, numTest: 50, seed: 7 });
  const [[again]] = syntheticDigits({ numTrain: 50, numTest: 0, seed: 7 });
  const [[other]] = syntheticDigits({ numTrain: 50, numTest: 0, seed: 8 });
  t.deepEqual(x.dataSync(), again.dataSync());
  t.notDeepEqual(x.dataSync(), other.dataSync());
  t.notDeepEqual(x.dataSync(), xTest.dataSync());
  t.is(y.dataSync().length, 50);
});

test('every digit is inked, anti-aliased, and centred by mass as in MNIST', (t) => {
  const [[x]] = syntheticDigits({ numTrain: 300, numTest: 0 });
  for (let i = 0; i < 300; i++) {
    let [mass, across, down, grey] = [0, 0, 0, 0];
    x.dataSync()
      .subarray(i * 784, (i + 1) * 784)
      .forEach((value, at) => {
        mass += value;
        across += value * ((at % 28) + 0.5);
        down += value * (Math.floor(at / 28) + 0.5);
        if (value > 0 && value < 255) grey++;
      });
    t.true(mass / 784 / 255 > 0.02 && mass / 784 / 255 < 0.35, `ink of digit ${i}`);
    t.true(Math.hypot(across / mass - 14, down / mass - 14) < 1.2, `centre of digit ${i}`);
    t.true(grey > 10, `edges of digit ${i}`);
  }
});

test('the nearest of a few hundred examples names most digits: they are alike, and not the same', (t) => {
  const [[x, y], [xTest, yTest]] = syntheticDigits({ numTrain: 1000, numTest: 100 });
  let right = 0;
  for (let i = 0; i < 100; i++) {
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (let j = 0; j < 1000; j++) {
      let distance = 0;
      for (let k = 0; k < 784; k++)
        distance += (xTest.dataSync()[i * 784 + k] - x.dataSync()[j * 784 + k]) ** 2;
      if (distance < least) [nearest, least] = [j, distance];
    }
    t.true(least > 0);
    if (y.dataSync()[nearest] === yTest.dataSync()[i]) right++;
  }
  t.true(right >= 80, `${right} of 100`);
});

test('the drawing does not change from version to version', (t) => {
  const [[x]] = syntheticDigits({ numTrain: 20, numTest: 0, seed: 0 });
  t.is(
    digest(x.dataSync<'uint8'>()),
    '5100e73f7f15bee7329471432e757d914a650c2db3d80a2c68987a07d9c81fad',
  );
});

test('counts are numbers of images', (t) => {
  t.throws(() => syntheticDigits({ numTrain: -1 }), { code: 'ERR_CORTEN_VALUE' });
  t.throws(() => syntheticDigits({ train: 1 } as object), { code: 'ERR_CORTEN_CONFIG' });
});
