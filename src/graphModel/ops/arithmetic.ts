// TensorFlow's arithmetic of two tensors.
import {
  add,
  addN,
  div,
  divNoNan,
  floorDiv,
  maximum,
  minimum,
  mod,
  mul,
  pow,
  squaredDifference,
  sub,
} from '../../ops/arithmetic.js';
import { alike, type Operations, op } from '../kernel.js';
import { tensor, tensors } from '../readers.js';

type Binary = typeof add;
const binary = (fn: Binary) => op(fn, tensor(0), tensor(1));

export const arithmetic: Operations = {
  ...alike(['Add', 'AddV2', 'BiasAdd'], binary(add)),
  AddN: op(addN, tensors()),
  Sub: binary(sub),
  Mul: binary(mul),
  ...alike(['Div', 'RealDiv'], binary(div)),
  DivNoNan: binary(divNoNan),
  FloorDiv: binary(floorDiv),
  ...alike(['Mod', 'FloorMod'], binary(mod)),
  Maximum: binary(maximum),
  Minimum: binary(minimum),
  Pow: binary(pow),
  SquaredDifference: binary(squaredDifference),
};
