// Identity: passes its input on.
import type { LayerConfig } from '../config.js';
import { readConfig } from '../config.js';
import { Layer, oneShape, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

/** The input, unchanged. Keras: `Identity`. */
export class Identity extends Layer {
  static override className = 'Identity';

  constructor(config: LayerConfig = {}) {
    super(readConfig<LayerConfig>('Identity', config, {}));
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
