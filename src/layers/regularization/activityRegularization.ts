// ActivityRegularization: adds `l1 * sum|x| + l2 * sum x²`, a mean over the batch, to the loss.
import { L1L2 } from '../../regularizers/index.js';
import { type Defaults, type LayerConfig, type Options, readConfig } from '../config.js';
import { Layer, oneShape, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface ActivityRegularizationConfig extends LayerConfig {
  /** Default 0. */
  l1?: number;
  /** Default 0. */
  l2?: number;
}

const defaults: Defaults<ActivityRegularizationConfig> = { l1: 0, l2: 0 };

/** Passes its input on, and adds a penalty for its size. Keras: `ActivityRegularization`. */
export class ActivityRegularization extends Layer {
  static override className = 'ActivityRegularization';
  declare readonly options: Options<ActivityRegularizationConfig>;

  constructor(config: ActivityRegularizationConfig = {}) {
    super(readConfig<ActivityRegularizationConfig>('ActivityRegularization', config, defaults));
    this.activityRegularizer = new L1L2(this.options);
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }

  override getConfig(): Record<string, unknown> {
    // The penalty follows from l1 and l2.
    const { activityRegularizer, ...config } = super.getConfig();
    void activityRegularizer;
    return config;
  }
}
