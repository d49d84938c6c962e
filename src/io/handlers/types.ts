// What handlers load and save: a model's parts, and `model.json`, which says where the weights are. tfjs's format.
import type { NamedTensor } from '../../optimizers/weights.js';
import type { Tensor } from '../../tensor.js';

/** Of whom weights are: the model's, or the state of the optimizer that trains it. */
export type WeightGroup = 'model' | 'optimizer';

/** One array in the weights' bytes; they stand there one after the other, without holes. */
export interface WeightsManifestEntry {
  /** Of a weight: `dense/kernel`. */
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool' | 'string' | 'complex64';
  /** Default: 'model'. */
  group?: WeightGroup;
  /** How the bytes hold the values: as `q * scale + min`, or as float16. */
  quantization?: { dtype: 'uint8' | 'uint16' | 'float16'; scale?: number; min?: number };
}

/** Files, one after the other, and the arrays in them. */
export interface WeightsManifestGroupConfig {
  paths: string[];
  weights: WeightsManifestEntry[];
}

/** Where a model's weights are. */
export type WeightsManifestConfig = WeightsManifestGroupConfig[];

/** The weights' bytes, in one piece or several. */
export type WeightData = ArrayBuffer | ArrayBuffer[];

/** How a model was compiled, in Keras's names. */
export interface TrainingConfig {
  optimizer_config: object;
  /** One for all outputs, a list, or a record by the outputs' names. */
  loss: unknown;
  metrics?: unknown;
  weighted_metrics?: unknown;
  loss_weights?: unknown;
  sample_weight_mode?: string | null;
}

interface ModelParts {
  /** Keras's configuration of the layers. */
  modelTopology?: object;
  trainingConfig?: TrainingConfig;
  /** 'layers-model' or 'graph-model'. */
  format?: string;
  /** The program that made it. */
  generatedBy?: string;
  convertedBy?: string | null;
  signature?: object;
  /** What `setUserDefinedMetadata` was given. */
  userDefinedMetadata?: Record<string, unknown>;
  modelInitializer?: object;
  initializerSignature?: object;
}

/** A model in memory, as handlers load and save it. */
export interface ModelArtifacts extends ModelParts {
  weightSpecs?: WeightsManifestEntry[];
  weightData?: WeightData;
  /** The weights' bytes as they arrive, instead of `weightData`. */
  getWeightStream?: () => ReadableStream<ArrayBuffer | Uint8Array>;
}

/** The content of a `model.json`. */
export interface ModelJSON extends ModelParts {
  weightsManifest?: WeightsManifestConfig;
}

/** When a model was saved, and how large its parts are. */
export interface ModelArtifactsInfo {
  dateSaved: Date;
  modelTopologyType: 'JSON';
  modelTopologyBytes: number;
  weightSpecsBytes: number;
  weightDataBytes: number;
}

/** What saving gives. */
export interface SaveResult {
  modelArtifactsInfo: ModelArtifactsInfo;
  /** The server's answers. */
  responses?: Response[];
  errors?: (object | string)[];
}

/** What is saved of a model. */
export interface SaveConfig {
  /** Whether to leave weights out that training does not change. Default: false. */
  trainableOnly?: boolean;
  /** Whether to save how the model was compiled and the optimizer's state, to go on training. Default: false. */
  includeOptimizer?: boolean;
}

/** Loads and saves models somewhere. */
export interface IOHandler {
  load?(): Promise<ModelArtifacts>;
  save?(artifacts: ModelArtifacts): Promise<SaveResult>;
}

/** Loads and saves models at once. */
export interface IOHandlerSync {
  load?(): ModelArtifacts;
  save?(artifacts: ModelArtifacts): SaveResult;
}

/** How much is loaded, from 0 to 1. */
export type OnProgressCallback = (fraction: number) => void;

export interface LoadOptions {
  /** Whether the file's weights must be the model's, no more and no fewer. Default: true. */
  strict?: boolean;
  /** Is called as files arrive. */
  onProgress?: OnProgressCallback;
  /** What stands before the weights' file names, instead of where `model.json` is. */
  weightPathPrefix?: string;
  /** The URL of a weights' file, instead of the prefix and its name. */
  weightUrlConverter?: (weightFileName: string) => Promise<string>;
  /** For requests: headers and the like. */
  requestInit?: RequestInit;
  /** Instead of Node's `fetch`. */
  fetchFunc?: typeof fetch;
  /** Whether weights are decoded as they arrive. Default: false. */
  streamWeights?: boolean;
  /** Accepted as in tfjs; only graph models come from there. */
  fromTFHub?: boolean;
}

/** Tensors by name: a record, or a list of `{ name, tensor }`. */
export type NamedTensorMap = Readonly<Record<string, Tensor>> | readonly NamedTensor[];
