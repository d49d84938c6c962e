// The arrays in a model's weights as `model.json` describes them: checked, measured, and decoded, quantized ones too.
import type { TypedArray } from '../dtype.js';
import { DataError } from '../errors.js';
import { sizeOf } from '../nested.js';
import { checkKeys } from '../suggest.js';
import { decodeElements, type ElementType, widthOf } from './elements.js';
import type { WeightsManifestEntry } from './handlers/types.js';

/** How each dtype is stored, strings aside, and each quantized one. */
const stored: Readonly<Record<string, ElementType>> = {
  float32: 'f4',
  int32: 'i4',
  bool: 'b1',
  complex64: 'f4',
};
const quantized: Readonly<Record<string, ElementType>> = {
  uint8: 'u1',
  uint16: 'u2',
  float16: 'f2',
};

type Fields = Record<string, unknown>;

const isRecord = (x: unknown): x is Fields =>
  typeof x === 'object' && x !== null && !Array.isArray(x);

function wrong(where: string, expected: string, received: unknown): DataError {
  return new DataError({ where, expected, received: JSON.stringify(received)?.slice(0, 80) });
}

function checkQuantization(where: string, dtype: unknown, quantization: unknown): void {
  if (!isRecord(quantization) || !Object.hasOwn(quantized, String(quantization.dtype))) {
    throw wrong(where, `quantization to ${Object.keys(quantized).join(', ')}`, quantization);
  }
  const isHalf = quantization.dtype === 'float16';
  if (dtype !== 'float32' && (isHalf || dtype !== 'int32')) {
    throw wrong(where, isHalf ? 'float32' : 'float32 or int32 as the quantized dtype', dtype);
  }
  const { scale, min } = quantization;
  if (!isHalf && !(Number.isFinite(scale) && Number.isFinite(min))) {
    throw wrong(where, 'numbers as scale and min of the quantization', quantization);
  }
}

/** @throws DataError unless these are descriptions of arrays whose names differ */
export function checkSpecs(
  where: string,
  specs: unknown,
): asserts specs is readonly WeightsManifestEntry[] {
  if (!Array.isArray(specs)) throw wrong(where, 'a list of weights', specs);
  const names = new Set<string>();
  for (const spec of specs as unknown[]) {
    if (!isRecord(spec) || typeof spec.name !== 'string') {
      throw wrong(where, 'weights with names', spec);
    }
    const { name, shape, dtype, quantization } = spec;
    const at = `${where}: ${name}`;
    const isSize = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
    if (!Array.isArray(shape) || shape.length > 64 || !shape.every(isSize)) {
      throw wrong(at, 'a shape made of sizes', shape);
    }
    if (dtype !== 'string' && !Object.hasOwn(stored, String(dtype))) {
      throw wrong(at, `one of ${Object.keys(stored).join(', ')}, string`, dtype);
    }
    if (quantization !== undefined) checkQuantization(at, dtype, quantization);
    if (names.has(name)) throw new DataError({ where: at, problem: 'two weights have this name' });
    names.add(name);
  }
}

/** All arrays of a manifest's groups. @throws DataError as `checkSpecs`, and for groups without paths */
export function specsOf(where: string, manifest: unknown): WeightsManifestEntry[] {
  if (!Array.isArray(manifest)) throw wrong(where, 'a weights manifest, a list', manifest);
  const specs = (manifest as unknown[]).flatMap((group) => {
    const paths = isRecord(group) ? group.paths : undefined;
    if (!Array.isArray(paths) || paths.some((path) => typeof path !== 'string')) {
      throw wrong(where, 'paths in each group of the weights manifest', group);
    }
    return (group as Fields).weights as unknown[];
  });
  checkSpecs(where, specs);
  return [...specs];
}

function elementOf({ dtype, quantization }: WeightsManifestEntry): ElementType {
  return quantization ? quantized[quantization.dtype] : stored[dtype];
}

/** The bytes of one array; of strings, those before the first, for each states its own length. */
export function bytesOfSpec(spec: WeightsManifestEntry): number {
  if (spec.dtype === 'string' && !spec.quantization) return 0;
  const perElement = spec.dtype === 'complex64' ? 2 : 1;
  return sizeOf(spec.shape) * perElement * widthOf(elementOf(spec));
}

/** The values of an array that is not of strings, from just its bytes. */
export function decodeValues(
  where: string,
  spec: WeightsManifestEntry,
  bytes: Uint8Array,
): TypedArray {
  const { values } = decodeElements(`${where}: ${spec.name}`, elementOf(spec), bytes);
  const { quantization } = spec;
  if (!quantization || quantization.dtype === 'float16') return values;
  const { scale = 1, min = 0 } = quantization;
  const codes = values as Uint8Array | Int32Array;
  return spec.dtype === 'int32'
    ? Int32Array.from(codes, (code) => Math.round(code * scale + min))
    : Float32Array.from(codes, (code) => code * scale + min);
}

/** @throws ConfigError for an unknown option of loading */
export function checkLoadOptions(where: string, options: object): void {
  checkKeys(where, options, [
    ...['strict', 'onProgress', 'weightPathPrefix', 'weightUrlConverter', 'requestInit'],
    ...['fetchFunc', 'streamWeights', 'fromTFHub'],
  ]);
}
