// SpatialDropout1D, 2D, 3D: in training, whole feature maps dropped.
import { ConfigError } from '../../errors.js';
import { applyOne } from '../../session.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { NoiseLayer } from './noise.js';

export interface SpatialDropoutConfig extends LayerConfig {
  /** Share of the feature maps dropped, from 0 to 1. */
  rate: number;
  /** Where the maps' axis is, for 2D and 3D; default channelsLast. */
  dataFormat?: string | null;
  seed?: number | null;
}

const defaults: Defaults<SpatialDropoutConfig> = { rate: required, dataFormat: null, seed: null };

abstract class SpatialDropout extends NoiseLayer {
  declare readonly options: Options<SpatialDropoutConfig>;

  constructor(className: string, axes: number, config: SpatialDropoutConfig | number) {
    const spelling = { shorthand: 'rate' };
    const read = readConfig<SpatialDropoutConfig>(className, config, defaults, spelling);
    if (axes > 1) read.options.dataFormat ??= 'channels_last';
    super(read, 'rate', read.options.rate);
    if (axes === 1 && this.options.dataFormat !== null) {
      throw new ConfigError({ where: this.name, problem: 'sequences have no dataFormat' });
    }
    this.inputSpec = [{ ndim: axes + 2 }];
  }

  protected disturb(x: Tensor): Tensor {
    const { rate, dataFormat } = this.options;
    const maps = dataFormat === 'channels_first' ? 1 : x.rank - 1;
    const noiseShape = x.shape.map((n, axis) => (axis === 0 || axis === maps ? n : 1));
    return applyOne('dropout', { rate, noiseShape, stream: 0 }, [x, this.next()]);
  }
}

/** Drops features over all steps of a sequence (Tompson et al., 2014). Keras: `SpatialDropout1D`. */
export class SpatialDropout1D extends SpatialDropout {
  static override className = 'SpatialDropout1D';

  constructor(config: SpatialDropoutConfig | number) {
    super('SpatialDropout1D', 1, config);
  }
}

/** Drops feature maps of images. Keras: `SpatialDropout2D`. */
export class SpatialDropout2D extends SpatialDropout {
  static override className = 'SpatialDropout2D';

  constructor(config: SpatialDropoutConfig | number) {
    super('SpatialDropout2D', 2, config);
  }
}

/** Drops feature maps of volumes. Keras: `SpatialDropout3D`. */
export class SpatialDropout3D extends SpatialDropout {
  static override className = 'SpatialDropout3D';

  constructor(config: SpatialDropoutConfig | number) {
    super('SpatialDropout3D', 3, config);
  }
}
