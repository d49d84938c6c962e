// TensorFlow's products of matrices and their kin.

import { einsum } from '../../ops/einsum.js';
import * as fused from '../../ops/fused.js';
import { bandPart } from '../../ops/linalg/index.js';
import { matMul } from '../../ops/matrix.js';
import { transpose } from '../../ops/shape.js';
import type { Tensor } from '../../tensor.js';
import { alike, type Operations, op } from '../kernel.js';
import { flagAttribute, number, numbers, tensor, tensors, textAttribute } from '../readers.js';
import { epilogue, type FusedOps } from './epilogue.js';

const product = (first: string, second: string) =>
  op(matMul, tensor(0), tensor(1), flagAttribute(first), flagAttribute(second));

export const matrices: Operations = {
  MatMul: product('transpose_a', 'transpose_b'),
  ...alike(['BatchMatMul', 'BatchMatMulV2'], product('adj_x', 'adj_y')),
  _FusedMatMul: op(
    (
      a: Tensor,
      b: Tensor,
      args: Tensor[],
      transposeA: boolean,
      transposeB: boolean,
      ops: FusedOps,
    ) => fused.matMul({ a, b, transposeA, transposeB, ...ops(args) }),
    tensor(0),
    tensor(1),
    tensors(2),
    flagAttribute('transpose_a'),
    flagAttribute('transpose_b'),
    epilogue,
  ),
  Einsum: op(
    (equation: string, xs: Tensor[]) => einsum(equation, ...xs),
    textAttribute('equation'),
    tensors(),
  ),
  MatrixBandPart: op(bandPart, tensor(0), number(1), number(2)),
  Transpose: op(transpose, tensor(0), numbers(1)),
};
