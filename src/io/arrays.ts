// Tensors in files of other programs: NumPy's `.npy` and `.npz`, and safetensors.
import { ConfigError, DataError } from '../errors.js';
import { toTensor } from '../ops/convert.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { eager } from '../tensors.js';
import type { FileArray } from './elements.js';
import { asBuffer, type ByteSource, readSource, saveFile } from './files.js';
import { formatNpy, parseNpy } from './npy.js';
import { formatSafetensors, parseSafetensors } from './safetensors.js';
import { Zip } from './zip.js';
import { zip } from './zipWriter.js';

/** Tensors by name. */
export type NamedTensors = Record<string, Tensor>;
/** Tensors, or anything array-like, by name. */
export type NamedTensorLikes = Readonly<Record<string, TensorLike>>;

export interface LoadNpzOptions {
  /** What the arrays may unpack to, together. Default: 4 GB. */
  maxBytes?: number;
}

export interface SaveNpzOptions {
  /** Whether to deflate, as `numpy.savez_compressed` does. Default: false. */
  compressed?: boolean;
}

const tensorOf = ({ dtype, shape, values }: FileArray): Tensor => eager(dtype, shape, values);

function arrayOf(x: TensorLike, where: string): FileArray {
  const tensor = toTensor(x, where);
  return { dtype: tensor.dtype, shape: tensor.shape, values: tensor.valuesNow() };
}

function arraysOf(tensors: NamedTensorLikes, where: string): [string, FileArray][] {
  if (typeof tensors !== 'object' || tensors === null) {
    const received = tensors === null ? 'null' : typeof tensors;
    throw new ConfigError({ where, expected: 'tensors by name', received });
  }
  return Object.entries(tensors).map(([name, x]) => [name, arrayOf(x, `${where}: ${name}`)]);
}

const whole = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/**
 * The tensor in the bytes of a `.npy` file. Numbers keep their type where corten has it: float16 becomes float32,
 * narrow integers int32, uint32 and uint64 int64. Either byte order and Fortran order are read.
 *
 * @throws DataError for anything but bools, integers and floats, pickled objects included, and for a file that is not whole
 */
export function decodeNpy(bytes: Uint8Array | ArrayBuffer): Tensor {
  return tensorOf(parseNpy('npy', asBuffer(bytes)));
}

/** The bytes of a `.npy` file. */
export function encodeNpy(x: TensorLike): Uint8Array {
  return whole(formatNpy(arrayOf(x, 'encodeNpy')));
}

/**
 * The tensor in a `.npy` file.
 *
 * @param source a path or `file:` URL, or the file's bytes
 * @throws UnavailableError if there is no such file; DataError as `decodeNpy`
 * @see numpy.load
 * @example
 * const x = await tf.io.loadNpy('images.npy');
 */
export async function loadNpy(source: ByteSource): Promise<Tensor> {
  const { where, bytes } = await readSource(source, 'npy');
  return tensorOf(parseNpy(where, bytes));
}

/**
 * Writes a tensor to a `.npy` file; the old file stays until the new one is whole on disk.
 *
 * @see numpy.save
 * @example
 * await tf.io.saveNpy('predictions.npy', model.predict(x));
 */
export async function saveNpy(path: string | URL, x: TensorLike): Promise<void> {
  await saveFile(path, formatNpy(arrayOf(x, 'saveNpy')));
}

/**
 * The tensors of a `.npz` file by name.
 *
 * @param source a path or `file:` URL, or the file's bytes
 * @throws DataError as `decodeNpy`, and for an archive of more than `maxBytes`
 * @see numpy.load
 * @example
 * const { x_train: x, y_train: y } = await tf.io.loadNpz('mnist.npz');
 */
export async function loadNpz(
  source: ByteSource,
  { maxBytes = 2 ** 32 }: LoadNpzOptions = {},
): Promise<NamedTensors> {
  const { where, bytes } = await readSource(source, 'npz');
  const archive = new Zip(where, bytes, maxBytes);
  const tensors: [string, Tensor][] = [];
  for (const name of archive.names) {
    const array = parseNpy(`${where}: ${name}`, await archive.read(name));
    tensors.push([name.replace(/\.npy$/, ''), tensorOf(array)]);
  }
  return Object.fromEntries(tensors);
}

/** The bytes of a `.npz` file. */
export async function encodeNpz(
  tensors: NamedTensorLikes,
  options: SaveNpzOptions = {},
): Promise<Uint8Array> {
  return whole(await npzParts('npz', tensors, options));
}

/**
 * Writes tensors by name to a `.npz` file; the old file stays until the new one is whole on disk.
 *
 * @throws DataError for more than 4 GB
 * @see numpy.savez
 * @example
 * await tf.io.saveNpz('data.npz', { x, y }, { compressed: true });
 */
export async function saveNpz(
  path: string | URL,
  tensors: NamedTensorLikes,
  options: SaveNpzOptions = {},
): Promise<void> {
  await saveFile(path, await npzParts(String(path), tensors, options));
}

function npzParts(where: string, tensors: NamedTensorLikes, { compressed }: SaveNpzOptions) {
  const entries = arraysOf(tensors, 'saveNpz').map(([name, array]) => ({
    name: `${name}.npy`,
    parts: formatNpy(array),
  }));
  return zip(where, entries, compressed ?? false);
}

function tensorsOf(where: string, bytes: Buffer): NamedTensors {
  const arrays = parseSafetensors(where, bytes);
  return Object.fromEntries([...arrays].map(([name, array]) => [name, tensorOf(array)]));
}

/** The tensors in the bytes of a `.safetensors` file by name. @throws DataError as `loadSafetensors` */
export function decodeSafetensors(bytes: Uint8Array | ArrayBuffer): NamedTensors {
  return tensorsOf('safetensors', asBuffer(bytes));
}

/** The bytes of a `.safetensors` file. */
export function encodeSafetensors(tensors: NamedTensorLikes): Uint8Array {
  return whole(formatSafetensors(arraysOf(tensors, 'encodeSafetensors')));
}

/**
 * The tensors of a `.safetensors` file by name. float16 and bfloat16 become float32, narrow integers int32, uint32 and
 * uint64 int64.
 *
 * @param source a path or `file:` URL, or the file's bytes
 * @throws UnavailableError if there is no such file; DataError for one that is not whole, or whose arrays don't fill it
 * @example
 * const { 'embed.weight': embeddings } = await tf.io.loadSafetensors('model.safetensors');
 */
export async function loadSafetensors(source: ByteSource): Promise<NamedTensors> {
  const { where, bytes } = await readSource(source, 'safetensors');
  return tensorsOf(where, bytes);
}

/**
 * Writes tensors by name to a `.safetensors` file; the old file stays until the new one is whole on disk.
 *
 * @example
 * await tf.io.saveSafetensors('state.safetensors', { weights, bias });
 */
export async function saveSafetensors(
  path: string | URL,
  tensors: NamedTensorLikes,
): Promise<void> {
  const arrays = arraysOf(tensors, 'saveSafetensors');
  if (arrays.some(([name]) => name === '__metadata__')) {
    throw new DataError({
      where: String(path),
      problem: 'a tensor can not be called __metadata__',
    });
  }
  await saveFile(path, formatSafetensors(arrays));
}
