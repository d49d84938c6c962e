// Every op of a graph: what it reads of a node, by what it computes.
import test, { type ExecutionContext } from 'ava';
import type * as tf from '../../index.js';
import { operations } from '../../src/graphModel/ops/index.js';
import { a, f32, type Given, i32, list, modelOf, node, tensorOf } from './builders.js';
import * as arrays from './cases/arrays.js';
import type { Case } from './cases/case.js';
import { elementwise } from './cases/elementwise.js';
import * as fields from './cases/fields.js';

const groups: Record<string, Case[]> = { elementwise, ...arrays, ...fields };

function same(
  t: ExecutionContext,
  x: tf.Tensor,
  { dtype, shape, values }: Given,
  what: string,
): void {
  t.deepEqual([x.dtype, x.shape], [dtype, shape], what);
  Array.from(x.dataSync() as ArrayLike<number | string>).forEach((value, i) => {
    const wanted = values[i];
    const isNear =
      value === wanted ||
      (typeof wanted === 'number' &&
        Math.abs((value as number) - wanted) <= 1e-5 * (1 + Math.abs(wanted)));
    t.true(isNear, `${what} [${i}]: ${value}, not ${wanted}`);
  });
}

/** Constants may be folded, inputs may not: both are tried. */
function check(t: ExecutionContext, { op, inputs, attributes, outputs }: Case): void {
  const names = inputs.map((_, i) => `x${i}`);
  const wanted = outputs.map((_, i) => (i === 0 ? 'y' : `y:${i}`));
  const weights = Object.fromEntries(inputs.map((given, i) => [names[i], given]));
  const constant = modelOf([node('y', op, names, attributes)], weights);
  const fed = modelOf(
    [...names.map((name) => node(name, 'Placeholder')), node('y', op, names, attributes)],
    {},
  );
  const feed = Object.fromEntries(inputs.map((given, i) => [names[i], tensorOf(given)]));
  for (const results of [constant.execute({}, wanted), fed.execute(feed, wanted)].map(list)) {
    t.is(results.length, outputs.length, op);
    outputs.forEach((output, i) => {
      if (output) same(t, results[i], output, `${op} ${i}`);
    });
  }
}

for (const [group, cases] of Object.entries(groups)) {
  test(group, (t) => {
    for (const each of cases) check(t, each);
  });
}

test('complex numbers and Fourier transforms', (t) => {
  const nodes = [
    node('z', 'Complex', ['re', 'im']),
    node('real', 'Real', ['z']),
    node('imag', 'Imag', ['z']),
    node('abs', 'ComplexAbs', ['z']),
    node('fft', 'FFT', ['z']),
    node('fftReal', 'Real', ['fft']),
    node('back', 'IFFT', ['fft']),
    node('backImag', 'Imag', ['back']),
    node('rfft', 'RFFT', ['re', 'n']),
    node('rfftReal', 'Real', ['rfft']),
    node('irfft', 'IRFFT', ['rfft', 'n']),
    node('longer', 'IRFFT', ['rfft', 'four']),
  ];
  const weights = { re: f32([3, 1]), im: f32([4, 0]), n: i32([2]), four: i32([4]) };
  const names = ['real', 'imag', 'abs', 'fftReal', 'backImag', 'rfftReal', 'irfft', 'longer'];
  const results = list(modelOf(nodes, weights).execute({}, names));
  const wanted = [
    [3, 1],
    [4, 0],
    [5, 1],
    [4, 2],
    [4, 0],
    [4, 2],
    [3, 1],
    [2, 1, 0, 1],
  ];
  results.forEach((result, i) => {
    same(t, result, f32(wanted[i]), names[i]);
  });
});

test('a print goes to the console and passes its input on', (t) => {
  const model = modelOf(
    [node('p', 'Print', ['x', 'x', 'y'], { message: a.text('here:'), summarize: a.int(1) })],
    { x: i32([1, 2]), y: i32([3]) },
  );
  const lines: unknown[][] = [];
  const { log } = console;
  console.log = (...line) => lines.push(line);
  try {
    t.deepEqual(list(model.execute({}))[0].arraySync(), [1, 2]);
  } finally {
    console.log = log;
  }
  t.deepEqual(lines, [['here:', [1], [3]]]);
});

test('every op that is known has a case, here or among those of control flow, lists and tables', (t) => {
  const elsewhere =
    /^(TensorArray|TensorList|EmptyTensorList|LookupTable|InitializeTable|HashTable)/;
  const control =
    'If StatelessIf While StatelessWhile PartitionedCall StatefulPartitionedCall Switch Merge Enter Exit';
  const others = `${control} LoopCond NextIteration Const Placeholder NoOp Print Complex Real Imag ComplexAbs FFT IFFT RFFT IRFFT`;
  const covered = new Set([
    ...Object.values(groups)
      .flat()
      .map(({ op }) => op),
    ...others.split(' '),
  ]);
  const missing = [...operations.keys()].filter((op) => !covered.has(op) && !elsewhere.test(op));
  t.deepEqual(missing, []);
});
