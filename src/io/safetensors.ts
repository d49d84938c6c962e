// The safetensors format: an 8-byte length, a JSON header, then each array's bytes, without holes.
import { DataError } from '../errors.js';
import {
  bytesOf,
  checkSize,
  decodeElements,
  type ElementType,
  elementTypeOf,
  type FileArray,
  widthOf,
} from './elements.js';

/** The reference implementation's own limit. */
const maxHeader = 100_000_000;

const names: Record<ElementType, string> = {
  f2: 'F16',
  bf2: 'BF16',
  f4: 'F32',
  f8: 'F64',
  i1: 'I8',
  i2: 'I16',
  i4: 'I32',
  i8: 'I64',
  u1: 'U8',
  u2: 'U16',
  u4: 'U32',
  u8: 'U64',
  b1: 'BOOL',
};
const types = new Map(Object.entries(names).map(([type, name]) => [name, type as ElementType]));

interface Entry {
  name: string;
  type: ElementType;
  shape: readonly number[];
  from: number;
  to: number;
}

function parseHeader(where: string, bytes: Buffer): { header: object; start: number } {
  const length = bytes.length < 8 ? Number.NaN : Number(bytes.readBigUInt64LE(0));
  if (!(length <= maxHeader && 8 + length <= bytes.length)) {
    throw new DataError({
      where,
      expected: 'a safetensors file',
      received: Number.isNaN(length)
        ? `${bytes.length} bytes`
        : `a header of ${length} bytes in a file of ${bytes.length}`,
    });
  }
  try {
    const header: unknown = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return { header, start: 8 + length };
    }
  } catch (cause) {
    throw new DataError({ where, expected: 'a header of JSON', cause });
  }
  throw new DataError({ where, expected: 'a header that is a JSON object' });
}

function parseEntry(where: string, name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const type = types.get(dtype as string);
  if (!type) {
    const expected = `one of ${[...types.keys()].join(', ')}`;
    throw new DataError({ where: `${where}: ${name}`, expected, received: String(dtype) });
  }
  const [from, to] = Array.isArray(offsets) ? offsets : [];
  const isRange = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to;
  if (!isRange || !Array.isArray(shape)) {
    const expected = 'a shape and two data_offsets';
    throw new DataError({ where: `${where}: ${name}`, expected, received: 'others' });
  }
  checkSize(`${where}: ${name}`, shape, type, to - from);
  return { name, type, shape, from, to };
}

/**
 * The arrays by name.
 * @throws DataError for a file that is not whole, arrays that overlap, leave bytes over or lie outside it, and for
 * dtypes of less than a byte
 */
export function parseSafetensors(where: string, bytes: Buffer): Map<string, FileArray> {
  const { header, start } = parseHeader(where, bytes);
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(where, name, value));
  // Before anything is copied: together they are the file, once.
  let end = 0;
  for (const { name, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) {
      const received = String(from);
      throw new DataError({ where: `${where}: ${name}`, expected: `to start at ${end}`, received });
    }
    end = to;
  }
  if (start + end !== bytes.length) {
    const received = `${bytes.length - start}`;
    throw new DataError({ where, expected: `${end} bytes of arrays`, received });
  }
  return new Map(
    entries.map(({ name, type, shape, from, to }) => {
      const content = bytes.subarray(start + from, start + to);
      const array = decodeElements(`${where}: ${name}`, type, content);
      return [name, { ...array, shape: [...shape] }];
    }),
  );
}

/** The parts of a file with these arrays; the widest elements come first, so that all are aligned. */
export function formatSafetensors(arrays: Iterable<readonly [string, FileArray]>): Uint8Array[] {
  const entries = [...arrays].map(([name, array]) => {
    const type = elementTypeOf(array.dtype, `safetensors: ${name}`);
    return { name, array, type };
  });
  entries.sort((a, b) => widthOf(b.type) - widthOf(a.type));
  let at = 0;
  const header = entries.map(({ name, array, type }) => {
    const from = at;
    at += array.values.byteLength;
    return [name, { dtype: names[type], shape: array.shape, data_offsets: [from, at] }];
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const start = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ');
  start.writeBigUInt64LE(BigInt(start.length - 8));
  start.set(json, 8);
  return [start, ...entries.map(({ array }) => bytesOf(array.values))];
}
