// Handwritten-looking digits drawn by the library itself: stroke skeletons, bent, slanted and inked at random, in MNIST's form.
import { ValueError } from '../errors.js';
import { readOptions } from '../options.js';
import { RandomState } from '../random/mt19937.js';
import { eager } from '../tensors.js';
import type { ImagePair, ImageSets } from './mnist.js';
import { digits, type Stroke } from './strokes.js';

export interface SyntheticDigitsOptions {
  /** Default 20,000. */
  numTrain?: number;
  /** Default 2,000. */
  numTest?: number;
  /** The same seed draws the same digits, on every machine. Default 0. */
  seed?: number;
}

const size = 28;
/** As in MNIST the digit fits a box of 20 x 20, and its centre of mass is the image's. */
const box = 20;
/** Points of the polyline between two points of a skeleton. */
const detail = 4;

/**
 * A data set of drawn digits, for where MNIST is not to be had: same shapes, types and centring.
 *
 * @returns `[[x, y], [xTest, yTest]]`: images uint8 `[n, 28, 28]`, labels int32 `[n]`
 * @example
 * const [[x, y], [xTest, yTest]] = tf.datasets.syntheticDigits({ numTrain: 10000 });
 */
export function syntheticDigits(options: SyntheticDigitsOptions = {}): ImageSets {
  const keys = ['numTrain', 'numTest', 'seed'];
  const {
    numTrain = 20_000,
    numTest = 2_000,
    seed = 0,
  } = readOptions('syntheticDigits', options, keys);
  for (const count of [numTrain, numTest]) {
    if (Number.isInteger(count) && count >= 0) continue;
    const expected = 'a number of images';
    throw new ValueError({ where: 'syntheticDigits', expected, received: String(count) });
  }
  const random = new RandomState(seed);
  return [drawSet(random, numTrain), drawSet(random, numTest)];
}

function drawSet(random: RandomState, count: number): ImagePair {
  const images = new Uint8Array(count * size * size);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = random.randint(0, 10);
    const ways = digits[labels[i]];
    const strokes = write(random, ways[random.randint(0, ways.length)]);
    ink(random, strokes, images.subarray(i * size * size, (i + 1) * size * size));
  }
  return [eager('uint8', [count, size, size], images), eager('int32', [count], labels)];
}

/** The strokes as polylines in pixels: every point moved a little, the curve bent by a smooth wave, slanted, fitted, centred. */
function write(random: RandomState, strokes: readonly Stroke[]): Float64Array[] {
  const within = (amount: number) => (2 * random.random() - 1) * amount;
  const lines = strokes.map((stroke) => curve(stroke.map((at) => at + within(0.045))));

  const angle = within(0.22);
  // People lean their digits to the right more often than to the left.
  const slant = within(0.3) + 0.1;
  const aspect = 0.62 + 0.36 * random.random();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // The elastic part: a displacement by two waves of random direction, length and phase.
  const waves = [0, 1].map(() => {
    const [kx, ky, phase] = [within(5), within(5), within(Math.PI)];
    return { kx, ky, phase, dx: within(0.05), dy: within(0.05) };
  });
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      let [x, y] = [line[i] - 0.5, line[i + 1] - 0.5];
      for (const { kx, ky, phase, dx, dy } of waves) {
        const wave = Math.sin(kx * line[i] + ky * line[i + 1] + phase);
        x += dx * wave;
        y += dy * wave;
      }
      x = x * aspect - slant * y;
      line[i] = cos * x - sin * y;
      line[i + 1] = sin * x + cos * y;
    }
  }
  place(random, lines);
  return lines;
}

/** A Catmull-Rom spline through the points, as a polyline. */
function curve(points: readonly number[]): Float64Array {
  const count = points.length / 2;
  const line = new Float64Array(((count - 1) * detail + 1) * 2);
  const at = (i: number, axis: number) => points[2 * Math.min(Math.max(i, 0), count - 1) + axis];
  for (let axis = 0; axis < 2; axis++) {
    for (let i = 0; i < count - 1; i++) {
      const [a, b, c, d] = [at(i - 1, axis), at(i, axis), at(i + 1, axis), at(i + 2, axis)];
      for (let step = 0; step < detail; step++) {
        const u = step / detail;
        const bend = u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)));
        line[2 * (i * detail + step) + axis] = b + bend / 2;
      }
    }
    line[line.length - 2 + axis] = at(count - 1, axis);
  }
  return line;
}

/** Scales to the box and moves the centre of mass, each segment weighing its length, to the middle of the image. */
function place(random: RandomState, lines: Float64Array[]): void {
  let [minX, maxX, minY, maxY] = [Infinity, -Infinity, Infinity, -Infinity];
  let [mass, massX, massY] = [0, 0, 0];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      const [x, y] = [line[i], line[i + 1]];
      minX = Math.min(minX, x);
      maxX = Math.max(maxX, x);
      minY = Math.min(minY, y);
      maxY = Math.max(maxY, y);
      if (i + 2 === line.length) continue;
      const length = Math.hypot(line[i + 2] - x, line[i + 3] - y);
      mass += length;
      massX += (length * (x + line[i + 2])) / 2;
      massY += (length * (y + line[i + 3])) / 2;
    }
  }
  const scale = ((box - 2) * (0.92 + 0.1 * random.random())) / Math.max(maxX - minX, maxY - minY);
  const [centreX, centreY] = [massX / mass, massY / mass];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      line[i] = (line[i] - centreX) * scale + size / 2;
      line[i + 1] = (line[i + 1] - centreY) * scale + size / 2;
    }
  }
}

/** Rasterises with a round pen: a pixel's ink falls off over the last pixel of its distance to the line. */
function ink(random: RandomState, lines: Float64Array[], image: Uint8Array): void {
  const pen = 0.75 + 0.85 * random.random();
  const reach = pen + 0.5;
  for (const line of lines) {
    for (let i = 0; i + 3 < line.length; i += 2) {
      const [x0, y0, x1, y1] = [line[i], line[i + 1], line[i + 2], line[i + 3]];
      const [dx, dy] = [x1 - x0, y1 - y0];
      const square = dx * dx + dy * dy || 1;
      const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
      const right = Math.min(size - 1, Math.ceil(Math.max(x0, x1) + reach));
      const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
      const bottom = Math.min(size - 1, Math.ceil(Math.max(y0, y1) + reach));
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          const [px, py] = [column + 0.5 - x0, row + 0.5 - y0];
          const along = Math.min(1, Math.max(0, (px * dx + py * dy) / square));
          const [offX, offY] = [px - along * dx, py - along * dy];
          const shade = reach - Math.sqrt(offX * offX + offY * offY);
          if (shade <= 0) continue;
          const value = shade >= 1 ? 255 : Math.round(shade * 255);
          const at = row * size + column;
          if (value > image[at]) image[at] = value;
        }
      }
    }
  }
}
