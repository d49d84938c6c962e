// TensorFlow's ops on images.
import {
  cropAndResize,
  resizeBilinear,
  resizeNearestNeighbor,
  transform,
} from '../../ops/image/index.js';
import { type Operations, op } from '../kernel.js';
import {
  flagAttribute,
  from,
  number,
  numberAttribute,
  numbers,
  tensor,
  wordAttribute,
} from '../readers.js';

const size = (index: number) => from(numbers(index), ([height, width]) => [height, width] as const);
const interpolations = ['bilinear', 'nearest'] as const;
const fillModes = ['constant', 'reflect', 'wrap', 'nearest'] as const;

const resize = (fn: typeof resizeBilinear) =>
  op(fn, tensor(0), size(1), flagAttribute('align_corners'), flagAttribute('half_pixel_centers'));

export const image: Operations = {
  ResizeBilinear: resize(resizeBilinear),
  ResizeNearestNeighbor: resize(resizeNearestNeighbor),
  CropAndResize: op(
    cropAndResize,
    tensor(0),
    tensor(1),
    tensor(2),
    size(3),
    wordAttribute('method', interpolations, 'bilinear'),
    numberAttribute('extrapolation_value'),
  ),
  ImageProjectiveTransformV3: op(
    transform,
    tensor(0),
    tensor(1),
    wordAttribute('interpolation', interpolations, 'nearest'),
    wordAttribute('fill_mode', fillModes, 'constant'),
    number(3, 0),
    size(2),
  ),
};
