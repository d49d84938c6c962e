// What a graph model is made of, and where it comes from: the seam to `tf.io`.
import { ConfigError, DataError, UnavailableError } from '../errors.js';
import { sizeOf } from '../nested.js';
import type { Tensor } from '../tensor.js';
import { eager, eagerStrings } from '../tensors.js';
import type { GraphDef, SignatureDef } from './graphDef.js';

/** Name, shape and dtype of a weight, in the order of the weights' bytes. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: object;
}

/** A model as files hold it. */
export interface ModelArtifacts {
  /** The graph: TensorFlow's GraphDef as JSON. */
  modelTopology?: object | ArrayBuffer;
  weightSpecs?: WeightSpec[];
  /** The weights' bytes, one after the other; in one piece or several. */
  weightData?: ArrayBuffer | ArrayBuffer[];
  format?: string;
  generatedBy?: string;
  convertedBy?: string | null;
  /** The names of the inputs and outputs. */
  signature?: object;
  userDefinedMetadata?: Record<string, unknown>;
  /** A graph that fills hash tables before the first run. */
  modelInitializer?: object;
  initializerSignature?: object;
}

/** What `model.save` gives. */
export interface SaveResult {
  modelArtifactsInfo?: unknown;
  responses?: unknown[];
  errors?: unknown[];
}

/** Loads and saves models. */
export interface IOHandler {
  load?(): Promise<ModelArtifacts>;
  save?(artifacts: ModelArtifacts): Promise<SaveResult>;
}

/** As `IOHandler`, at once. */
export interface IOHandlerSync {
  load?(): ModelArtifacts;
  save?(artifacts: ModelArtifacts): SaveResult;
}

/** How a model is loaded from a URL. */
export interface LoadOptions {
  /** Headers and the like of requests. */
  requestInit?: RequestInit;
  /** Is told of progress, from 0 to 1. */
  onProgress?: (fraction: number) => void;
  fetchFunc?: typeof fetch;
  strict?: boolean;
  weightPathPrefix?: string;
  /** Whether the URL is a model's on TensorFlow Hub. */
  fromTFHub?: boolean;
  weightUrlConverter?: (weightFileName: string) => Promise<string>;
  streamWeights?: boolean;
}

/** The contents of a `model.json`. */
export interface ModelJSON extends Omit<ModelArtifacts, 'weightSpecs' | 'weightData'> {
  weightsManifest: { paths: string[]; weights: WeightSpec[] }[];
}

/** The parts of the artifacts that a graph model reads, as what they should be. */
export interface GraphArtifacts {
  topology: GraphDef;
  signature: SignatureDef | undefined;
  initializer: GraphDef | undefined;
  initializerSignature: SignatureDef | undefined;
  structuredOutputKeys: readonly string[] | undefined;
}

/** The handler of a URL. */
export function handlerOf(url: string, _options: LoadOptions): IOHandler {
  const problem = 'models are loaded from handlers only';
  throw new UnavailableError({ where: url, problem, hint: 'Give an object that has load().' });
}

/** The artifacts of a `model.json` and the bytes of its weights. */
export function artifactsOf(json: ModelJSON, weightData: ArrayBuffer): ModelArtifacts {
  const { weightsManifest, ...rest } = json;
  return { ...rest, weightSpecs: weightsManifest.flatMap(({ weights }) => weights), weightData };
}

/** What the graph model reads of artifacts. @throws DataError if there is no graph among them */
export function readArtifacts(artifacts: ModelArtifacts): GraphArtifacts {
  const { modelTopology, userDefinedMetadata, modelInitializer } = artifacts ?? {};
  if (
    typeof modelTopology !== 'object' ||
    modelTopology === null ||
    modelTopology instanceof ArrayBuffer
  ) {
    throw new DataError({
      where: 'graph model',
      expected: 'modelTopology to be a graph as JSON',
      received: modelTopology instanceof ArrayBuffer ? 'an ArrayBuffer' : String(modelTopology),
    });
  }
  const keys = userDefinedMetadata?.structuredOutputKeys;
  return {
    topology: modelTopology as GraphDef,
    signature: (userDefinedMetadata?.signature ?? artifacts.signature) as SignatureDef | undefined,
    initializer: (modelInitializer as GraphDef | undefined)?.node
      ? (modelInitializer as GraphDef)
      : undefined,
    initializerSignature: artifacts.initializerSignature as SignatureDef | undefined,
    structuredOutputKeys: Array.isArray(keys) ? keys.map(String) : undefined,
  };
}

/** Bytes of an element. */
const WIDTHS: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8 };

/** The strings, each after its length in 4 bytes, little-endian; and where the next weight begins. */
function readStrings({ name, shape }: WeightSpec, bytes: Buffer, start: number): [Tensor, number] {
  const strings: Uint8Array[] = [];
  const count = sizeOf(shape);
  let at = start;
  for (let i = 0; i < count; i++) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw tooShort(name);
    strings.push(new Uint8Array(bytes.subarray(at + 4, end)));
    at = end;
  }
  return [eagerStrings([...shape], strings), at];
}

const tooShort = (name: string) =>
  new DataError({ where: `weight ${name}`, problem: 'the weights end before it does' });

function readNumbers(
  { name, shape, dtype }: WeightSpec,
  bytes: Buffer,
  start: number,
): [Tensor, number] {
  const end = start + sizeOf(shape) * WIDTHS[dtype];
  if (end > bytes.length) throw tooShort(name);
  // A copy: weights are aligned, and don't keep the rest of the file.
  const { buffer } = new Uint8Array(bytes.subarray(start, end));
  switch (dtype) {
    case 'int32':
      return [eager('int32', [...shape], new Int32Array(buffer)), end];
    case 'bool':
      return [eager('bool', [...shape], new Uint8Array(buffer)), end];
    default:
      return [eager(dtype as 'float32', [...shape], new Float32Array(buffer)), end];
  }
}

function checkSpec(spec: WeightSpec): void {
  const { name, shape, dtype, quantization } = spec ?? {};
  const isShape =
    Array.isArray(shape) &&
    Array.from(shape).every((size) => Number.isSafeInteger(size) && size >= 0);
  if (
    typeof name === 'string' &&
    isShape &&
    !quantization &&
    (dtype === 'string' || Object.hasOwn(WIDTHS, dtype))
  ) {
    return;
  }
  throw new DataError({
    where: 'weights',
    expected: `a name, a shape and one of ${Object.keys(WIDTHS).join(', ')}, string`,
    received: JSON.stringify(spec)?.slice(0, 120),
  });
}

function checkBytes(data: unknown): asserts data is ArrayBuffer | ArrayBuffer[] {
  const isBytes = (x: unknown) => x instanceof ArrayBuffer || ArrayBuffer.isView(x);
  if (isBytes(data) || (Array.isArray(data) && data.every(isBytes))) return;
  throw new DataError({ where: 'weights', expected: 'weightData of bytes', received: typeof data });
}

/** The weights by name. @throws DataError for bytes that end too early, and dtypes that weights don't have */
export function decodeWeights(artifacts: ModelArtifacts): Map<string, Tensor> {
  const { weightSpecs = [], weightData = new ArrayBuffer(0) } = artifacts;
  if (!Array.isArray(weightSpecs))
    throw new ConfigError({ where: 'weights', expected: 'a list of weightSpecs' });
  checkBytes(weightData);
  const pieces = Array.isArray(weightData) ? weightData : [weightData];
  const bytes =
    pieces.length === 1
      ? Buffer.from(pieces[0])
      : Buffer.concat(pieces.map((piece) => new Uint8Array(piece)));
  const weights = new Map<string, Tensor>();
  let at = 0;
  for (const spec of weightSpecs) {
    checkSpec(spec);
    const [tensor, next] = (spec.dtype === 'string' ? readStrings : readNumbers)(spec, bytes, at);
    weights.set(spec.name, tensor);
    at = next;
  }
  return weights;
}
