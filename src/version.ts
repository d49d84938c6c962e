// What `tf.version` says.
import { native } from './binding/load.js';

/** The version of corten: one for the package and its engine. Asking starts the engine, importing does not. */
export const version = {
  get corten(): string {
    return native.engineInfo().version;
  },
};
