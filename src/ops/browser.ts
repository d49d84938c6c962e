// `tf.browser`: pixels to tensors and back; of canvases too, where a library gives Node.js one.
import { DTypeError, ShapeError, ValueError } from '../errors.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { eager } from '../tensors.js';
import { castArgument, toTensor } from './convert.js';

/** Pixels, row by row, in four bytes each: red, green, blue and opacity. */
export interface PixelData {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
}

/** What a canvas must have: node-canvas's and @napi-rs/canvas's do. */
export interface CanvasLike {
  width: number;
  height: number;
  getContext(type: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: PixelData['data'] };
    createImageData?(width: number, height: number): PixelData;
    putImageData?(image: PixelData, x: number, y: number): void;
  } | null;
}

function pixelsOf(pixels: PixelData | CanvasLike): PixelData {
  const { width, height } = pixels ?? {};
  if (typeof pixels === 'object' && pixels !== null) {
    if ('data' in pixels && ArrayBuffer.isView(pixels.data)) return pixels;
    if ('getContext' in pixels && typeof pixels.getContext === 'function') {
      const context = pixels.getContext('2d');
      if (context) return { data: context.getImageData(0, 0, width, height).data, width, height };
    }
  }
  throw new DTypeError({
    where: 'fromPixels',
    expected: '{data, width, height} with four bytes a pixel, or a canvas',
    received: pixels === null ? 'null' : ((pixels as object)?.constructor?.name ?? typeof pixels),
  });
}

/**
 * A tensor [height, width, numChannels], int32 from 0 to 255, of pixels or of a canvas.
 *
 * @example
 * const { data, info } = await sharp('cat.jpg').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
 * const x = tf.browser.fromPixels({ data, width: info.width, height: info.height });
 */
export function fromPixels(pixels: PixelData | CanvasLike, numChannels = 3): Tensor {
  if (!Number.isInteger(numChannels) || numChannels < 1 || numChannels > 4) {
    throw new ValueError({
      where: 'fromPixels',
      expected: 'numChannels from 1 to 4',
      received: String(numChannels),
    });
  }
  const { data, width, height } = pixelsOf(pixels);
  const count = width * height;
  if (data.length !== count * 4) {
    throw new ShapeError({
      where: 'fromPixels',
      expected: `${count * 4} bytes, four for each of ${width} x ${height} pixels`,
      received: String(data.length),
    });
  }
  const values = new Int32Array(count * numChannels);
  for (let i = 0, at = 0; i < count; i++) {
    for (let channel = 0; channel < numChannels; channel++) values[at++] = data[4 * i + channel];
  }
  return eager('int32', [height, width, numChannels], values);
}

/** `fromPixels` as a promise. */
export async function fromPixelsAsync(
  pixels: PixelData | CanvasLike,
  numChannels = 3,
): Promise<Tensor> {
  return fromPixels(pixels, numChannels);
}

/** The factor that makes the tensor's values bytes. */
function scaleOf({ dtype }: Tensor): number {
  if (dtype === 'float32') return 255;
  if (dtype === 'int32' || dtype === 'uint8') return 1;
  throw new DTypeError({
    where: 'toPixels',
    expected: 'float32 from 0 to 1, or int32 or uint8 from 0 to 255',
    received: dtype,
  });
}

function bytesOf(image: TensorLike): PixelData {
  const tensor = toTensor(image, 'toPixels', 'img');
  // Arrays count as bytes, as in tfjs.
  const pixels = image instanceof Tensor ? tensor : castArgument(tensor, 'int32');
  const [height, width, depth = 1] = pixels.shape;
  if ((pixels.rank !== 2 && pixels.rank !== 3) || ![1, 3, 4].includes(depth)) {
    throw new ShapeError({
      where: 'toPixels',
      expected: '[height, width] or [height, width, 1, 3 or 4]',
      received: `[${pixels.shape}]`,
    });
  }
  const scale = scaleOf(pixels);
  const values = pixels.valuesNow() as Float32Array;
  const outside = values.find((value) => !(value >= 0 && value * scale <= 255));
  if (outside !== undefined) {
    throw new ValueError({
      where: 'toPixels',
      expected: `${pixels.dtype} values from 0 to ${255 / scale}`,
      received: String(outside),
    });
  }
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < Math.max(depth, 3); channel++) {
      const value = values[i * depth + (depth === 1 ? 0 : channel)];
      data[4 * i + channel] = Math.round(value * scale);
    }
  }
  return { data, width, height };
}

/**
 * The pixels of an image, four bytes each; drawn on the canvas too, if there is one.
 * @param img [height, width] or [height, width, 1, 3 or 4]: float32 from 0 to 1, or int32 from 0 to 255; arrays count
 * as int32.
 */
export async function toPixels(img: TensorLike, canvas?: CanvasLike): Promise<Uint8ClampedArray> {
  const pixels = bytesOf(img);
  if (canvas) paint(pixels, canvas);
  return pixels.data as Uint8ClampedArray;
}

/** Draws an image on a canvas; what `toPixels` takes. */
export function draw(image: TensorLike, canvas: CanvasLike): void {
  paint(bytesOf(image), canvas);
}

function paint({ data, width, height }: PixelData, canvas: CanvasLike): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const image = context?.createImageData?.(width, height);
  if (!context?.putImageData || !image) {
    throw new DTypeError({
      where: 'toPixels',
      expected: 'a canvas whose 2d context has createImageData and putImageData',
      received: 'one that has not',
    });
  }
  image.data.set(data);
  context.putImageData(image, 0, 0);
}
