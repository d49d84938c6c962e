// Ops on single numbers, pairs of them, and comparisons.
import { a, bool, f32, type Given, i32, str } from '../builders.js';
import { type Case, cases } from './case.js';

/** The functions of one number at some points, by JavaScript's own. */
const functions: [op: string, fn: (x: number) => number, points: number[]][] = [
  ['Abs', Math.abs, [-1.5, 2]],
  ['Acos', Math.acos, [-0.5, 0.25]],
  ['Acosh', Math.acosh, [1.5, 3]],
  ['Asin', Math.asin, [-0.5, 0.25]],
  ['Asinh', Math.asinh, [-1.5, 2]],
  ['Atan', Math.atan, [-1.5, 2]],
  ['Atanh', Math.atanh, [-0.5, 0.25]],
  ['Ceil', Math.ceil, [-1.5, 1.25]],
  ['Cos', Math.cos, [-1.5, 2]],
  ['Cosh', Math.cosh, [-1.5, 2]],
  ['Elu', (x) => (x < 0 ? Math.expm1(x) : x), [-1.5, 2]],
  ['Exp', Math.exp, [-1.5, 2]],
  ['Expm1', Math.expm1, [-1.5, 2]],
  ['Floor', Math.floor, [-1.5, 1.25]],
  ['LeakyRelu', (x) => (x < 0 ? 0.2 * x : x), [-1.5, 2]],
  ['Log', Math.log, [0.5, 2]],
  ['Log1p', Math.log1p, [0.5, 2]],
  ['Neg', (x) => -x, [-1.5, 2]],
  ['Reciprocal', (x) => 1 / x, [-1.5, 2]],
  ['Relu', (x) => Math.max(x, 0), [-1.5, 2]],
  ['Relu6', (x) => Math.min(Math.max(x, 0), 6), [-1.5, 2, 7]],
  ['Round', Math.round, [-1.6, 1.25]],
  ['Rsqrt', (x) => 1 / Math.sqrt(x), [0.5, 4]],
  ['Selu', (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x), [-1.5, 2]],
  ['Sigmoid', (x) => 1 / (1 + Math.exp(-x)), [-1.5, 2]],
  ['Sign', Math.sign, [-1.5, 0, 2]],
  ['Sin', Math.sin, [-1.5, 2]],
  ['Sinh', Math.sinh, [-1.5, 2]],
  ['Softplus', (x) => Math.log1p(Math.exp(x)), [-1.5, 2]],
  ['Sqrt', Math.sqrt, [0.5, 4]],
  ['Square', (x) => x * x, [-1.5, 2]],
  ['Tan', Math.tan, [-1.5, 2]],
  ['Tanh', Math.tanh, [-1.5, 2]],
];

const x = f32([7, -7, 3]);
const y = f32([2, 3, -2]);
const m = i32([1, 2, 3]);
const n = i32([3, 2, 1]);
const yes = bool([1, 0, 1]);
const no = bool([1, 1, 0]);

const binary = (rows: [ops: string[], output: Given][]): Case[] =>
  rows.flatMap(([ops, output]) => ops.map((op) => ({ op, inputs: [x, y], outputs: [output] })));

export const elementwise: Case[] = [
  ...functions.map(([op, fn, points]) => ({
    op,
    inputs: [f32(points)],
    outputs: [f32(points.map(fn))],
  })),
  ...binary([
    [['Add', 'AddV2', 'BiasAdd'], f32([9, -4, 1])],
    [['Sub'], f32([5, -10, 5])],
    [['Mul'], f32([14, -21, -6])],
    [['Div', 'RealDiv', 'DivNoNan'], f32([3.5, -7 / 3, -1.5])],
    [['FloorDiv'], f32([3, -3, -2])],
    [['Mod', 'FloorMod'], f32([1, 2, -1])],
    [['Maximum'], f32([7, 3, 3])],
    [['Minimum'], f32([2, -7, -2])],
    [['Pow'], f32([49, -343, 1 / 9])],
    [['SquaredDifference'], f32([25, 100, 25])],
    [['Atan2'], f32([Math.atan2(7, 2), Math.atan2(-7, 3), Math.atan2(3, -2)])],
    [['AddN'], f32([9, -4, 1])],
    [['Prelu'], f32([7, -21, 3])],
  ]),
  ...cases([
    ['AddV2', [m, n], [i32([4, 4, 4])]],
    ['RealDiv', [f32([1, 0]), f32([0, 1])], [f32([Number.POSITIVE_INFINITY, 0])]],
    ['DivNoNan', [f32([1, 0]), f32([0, 1])], [f32([0, 0])]],
    ['ClipByValue', [x, f32(-1), f32(5)], [f32([5, -1, 3])]],
    ['LeakyRelu', [y], [f32([2, 3, -1])], { alpha: a.float(0.5) }],
    ['Erf', [f32([0, 0.5])], [f32([0, 0.5204999])]],
    ['IsNan', [f32([Number.NaN, 1])], [bool([1, 0])]],
    ['IsInf', [f32([Number.POSITIVE_INFINITY, 1])], [bool([1, 0])]],
    ['IsFinite', [f32([Number.NaN, 1])], [bool([0, 1])]],
    ['Equal', [m, n], [bool([0, 1, 0])]],
    ['Equal', [str(['a', 'b']), str(['a', 'c'])], [bool([1, 0])]],
    ['NotEqual', [m, n], [bool([1, 0, 1])]],
    ['Greater', [m, n], [bool([0, 0, 1])]],
    ['GreaterEqual', [m, n], [bool([0, 1, 1])]],
    ['Less', [m, n], [bool([1, 0, 0])]],
    ['LessEqual', [m, n], [bool([1, 1, 0])]],
    ['LogicalAnd', [yes, no], [bool([1, 0, 0])]],
    ['LogicalOr', [yes, no], [bool([1, 1, 1])]],
    ['LogicalNot', [yes], [bool([0, 1, 0])]],
    ['BitwiseAnd', [i32([5, 6]), i32([3, 3])], [i32([1, 2])]],
    ['Select', [yes, x, y], [f32([7, 3, 3])]],
    // A vector chooses whole rows.
    [
      'Select',
      [bool([0, 1]), i32([1, 2, 3, 4], [2, 2]), i32([5, 6, 7, 8], [2, 2])],
      [i32([5, 6, 3, 4], [2, 2])],
    ],
    [
      'SelectV2',
      [bool([0, 1]), i32([1, 2, 3, 4], [2, 2]), i32([5, 6, 7, 8], [2, 2])],
      [i32([5, 2, 7, 4], [2, 2])],
    ],
    ['Cast', [f32([1.7, -2.3])], [i32([1, -2])], { DstT: a.type('DT_INT32') }],
    ['Cast', [i32([2, 0])], [bool([1, 0])], { DstT: a.type('DT_BOOL') }],
    ['Cast', [i32([2, 0])], [f32([2, 0])], { DstT: a.type('DT_HALF') }],
  ]),
];
