// Bidirectional: a recurrent layer along a sequence in both directions.
import { ConfigError, ShapeError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type Options, readConfig, required } from '../config.js';
import { type CallOptions, Layer, oneTensor, type Shapes } from '../layer.js';
import { deserializeLayer, serializeLayer } from '../serialization.js';
import type { PartialShape } from '../symbolic.js';
import { layerOption, type WrapperConfig } from '../wrapper.js';
import { Recurrent, stepMask } from './recurrent.js';

export interface BidirectionalConfig extends WrapperConfig {
  /** How the two outputs are joined: concat (default), sum, mul, ave, or null for both. */
  mergeMode?: 'concat' | 'sum' | 'mul' | 'ave' | null;
  /** The layer for the other direction; default: one like `layer`. */
  backwardLayer?: Layer | null;
}

const defaults: Defaults<BidirectionalConfig> = {
  layer: required,
  mergeMode: 'concat',
  backwardLayer: null,
};
const mergeModes = ['concat', 'sum', 'mul', 'ave', null];

/** The layer again with new weights. A masked step's output is zero where every step's is given, as in Keras. */
function copyOf(layer: Recurrent, prefix: string, goBackwards: boolean): Recurrent {
  const serialized = serializeLayer(layer);
  const name = `${prefix}${layer.name.startsWith(prefix) ? layer.name.slice(prefix.length) : layer.name}`;
  const config = {
    ...serialized.config,
    name,
    go_backwards: goBackwards,
    zero_output_for_mask: layer.options.returnSequences,
  };
  return deserializeLayer({ ...serialized, config }) as Recurrent;
}

/** [batch, steps, features] to [batch, 2 * units], or with returnSequences every step. Keras: `Bidirectional`. */
export class Bidirectional extends Layer {
  static override className = 'Bidirectional';
  declare readonly options: Options<BidirectionalConfig>;
  readonly forwardLayer: Recurrent;
  readonly backwardLayer: Recurrent;

  constructor(config: BidirectionalConfig | Layer) {
    const read = readConfig<BidirectionalConfig>('Bidirectional', config, defaults, {
      shorthand: 'layer',
    });
    const { options } = read;
    const layer = layerOption('Bidirectional', options.layer);
    const given =
      options.backwardLayer === null
        ? undefined
        : layerOption('Bidirectional', options.backwardLayer);
    const where = read.base.name ?? 'Bidirectional';
    if (!(layer instanceof Recurrent) || (given !== undefined && !(given instanceof Recurrent))) {
      throw new ConfigError({
        where,
        expected: 'recurrent layers',
        received: (layer instanceof Recurrent ? given! : layer).getClassName(),
      });
    }
    if (!mergeModes.includes(options.mergeMode)) {
      throw new ConfigError({
        where: `${where}.mergeMode`,
        expected: mergeModes.map(String).join(' or '),
        received: String(options.mergeMode),
      });
    }
    const forward = copyOf(layer, 'forward_', layer.options.goBackwards);
    const backward = given
      ? copyOf(given, '', given.options.goBackwards)
      : copyOf(layer, 'backward_', !layer.options.goBackwards);
    if (forward.options.goBackwards === backward.options.goBackwards) {
      throw new ConfigError({ where, problem: 'both layers go in the same direction' });
    }
    // The configuration shows the layers as given; those that work are the copies.
    super({ base: read.base, options: {} });
    Object.defineProperty(this, 'options', {
      value: { ...options, layer, backwardLayer: given ?? null },
      enumerable: false,
    });
    this.forwardLayer = forward;
    this.backwardLayer = backward;
    this.stateful = layer.stateful;
    this.supportsMasking = true;
    this.inputSpec = [{ minNDim: 3 }];
  }

  override build(inputShape: Shapes): void {
    this.forwardLayer.ensureBuilt([inputShape as PartialShape]);
    this.backwardLayer.ensureBuilt([inputShape as PartialShape]);
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor | Tensor[] {
    const x = oneTensor(inputs);
    const { training } = kwargs;
    const mask = stepMask(x, kwargs);
    const { returnSequences, returnState } = this.forwardLayer.options;
    const initial = kwargs.initialState as Tensor[] | undefined;
    if (initial && initial.length % 2 !== 0) {
      throw new ShapeError({
        where: `${this.name}.initialState`,
        expected: 'as many states for both directions',
        received: String(initial.length),
      });
    }
    const half = (initial?.length ?? 0) / 2;
    const run = (layer: Recurrent, initialState?: Tensor[]) => {
      const outputs = layer.apply(x, { training, mask, ...(initialState && { initialState }) }) as
        | Tensor
        | Tensor[];
      return Array.isArray(outputs) ? outputs : [outputs];
    };
    const [forward, ...forwardStates] = run(this.forwardLayer, initial?.slice(0, half));
    const [last, ...backwardStates] = run(this.backwardLayer, initial?.slice(half));
    const backward = returnSequences ? tf.reverse(last, 1) : last;
    const outputs = this.#merge(forward, backward);
    if (returnState) return [...outputs, ...forwardStates, ...backwardStates];
    return outputs.length === 1 ? outputs[0] : outputs;
  }

  #merge(forward: Tensor, backward: Tensor): Tensor[] {
    switch (this.options.mergeMode) {
      case 'concat':
        return [tf.concat([forward, backward], -1)];
      case 'sum':
        return [tf.add(forward, backward)];
      case 'mul':
        return [tf.mul(forward, backward)];
      case 'ave':
        return [tf.div(tf.add(forward, backward), 2)];
      default:
        return [forward, backward];
    }
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    const shapes = this.forwardLayer.computeOutputShape(inputShape);
    const [output, ...states] = (Array.isArray(shapes[0]) ? shapes : [shapes]) as PartialShape[];
    const { mergeMode } = this.options;
    const merged = mergeMode === 'concat' ? [...output.slice(0, -1), 2 * output.at(-1)!] : output;
    const outputs = mergeMode === null ? [output, output] : [merged];
    if (states.length > 0) return [...outputs, ...states, ...states];
    return mergeMode === null ? outputs : merged;
  }

  override computeMask(
    _inputs: Tensor | Tensor[],
    mask: CallOptions['mask'],
  ): (Tensor | undefined)[] {
    const own = this.forwardLayer.options.returnSequences
      ? Array.isArray(mask)
        ? mask[0]
        : mask
      : undefined;
    return this.options.mergeMode === null ? [own, own] : [own];
  }
}
