// Wrapper: a layer around another one.

import { ConfigError } from '../errors.js';
import { readSerialized } from '../registry.js';
import type { LayerConfig } from './config.js';
import { Layer } from './layer.js';
import { deserializeLayer } from './serialization.js';

export interface WrapperConfig extends LayerConfig {
  layer: Layer;
}

/** The layer that an option holds, or that its serialized form describes. @throws ConfigError for anything else. */
export function layerOption(where: string, value: unknown): Layer {
  if (value instanceof Layer) return value;
  const serialized = readSerialized(value);
  if (serialized) return deserializeLayer(serialized);
  throw new ConfigError({ where: `${where}.layer`, expected: 'a layer', received: typeof value });
}
