// What `tf.io` offers.
export {
  decodeNpy,
  decodeSafetensors,
  encodeNpy,
  encodeNpz,
  encodeSafetensors,
  type LoadNpzOptions,
  loadNpy,
  loadNpz,
  loadSafetensors,
  type NamedTensorLikes,
  type NamedTensors,
  type SaveNpzOptions,
  saveNpy,
  saveNpz,
  saveSafetensors,
} from './arrays.js';
export { CompositeArrayBuffer, concatenateArrayBuffers } from './compositeArrayBuffer.js';
export type { ByteSource } from './files.js';
export {
  getModelArtifactsForJSON,
  getModelArtifactsForJSONSync,
  getModelArtifactsInfoForJSON,
  getWeightSpecs,
} from './handlers/artifacts.js';
export { browserFiles } from './handlers/browserFiles.js';
export { fileSystem } from './handlers/fileSystem.js';
export { browserHTTPRequest, http, isHTTPScheme } from './handlers/http.js';
export { copyModel, listModels, moveModel, removeModel } from './handlers/management.js';
export {
  fromMemory,
  fromMemorySync,
  withSaveHandler,
  withSaveHandlerSync,
} from './handlers/memory.js';
export {
  getLoadHandlers,
  getSaveHandlers,
  type IORouter,
  registerLoadRouter,
  registerSaveRouter,
} from './handlers/router.js';
export type * from './handlers/types.js';
export { loadWeights, type WeightsLoader, weightsLoaderFactory } from './weightFiles.js';
export { decodeWeights, decodeWeightsStream, encodeWeights } from './weights.js';
