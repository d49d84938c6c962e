// Reads the tensors of a `.safetensors` file: an 8-byte header length, a JSON header, then the bytes.
import { readFileSync } from 'node:fs';

/** A tensor as the golden files hold it; int64 values, all small there, are read as int32. */
export interface Golden {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const readers: Record<string, (bytes: ArrayBuffer) => Pick<Golden, 'dtype' | 'data'>> = {
  F32: (bytes) => ({ dtype: 'float32', data: new Float32Array(bytes) }),
  I32: (bytes) => ({ dtype: 'int32', data: new Int32Array(bytes) }),
  I64: (bytes) => ({ dtype: 'int32', data: Int32Array.from(new BigInt64Array(bytes), Number) }),
  BOOL: (bytes) => ({ dtype: 'bool', data: new Uint8Array(bytes) }),
};

/** All tensors of a file, by name. Throws on a type that the golden files don't have. */
export function readSafetensors(path: string): Map<string, Golden> {
  const file = readFileSync(path);
  const start = 8 + Number(file.readBigUInt64LE(0));
  const header: Record<string, Entry> = JSON.parse(file.toString('utf8', 8, start));
  delete header.__metadata__;
  return new Map(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const read = readers[dtype];
        if (!read) throw new Error(`${path}: '${name}' has type ${dtype}`);
        // A copy, since a view into the file need not be aligned.
        const bytes = new Uint8Array(file.subarray(start + from, start + to)).buffer;
        return [name, { shape, ...read(bytes) }];
      },
    ),
  );
}
