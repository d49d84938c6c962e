// Add, Subtract, Multiply, Average, Maximum, Minimum: several inputs joined element by element.
import { ShapeError } from '../../errors.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import type { LayerConfig } from '../config.js';
import { Merge, overFeatures } from './merge.js';

type Masks = (Tensor | undefined)[];

/** The sum of the inputs. Keras: `Add`. */
export class Add extends Merge {
  static override className = 'Add';

  constructor(config?: LayerConfig) {
    super('Add', config);
  }

  protected merge(inputs: Tensor[]): Tensor {
    return inputs.reduce((a, b) => tf.add(a, b));
  }
}

/** The first of two inputs minus the second. Keras: `Subtract`. */
export class Subtract extends Merge {
  static override className = 'Subtract';

  constructor(config?: LayerConfig) {
    super('Subtract', config);
  }

  protected merge(inputs: Tensor[]): Tensor {
    if (inputs.length !== 2) {
      throw new ShapeError({
        where: this.name,
        expected: '2 inputs',
        received: String(inputs.length),
      });
    }
    return tf.sub(inputs[0], inputs[1]);
  }
}

/** The product of the inputs; what is masked counts as 1, and is 0 where all are masked. Keras: `Multiply`. */
export class Multiply extends Merge {
  static override className = 'Multiply';

  constructor(config?: LayerConfig) {
    super('Multiply', config);
  }

  protected merge(inputs: Tensor[], masks: Masks): Tensor {
    const wide = inputs.map((x, i) => masks[i] && overFeatures(masks[i], x));
    const factors = inputs.map((x, i) => (wide[i] ? tf.where(wide[i], x, tf.onesLike(x)) : x));
    const product = factors.reduce((a, b) => tf.mul(a, b));
    if (wide.some((mask) => mask === undefined)) return product;
    return tf.where(
      (wide as Tensor[]).reduce((a, b) => tf.logicalOr(a, b)),
      product,
      tf.zerosLike(product),
    );
  }
}

/** The mean of the inputs. Keras: `Average`. */
export class Average extends Merge {
  static override className = 'Average';

  constructor(config?: LayerConfig) {
    super('Average', config);
  }

  protected merge(inputs: Tensor[]): Tensor {
    return tf.div(
      inputs.reduce((a, b) => tf.add(a, b)),
      inputs.length,
    );
  }
}

/** Joined pair by pair; of what is masked in one input only, the other's value counts. */
function selectAndMerge(
  op: (a: Tensor, b: Tensor) => Tensor,
  inputs: Tensor[],
  masks: Masks,
): Tensor {
  let output = inputs[0];
  let outputMask = masks[0] && overFeatures(masks[0], output);
  for (let i = 1; i < inputs.length; i++) {
    const own = masks[i];
    const mask = own && overFeatures(own, inputs[i]);
    const x = mask ? tf.where(mask, inputs[i], output) : inputs[i];
    if (outputMask) output = tf.where(outputMask, output, x);
    outputMask = mask && outputMask ? tf.logicalOr(outputMask, mask) : undefined;
    output = op(output, x);
  }
  return output;
}

/** The largest of the inputs. Keras: `Maximum`. */
export class Maximum extends Merge {
  static override className = 'Maximum';

  constructor(config?: LayerConfig) {
    super('Maximum', config);
  }

  protected merge(inputs: Tensor[], masks: Masks): Tensor {
    return selectAndMerge(tf.maximum, inputs, masks);
  }
}

/** The smallest of the inputs. Keras: `Minimum`. */
export class Minimum extends Merge {
  static override className = 'Minimum';

  constructor(config?: LayerConfig) {
    super('Minimum', config);
  }

  protected merge(inputs: Tensor[], masks: Masks): Tensor {
    return selectAndMerge(tf.minimum, inputs, masks);
  }
}
