// The shapes that an equation of EinsumDense says: of kernel, bias and output, from those of the input.
import { ConfigError, ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import type { PartialShape } from '../symbolic.js';

export interface EinsumShapes {
  kernelShape: PartialShape;
  biasShape: PartialShape | undefined;
  outputShape: PartialShape;
  /** The kernel's axes that are summed over, or shared with the input. */
  inputAxes: number[];
  /** Those that the output has. */
  outputAxes: number[];
}

/** The equation's three terms without dots, and where the dots stand. */
function parse(where: string, equation: string) {
  const match = /^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?$/.exec(
    equation,
  );
  const [, left, input, right, kernel, outLeft, output, outRight] = match ?? [];
  const twoSided = left !== undefined && right !== undefined;
  if (match === null || twoSided || left !== outLeft || right !== outRight) {
    throw new ConfigError({
      where: `${where}.equation`,
      expected: "letters as in 'ab,bc->ac', '...a,ab->...b' or 'ab...,bc->ac...'",
      received: JSON.stringify(equation),
    });
  }
  return { left: left !== undefined, right: right !== undefined, input, kernel, output };
}

/** The output with what `...` stands for in its place. */
function wholeOutput(
  [batch, ...rest]: PartialShape,
  given: PartialShape,
  elided: number,
  left: boolean,
): PartialShape {
  if (left) return elided > 0 ? [batch, ...rest.slice(0, elided - 1), ...given] : [batch, ...given];
  return [batch, ...given, ...rest.slice(rest.length - elided)];
}

/**
 * The shapes for an input of this shape.
 * @param given the output's shape without the batch and without what `...` stands for.
 * @throws ConfigError for letters that don't fit; ShapeError for sizes that don't.
 */
export function analyze(
  where: string,
  equation: string,
  biasAxes: string | null,
  shape: PartialShape,
  given: PartialShape,
): EinsumShapes {
  const { left, right, input, kernel, output } = parse(where, equation);
  const elided = shape.length - input.length;
  const whole = wholeOutput(shape, given, elided, left);
  if (elided < 0 || (elided > 0 && !left && !right) || whole.length !== output.length + elided) {
    throw new ShapeError({
      where,
      expected: `an input and an outputShape that fit '${equation}'`,
      received: `${showShape(shape)} and ${showShape(given)}`,
    });
  }
  const start = left ? elided : 0;
  const inputSizes = new Map([...input].map((letter, i) => [letter, shape[i + start]]));
  const outputSizes = new Map([...output].map((letter, i) => [letter, whole[i + start]]));
  for (const [letter, size] of inputSizes) {
    const other = outputSizes.get(letter);
    if (typeof other === 'number' && other !== size) {
      throw new ShapeError({
        where,
        expected: `the axis '${letter}' to have the input's size ${size}`,
        received: `an outputShape with ${other}`,
      });
    }
    if (outputSizes.has(letter)) outputSizes.set(letter, size);
  }
  const unknown = (letter: string, what: string) =>
    new ConfigError({
      where: `${where}.equation`,
      expected: `the ${what}'s axis '${letter}' to be in another term`,
      received: `'${equation}'`,
    });
  for (const letter of output) {
    if (!inputSizes.has(letter) && !kernel.includes(letter)) throw unknown(letter, 'output');
  }
  const kernelShape = [...kernel].map((letter) => {
    if (!inputSizes.has(letter) && !outputSizes.has(letter)) throw unknown(letter, 'kernel');
    return outputSizes.get(letter) ?? inputSizes.get(letter) ?? null;
  });
  const axes = [...kernel].map((_, i) => i);
  const isOutput = (axis: number) => output.includes(kernel[axis]);
  return {
    kernelShape,
    biasShape: biasShape(where, biasAxes, output, outputSizes, right ? elided : 0),
    outputShape: whole.map((size, i) => outputSizes.get(output[i - start] ?? '') ?? size),
    inputAxes: axes.filter((axis) => !isOutput(axis)),
    outputAxes: axes.filter(isOutput),
  };
}

function biasShape(
  where: string,
  axes: string | null,
  output: string,
  sizes: Map<string, number | null>,
  trailing: number,
): PartialShape | undefined {
  if (axes === null) return undefined;
  const wrong = [...axes].find((letter) => !output.includes(letter));
  if (wrong !== undefined || axes === '') {
    throw new ConfigError({
      where: `${where}.biasAxes`,
      expected: `letters of the output '${output}'`,
      received: JSON.stringify(axes),
    });
  }
  const first = Math.min(...[...axes].map((letter) => output.indexOf(letter)));
  const own = [...output.slice(first)].map((c) => (axes.includes(c) ? (sizes.get(c) ?? null) : 1));
  return [...own, ...new Array<number>(trailing).fill(1)];
}
