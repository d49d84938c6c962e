// Dropout: in training, elements set to 0 with probability `rate`, the others scaled by `1 / (1 - rate)`.
import { ConfigError } from '../../errors.js';
import { SeedGenerator } from '../../ops/random.js';
import { applyOne } from '../../session.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type LayerConfig, type Options, readConfig, required } from '../config.js';
import { type CallOptions, Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export interface DropoutConfig extends LayerConfig {
  /** Share of elements dropped, from 0 to 1. */
  rate: number;
  /** Shape of the mask: along axes of size 1 all elements share a draw; null takes the input's. */
  noiseShape?: (number | null)[] | null;
  seed?: number | null;
}

const defaults: Defaults<DropoutConfig> = { rate: required, noiseShape: null, seed: null };

/** Drops elements while training (Srivastava et al., 2014). Keras: `Dropout`. */
export class Dropout extends Layer {
  static override className = 'Dropout';
  declare readonly options: Options<DropoutConfig>;
  readonly #generator: SeedGenerator | undefined;

  constructor(config: DropoutConfig | number) {
    super(
      readConfig<DropoutConfig>('Dropout', config, defaults, {
        shorthand: 'rate',
        aliases: { p: 'rate' },
      }),
    );
    const { rate, seed } = this.options;
    if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)) {
      throw new ConfigError({
        where: this.name,
        expected: 'a rate from 0 to 1',
        received: String(rate),
      });
    }
    this.supportsMasking = true;
    if (rate > 0) {
      this.#generator = new SeedGenerator(seed, `${this.name}/seed`);
      this.addState(this.#generator.state);
    }
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const x = oneTensor(inputs);
    if (!kwargs.training || this.#generator === undefined) return x;
    const { rate, noiseShape } = this.options;
    const shape = noiseShape?.map((n, i) => n ?? x.shape[i]) ?? x.shape;
    return applyOne('dropout', { rate, noiseShape: shape, stream: 0 }, [x, this.#generator.next()]);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
