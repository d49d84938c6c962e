// Images in another size by any of Keras's interpolations: along each axis a weighted sum of the pixels around.
import { ConfigError } from '../../errors.js';
import type { Tensor } from '../../tensor.js';
import { uncounted } from '../../tensors.js';
import { castArgument } from '../convert.js';
import { matMul } from '../matrix.js';
import { tidy } from '../scopes.js';
import { reshape } from '../shape.js';
import { linear, nearest } from './resize.js';

export const interpolations = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'] as const;
export type Interpolation = (typeof interpolations)[number];

/** The interpolation of this name. @throws ConfigError for one that Keras has not. */
export function readInterpolation(where: string, name: unknown): Interpolation {
  const wanted = String(name).toLowerCase();
  const found = interpolations.find((known) => known === wanted);
  if (found !== undefined) return found;
  throw new ConfigError({
    where,
    expected: `an interpolation of ${interpolations.join(', ')}`,
    received: String(name),
  });
}

/** The weight of a pixel at a distance from where the output's pixel lies, and the distance where it ends. */
interface Kernel {
  radius: number;
  /** How finely places are told apart, where not exactly. */
  steps?: number;
  weight(distance: number): number;
}

function lanczos(radius: number): Kernel {
  const weight = (x: number) => {
    if (x <= 1e-3) return 1;
    return (radius * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / radius)) / (Math.PI * x) ** 2;
  };
  return { radius, weight };
}

const kernels: Record<Exclude<Interpolation, 'nearest'>, Kernel> = {
  bilinear: { radius: 1, weight: (x) => 1 - x },
  // Keys (1981) with a = -1/2.
  bicubic: {
    radius: 2,
    // TensorFlow looks these weights up in a table, which is up to 1e-3 from the formula.
    steps: 1024,
    weight: (x) => (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2),
  },
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
};

/** [to, from]: each row the weights of the pixels of one output pixel, which add up to 1. */
function weights(from: number, to: number, kernel: Kernel, antialias: boolean): Float32Array {
  const table = new Float32Array(to * from);
  const ratio = from / to;
  // Averaging over all the pixels that one of the output covers keeps a smaller image from flickering.
  const stretch = antialias ? Math.max(ratio, 1) : 1;
  const reach = kernel.radius * stretch;
  for (let i = 0; i < to; i++) {
    const exact = (i + 0.5) * ratio - 0.5;
    const steps = antialias ? undefined : kernel.steps;
    const center = steps === undefined ? exact : Math.round(exact * steps) / steps;
    const start = Math.max(0, Math.ceil(center - reach));
    const end = Math.min(from - 1, Math.floor(center + reach));
    const row = Array.from({ length: end - start + 1 }, (_, k) =>
      kernel.weight(Math.min(kernel.radius, Math.abs(start + k - center) / stretch)),
    );
    const total = row.reduce((a, b) => a + b, 0);
    for (const [k, weight] of row.entries()) table[i * from + start + k] = weight / total;
  }
  return table;
}

/** The product of a matrix [to, from] with the tensor's axis. */
function along(x: Tensor, axis: number, to: number, table: Float32Array): Tensor {
  const from = x.shape[axis];
  const matrix = castArgument(uncounted('float32', [to, from], table), x.dtype);
  const outer = x.shape.slice(0, axis);
  const inner = x.shape.slice(axis + 1);
  const size = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
  const flat = reshape(x, [size(outer), from, size(inner)]);
  return reshape(matMul(matrix, flat), [...outer, to, ...inner]);
}

/**
 * The tensor with other sizes on some axes; differentiable. A pixel's center is half a pixel from its edge.
 *
 * @param x floats; for `nearest` any dtype.
 * @param sizes axes and their new sizes.
 * @param antialias whether, where it gets smaller, each pixel is made of all those that it covers. @internal
 */
export function resample(
  x: Tensor,
  sizes: readonly (readonly [axis: number, size: number])[],
  interpolation: Interpolation,
  antialias = false,
): Tensor {
  const sampling = { alignCorners: false, halfPixelCenters: true };
  return tidy(() =>
    sizes.reduce((image, [axis, to]) => {
      if (interpolation === 'nearest') return nearest(image, axis, to, sampling);
      if (interpolation === 'bilinear' && !antialias) return linear(image, axis, to, sampling);
      const table = weights(image.shape[axis], to, kernels[interpolation], antialias);
      return along(image, axis, to, table);
    }, x),
  );
}
