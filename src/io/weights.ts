// Tensors as the bytes of tfjs's weight files, and back: all at once, or as a stream brings them.
import { DataError, DTypeError } from '../errors.js';
import { sizeOf } from '../nested.js';
import { tidy } from '../ops/scopes.js';
import type { NamedTensor } from '../optimizers/weights.js';
import type { Tensor } from '../tensor.js';
import { eager, eagerStrings } from '../tensors.js';
import { type BufferLike, CompositeArrayBuffer } from './compositeArrayBuffer.js';
import { bytesOf } from './elements.js';
import type { NamedTensorMap, WeightGroup, WeightsManifestEntry } from './handlers/types.js';
import { bytesOfSpec, checkSpecs, decodeValues } from './weightSpecs.js';

const encodable = ['float32', 'int32', 'bool', 'string', 'complex64'];

function listOf(tensors: NamedTensorMap): readonly NamedTensor[] {
  if (Array.isArray(tensors)) return tensors;
  return Object.entries(tensors as Record<string, Tensor>).map(([name, tensor]) => ({
    name,
    tensor,
  }));
}

/** Each string's length, then the string. */
function encodeStrings(strings: readonly Uint8Array[]): Uint8Array {
  const parts = strings.flatMap((string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(string.length);
    return [length, string];
  });
  return Buffer.concat(parts);
}

/** The specs and bytes, neither copied. @internal */
export function weightParts(
  tensors: NamedTensorMap,
  group?: WeightGroup,
): { specs: WeightsManifestEntry[]; parts: Uint8Array[] } {
  const specs: WeightsManifestEntry[] = [];
  const parts: Uint8Array[] = [];
  for (const { name, tensor } of listOf(tensors)) {
    const { dtype, shape } = tensor;
    if (!encodable.includes(dtype)) {
      const expected = `a tensor of ${encodable.join(', ')}`;
      throw new DTypeError({ where: `encodeWeights: ${name}`, expected, received: dtype });
    }
    const spec = { name, shape: [...shape], dtype: dtype as WeightsManifestEntry['dtype'] };
    specs.push(group ? { ...spec, group } : spec);
    parts.push(
      dtype === 'string' ? encodeStrings(tensor.encodedNow()) : bytesOf(tensor.valuesNow()),
    );
  }
  return { specs, parts };
}

/**
 * Tensors as bytes, one after the other, and what describes them.
 *
 * @param tensors by name, or a list of `{ name, tensor }`
 * @param group is noted in the descriptions
 * @throws DTypeError for dtypes that tfjs's files don't have
 * @example
 * const { data, specs } = await tf.io.encodeWeights({ kernel, bias });
 */
export async function encodeWeights(
  tensors: NamedTensorMap,
  group?: WeightGroup,
): Promise<{ data: ArrayBuffer; specs: WeightsManifestEntry[] }> {
  const { specs, parts } = weightParts(tensors, group);
  return { data: CompositeArrayBuffer.join(parts), specs };
}

/** The steps of decoding one array, each of which asks for bytes. */
function* decoding(
  where: string,
  spec: WeightsManifestEntry,
): Generator<number, Tensor, Uint8Array> {
  if (spec.dtype !== 'string') {
    return eager(spec.dtype, [...spec.shape], decodeValues(where, spec, yield bytesOfSpec(spec)));
  }
  const encoded: Uint8Array[] = [];
  for (let i = sizeOf(spec.shape); i > 0; i--) {
    const length: Uint8Array = yield 4;
    const count = new DataView(length.buffer, length.byteOffset).getUint32(0, true);
    encoded.push((yield count).slice());
  }
  return eagerStrings([...spec.shape], encoded);
}

function tooShort(where: string, expected: number, received: number): DataError {
  return new DataError({
    where,
    expected: `${expected} more bytes of weights`,
    received: String(received),
  });
}

/**
 * The tensors in the weights' bytes, by name; what is quantized is decoded.
 *
 * @param weightData the bytes, in one or several pieces
 * @throws DataError for descriptions that are wrong, or that ask for more bytes than there are
 * @example
 * const { kernel } = tf.io.decodeWeights(data, [{ name: 'kernel', shape: [2, 2], dtype: 'float32' }]);
 */
export function decodeWeights(
  weightData: BufferLike | readonly BufferLike[],
  specs: readonly WeightsManifestEntry[],
): Record<string, Tensor> {
  checkSpecs('weights', specs);
  const bytes = new CompositeArrayBuffer(weightData);
  let at = 0;
  const decode = (spec: WeightsManifestEntry) => {
    const steps = decoding('weights', spec);
    let step = steps.next();
    while (!step.done) {
      const count = step.value;
      const left = bytes.byteLength - at;
      if (count > left) throw tooShort(`weights: ${spec.name}`, count, left);
      step = steps.next(new Uint8Array(bytes.slice(at, at + count)));
      at += count;
    }
    return step.value;
  };
  return tidy(() => Object.fromEntries(specs.map((spec) => [spec.name, decode(spec)])));
}

/** A stream's bytes, taken from the front. */
function sourceOf(stream: ReadableStream<ArrayBuffer | Uint8Array>) {
  const reader = stream.getReader();
  let chunks: Uint8Array[] = [];
  let held = 0;
  return {
    async take(count: number, where: string): Promise<Uint8Array> {
      while (held < count) {
        const { done, value } = await reader.read();
        if (done) throw tooShort(where, count, held);
        const chunk = value instanceof Uint8Array ? value : new Uint8Array(value);
        chunks.push(chunk);
        held += chunk.byteLength;
      }
      const whole = Buffer.concat(chunks, held);
      chunks = [whole.subarray(count)];
      held -= count;
      return whole.subarray(0, count);
    },
    end(): void {
      reader.cancel().catch(() => {});
    },
  };
}

/**
 * As `decodeWeights`, of bytes as they arrive: no more of them are kept than one tensor has.
 *
 * @throws DataError if the stream ends too early
 */
export async function decodeWeightsStream(
  weightStream: ReadableStream<ArrayBuffer | Uint8Array>,
  specs: readonly WeightsManifestEntry[],
): Promise<Record<string, Tensor>> {
  checkSpecs('weights', specs);
  const source = sourceOf(weightStream);
  const decoded: [string, Tensor][] = [];
  try {
    for (const spec of specs) {
      const steps = decoding('weights', spec);
      let step = steps.next();
      while (!step.done) {
        step = steps.next(await source.take(step.value, `weights: ${spec.name}`));
      }
      decoded.push([spec.name, step.value]);
    }
  } catch (error) {
    for (const [, tensor] of decoded) tensor.dispose();
    throw error;
  } finally {
    source.end();
  }
  return Object.fromEntries(decoded);
}
