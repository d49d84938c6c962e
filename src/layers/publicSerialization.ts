// `tf.serialization`: classes of the user's own, and layers as Keras's JSON.
export {
  deserializeLayer,
  type LayerClass,
  registerClass,
  type SerializedLayer,
  serializeLayer,
} from './serialization.js';
