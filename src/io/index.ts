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
export type { ByteSource } from './files.js';
