// Colors to shades of gray and back, and to black and white.
import { ConfigError, ShapeError } from '../../errors.js';
import type { Tensor, TensorLike } from '../../tensor.js';
import { uncounted } from '../../tensors.js';
import { div, divNoNan, greater, lessEqual, mul, where as select, sub } from '../arithmetic.js';
import { castArgument, toTensor } from '../convert.js';
import { hotRows } from '../indices.js';
import { argMax, cumsum, max, sum } from '../reduction.js';
import { tidy } from '../scopes.js';
import { reshape, tile } from '../shape.js';
import { round, square } from '../unary.js';

/** How bright red, green and blue are to the eye (CCIR 601). */
const luma = [0.2989, 0.587, 0.114];

const floats = (values: readonly number[]) =>
  uncounted('float32', [values.length], Float32Array.from(values));

function expectChannels(where: string, x: Tensor, channels: number, kind: string): void {
  if (x.rank < 2) {
    throw new ShapeError({
      where,
      problem: `images must be at least rank 2, but got rank ${x.rank}`,
    });
  }
  const last = x.shape[x.rank - 1];
  if (last === channels) return;
  throw new ShapeError({
    where,
    problem: `last dimension of ${kind} image should be size ${channels}, but got size ${last}`,
  });
}

/** Images [..., 1] with the one channel three times. */
export function grayscaleToRGB(image: TensorLike): Tensor {
  const tensor = toTensor(image, 'grayscaleToRGB', 'image');
  expectChannels('grayscaleToRGB', tensor, 1, 'a grayscale');
  return tile(tensor, [...new Array<number>(tensor.rank - 1).fill(1), 3]);
}

/** Images [..., 3] in shades of gray, [..., 1]: the sum of the channels by how bright they are. The dtype stays. */
export function rgbToGrayscale(image: TensorLike): Tensor {
  const tensor = toTensor(image, 'RGBToGrayscale', 'image');
  expectChannels('RGBToGrayscale', tensor, 3, 'an RGB');
  return tidy(() => {
    const gray = sum(mul(castArgument(tensor, 'float32'), floats(luma)), -1, true);
    return castArgument(gray, tensor.dtype);
  });
}

/** The shade that parts dark from light pixels with the greatest variance between the two (Otsu, 1979). */
function otsu(gray: Tensor): Tensor {
  const shades = reshape(castArgument(round(gray), 'int32'), [-1]);
  const histogram = sum(hotRows(shades, 256), 0);
  const numbers = floats(Array.from({ length: 256 }, (_, i) => i));
  const total = sum(histogram);
  const dark = cumsum(histogram);
  const light = sub(total, dark);
  const weighted = cumsum(mul(histogram, numbers));
  const darkMean = divNoNan(weighted, dark);
  const lightMean = divNoNan(sub(sum(mul(histogram, numbers)), weighted), light);
  const weight = mul(div(dark, total), div(light, total));
  const variance = mul(weight, square(sub(darkMean, lightMean)));
  // Of one shade only, all pixels are light.
  const best = castArgument(argMax(variance), 'float32');
  return select(greater(max(variance), 0), best, floats([-1]));
}

/**
 * An image [height, width, 1 or 3] of values from 0 to 255 in black (0) and white (255), int32 [height, width, 1].
 * @param method `binary`: white above `threshValue` · 255; `otsu`: the threshold that parts the image best.
 * @param inverted white below it instead.
 */
export function threshold(
  image: TensorLike,
  method: 'binary' | 'otsu' = 'binary',
  inverted = false,
  threshValue = 0.5,
): Tensor {
  const tensor = toTensor(image, 'threshold', 'image');
  const channels = tensor.shape[2];
  if (tensor.rank !== 3 || (channels !== 1 && channels !== 3)) {
    throw new ShapeError({
      where: 'threshold',
      expected: 'an image [height, width, 1 or 3]',
      received: `[${tensor.shape}]`,
    });
  }
  if (method !== 'binary' && method !== 'otsu') {
    throw new ConfigError({
      where: 'threshold',
      expected: "method 'binary' or 'otsu'",
      received: String(method),
    });
  }
  return tidy(() => {
    const values = castArgument(tensor, 'float32');
    const gray = channels === 3 ? sum(mul(values, floats(luma)), -1, true) : values;
    const limit = method === 'otsu' ? otsu(gray) : floats([threshValue * 255]);
    const white = inverted ? lessEqual(gray, limit) : greater(gray, limit);
    return mul(castArgument(white, 'int32'), 255);
  });
}
