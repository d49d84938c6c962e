// NoiseLayer: the base of layers that change their input at random while training, and pass it on otherwise.
import { ConfigError } from '../../errors.js';
import { draw, SeedGenerator } from '../../ops/random.js';
import type { Tensor } from '../../tensor.js';
import type { LayerConfig } from '../config.js';
import { type CallOptions, Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

export abstract class NoiseLayer extends Layer {
  readonly #generator: SeedGenerator | undefined;

  /**
   * @param amount how much: 0 leaves the layer without effect
   * @throws ConfigError if it is not from 0 to 1.
   */
  constructor(
    read: { base: LayerConfig; options: { seed: number | null } },
    what: string,
    amount: number,
  ) {
    super(read);
    if (typeof amount !== 'number' || !(amount >= 0 && amount <= 1)) {
      const where = `${this.name}.${what}`;
      throw new ConfigError({ where, expected: 'a number from 0 to 1', received: String(amount) });
    }
    this.supportsMasking = true;
    if (amount > 0) {
      this.#generator = new SeedGenerator(read.options.seed, `${this.name}/seed`);
      this.addState(this.#generator.state);
    }
  }

  /** The input with its noise. */
  protected abstract disturb(x: Tensor): Tensor;

  /** The state for one draw. */
  protected next(): Tensor {
    return this.#generator!.next();
  }

  /** Standard normal, or uniform from 0 to 1. */
  protected draw(distribution: 'randomUniform' | 'randomNormal', shape: number[]): Tensor {
    return draw(distribution, shape, this.next());
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const x = oneTensor(inputs);
    return kwargs.training && this.#generator ? this.disturb(x) : x;
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return oneShape(inputShape);
  }
}
