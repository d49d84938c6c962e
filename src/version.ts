// What `tf.version` says.
import { native } from './binding/load.js';

/** The versions of the package; `corten` and `engine` are the same by construction. */
export const version = { corten: native.version() } as const;
