// AdaptingLayer: the base of layers that learn from data before training: the mean, quantiles.
import { ValueError } from '../../errors.js';
import { toTensor } from '../../ops/convert.js';
import { tidy } from '../../ops/scopes.js';
import { Tensor, type TensorLike } from '../../tensor.js';
import { Layer } from '../layer.js';

/** Inputs of the layer, or with labels as data sets have them. */
export type AdaptBatch = TensorLike | { xs: TensorLike } | [Tensor, Tensor];

function inputsOf(where: string, batch: AdaptBatch): Tensor {
  if (Array.isArray(batch) && batch[0] instanceof Tensor) return batch[0];
  const isRecord = typeof batch === 'object' && batch !== null && 'xs' in batch;
  return toTensor((isRecord ? batch.xs : batch) as TensorLike, where, 'data');
}

export abstract class AdaptingLayer extends Layer {
  /** Forgets what it learned. */
  protected abstract beginAdapting(): void;
  /** Learns from a batch. */
  protected abstract adaptTo(batch: Tensor): void;
  /** Takes on what it learned. */
  protected abstract endAdapting(): void;

  /**
   * Learns from data, instead of what it learned before; then the layer computes with it, in models too.
   *
   * @param data a tensor or array of all samples, or batches: a list of tensors, or any iterable of them.
   * @throws ValueError without any data.
   */
  adapt(data: TensorLike | Iterable<AdaptBatch>): void {
    const isList = Array.isArray(data) && data[0] instanceof Tensor;
    const isOther =
      !isList &&
      !(data instanceof Tensor || Array.isArray(data) || ArrayBuffer.isView(data)) &&
      typeof data === 'object' &&
      Symbol.iterator in data;
    const batches = isList || isOther ? (data as Iterable<AdaptBatch>) : [data as TensorLike];
    this.beginAdapting();
    let count = 0;
    for (const batch of batches) {
      tidy(() => this.adaptTo(inputsOf(this.name, batch)));
      count++;
    }
    this.#finish(count);
  }

  /**
   * As `adapt`, from batches that come one by one: a `tf.data` data set of tensors, or of `{xs, ys}`.
   * @throws ValueError without any data.
   */
  async adaptAsync(data: AsyncIterable<AdaptBatch> | Iterable<AdaptBatch>): Promise<void> {
    this.beginAdapting();
    let count = 0;
    for await (const batch of data) {
      tidy(() => this.adaptTo(inputsOf(this.name, batch)));
      count++;
    }
    this.#finish(count);
  }

  #finish(count: number): void {
    if (count === 0) {
      throw new ValueError({ where: this.name, expected: 'data to adapt to', received: 'none' });
    }
    this.endAdapting();
  }
}
