// Weights in a `.safetensors` file: an 8-byte length, a JSON header, then each tensor's bytes.
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { DataError } from '../errors.js';
import type { Variable } from '../variable.js';

const types: Record<string, string> = {
  float32: 'F32',
  float64: 'F64',
  int32: 'I32',
  int64: 'I64',
  uint8: 'U8',
  bool: 'BOOL',
};

/** Writes beside the file, has the disk confirm, then renames: a crash leaves the old file or the new one, whole. */
export async function writeAtomically(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new DataError({ where: path, problem: 'could not be written', cause });
  }
}

/** Writes variables under their names. */
export async function saveWeightsFile(path: string, variables: readonly Variable[]): Promise<void> {
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { name, dtype, shape, ...rest } of variables.map((v) => ({
    name: v.name,
    dtype: v.dtype,
    shape: v.shape,
    values: v.valuesNow(),
  }))) {
    const { values } = rest;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    header[name] = { dtype: types[dtype], shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
    parts.push(bytes);
  }
  // Readers map the tensors into memory: the header is padded to a multiple of 8.
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  await writeAtomically(path, [length, text, ...parts]);
}
