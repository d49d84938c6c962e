// The tensors of a golden file.
import { readFileSync } from 'node:fs';
import { parseSafetensors } from '../../src/io/safetensors.js';

/** A tensor as the golden files hold it; int64 values, all small there, are read as int32. */
export interface Golden {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** All tensors of a file, by name. Throws on a type that the golden files don't have. */
export function readSafetensors(path: string): Map<string, Golden> {
  const arrays = parseSafetensors(path, readFileSync(path));
  return new Map(
    [...arrays].map(([name, { dtype, shape, values }]) => {
      if (values instanceof BigInt64Array) {
        return [name, { dtype: 'int32', shape, data: Int32Array.from(values, Number) }];
      }
      if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
        throw new Error(`${path}: '${name}' has type ${dtype}`);
      }
      return [name, { dtype, shape, data: values as Golden['data'] }];
    }),
  );
}
