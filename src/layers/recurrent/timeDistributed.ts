// TimeDistributed: a layer applied to each step of a sequence.
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type Defaults, type Options, readConfig, required } from '../config.js';
import { type CallOptions, Layer, oneShape, oneTensor, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';
import { layerOption, type WrapperConfig } from '../wrapper.js';

export type TimeDistributedConfig = WrapperConfig;

const defaults: Defaults<TimeDistributedConfig> = { layer: required };

/** [batch, steps, ...] to [batch, steps, ...]: the inner layer on [batch, ...]. Keras: `TimeDistributed`. */
export class TimeDistributed extends Layer {
  static override className = 'TimeDistributed';
  declare readonly options: Options<TimeDistributedConfig>;

  constructor(config: TimeDistributedConfig | Layer) {
    const read = readConfig<TimeDistributedConfig>('TimeDistributed', config, defaults, {
      shorthand: 'layer',
    });
    read.options.layer = layerOption('TimeDistributed', read.options.layer);
    super(read);
    this.supportsMasking = true;
    this.inputSpec = [{ minNDim: 3 }];
  }

  get layer(): Layer {
    return this.options.layer;
  }

  /** The inner layer's weights have this one's name, as in tfjs. @internal */
  override weightScope(): string {
    return '';
  }

  override build(inputShape: Shapes): void {
    const [batch, , ...rest] = oneShape(inputShape);
    this.layer.ensureBuilt([[batch, ...rest]]);
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const x = oneTensor(inputs);
    const [batch, steps, ...rest] = x.shape;
    const { training } = kwargs;
    const mask = Array.isArray(kwargs.mask) ? kwargs.mask[0] : kwargs.mask;
    // What a layer learns of its batch, such as moving statistics, it learns step by step.
    if (training && this.layer.nonTrainableWeights.length > 0) {
      const masks = mask ? tf.unstack(mask, 1) : [];
      const outputs = tf
        .unstack(x, 1)
        .map((step, t) => this.layer.apply(step, { training, mask: masks[t] }) as Tensor);
      return tf.stack(outputs, 1);
    }
    // Else all steps are one batch.
    const folded = tf.reshape(x, [batch * steps, ...rest]);
    const output = this.layer.apply(folded, {
      training,
      mask: mask && tf.reshape(mask, [batch * steps, ...mask.shape.slice(2)]),
    }) as Tensor;
    return tf.reshape(output, [batch, steps, ...output.shape.slice(1)]);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    const [batch, steps, ...rest] = oneShape(inputShape);
    const [, ...inner] = oneShape(this.layer.shapeFor([batch, ...rest]));
    return [batch, steps, ...inner];
  }
}
