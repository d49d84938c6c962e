// Merge: the base of layers that join several inputs element by element.
import { ShapeError } from '../../errors.js';
import { showShape } from '../../nested.js';
import * as tf from '../../ops/index.js';
import type { Tensor } from '../../tensor.js';
import { type LayerConfig, readConfig } from '../config.js';
import { type CallOptions, Layer, type Shapes } from '../layer.js';
import type { PartialShape } from '../symbolic.js';

/** The shapes of several inputs. @throws ShapeError for one. */
export function inputShapes(layer: Layer, shapes: Shapes): PartialShape[] {
  if (Array.isArray(shapes[0])) return shapes as PartialShape[];
  throw new ShapeError({
    where: layer.name,
    expected: 'a list of inputs',
    received: 'one input',
    hint: `Call it on a list: ${layer.name}.apply([x, y]).`,
  });
}

/** The shape of an elementwise function of the inputs; shorter shapes are aligned at their ends, batches at the front. */
function broadcast(layer: Layer, shapes: PartialShape[]): PartialShape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const aligned = shapes.map((shape) => [
    shape[0],
    ...new Array<number>(rank - shape.length).fill(1),
    ...shape.slice(1),
  ]);
  return aligned[0].map((_, axis) => {
    const sizes = aligned.map((shape) => shape[axis]);
    const known = new Set(sizes.filter((n) => n !== null && (n !== 1 || axis === 0)));
    if (known.size > 1) {
      throw new ShapeError({
        where: layer.name,
        expected: 'inputs whose shapes agree',
        received: shapes.map(showShape).join(', '),
      });
    }
    const [size] = known;
    return sizes.includes(null) ? null : (size ?? 1);
  });
}

export abstract class Merge extends Layer {
  constructor(className: string, config: LayerConfig = {}) {
    super(readConfig<LayerConfig>(className, config, {}));
    this.supportsMasking = true;
  }

  /** The inputs, of one rank, joined. */
  protected abstract merge(inputs: Tensor[], masks: (Tensor | undefined)[]): Tensor;

  override build(inputShape: Shapes): void {
    broadcast(this, inputShapes(this, inputShape));
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallOptions): Tensor {
    const list = Array.isArray(inputs) ? inputs : [inputs];
    const rank = Math.max(...list.map((x) => x.rank));
    const aligned = list.map((x) => {
      if (x.rank === rank) return x;
      return tf.reshape(x, [
        x.shape[0],
        ...new Array<number>(rank - x.rank).fill(1),
        ...x.shape.slice(1),
      ]);
    });
    const masks = Array.isArray(kwargs.mask) ? kwargs.mask : list.map(() => undefined);
    return this.merge(aligned, masks);
  }

  override computeOutputShape(inputShape: Shapes): PartialShape {
    return broadcast(this, inputShapes(this, inputShape));
  }

  /** Masked only where all are; without a mask if any input has none. */
  override computeMask(_inputs: Tensor | Tensor[], mask: CallOptions['mask']): Tensor | undefined {
    const masks = Array.isArray(mask) ? mask : [mask];
    if (masks.some((m) => m === undefined)) return undefined;
    return (masks as Tensor[]).reduce((a, b) => tf.logicalOr(a, b));
  }
}

/** A mask [batch, steps] over all features of an input. */
export function overFeatures(mask: Tensor, x: Tensor): Tensor {
  return tf.broadcastTo(tf.expandDims(mask, -1), x.shape);
}
