// Interpreted: a program that TypeScript runs, for what can't be traced: batches of a data set go one by one.
import type { native } from '../binding/load.js';
import type { TypedArray } from '../dtype.js';
import { type BlockOutcome, type OutputType, Program } from '../plan.js';

/** Computes a program's outputs from its inputs. */
export interface Interpretation {
  now(inputs: TypedArray[]): TypedArray[];
  /** Off the event loop, as far as that goes; else the event loop gets its turn before. */
  later?(inputs: TypedArray[]): Promise<TypedArray[]>;
}

export class Interpreted extends Program {
  readonly #batchSize: number;
  readonly #compute: Interpretation;

  constructor(outputs: readonly OutputType[], batchSize: number, compute: Interpretation) {
    super(outputs);
    this.#batchSize = batchSize;
    this.#compute = compute;
  }

  override runInto(inputs: TypedArray[], outputs: TypedArray[]): void {
    this.#compute.now(inputs).forEach((values, i) => {
      (outputs[i] as Float32Array).set(values as Float32Array);
    });
  }

  override async runArraysAsync(inputs: TypedArray[]): Promise<TypedArray[]> {
    if (this.#compute.later) return this.#compute.later(inputs);
    await new Promise(setImmediate);
    return this.#compute.now(inputs);
  }

  /** Runs one batch: what is called back between steps comes after each. */
  override async runBlock(
    data: InstanceType<typeof native.NativeDataset>,
    start: number,
  ): Promise<BlockOutcome> {
    const inputs = data.gather(start, this.#batchSize) as TypedArray[];
    return { steps: 1, outputs: await this.runArraysAsync(inputs) };
  }

  override abort(): void {
    // Each block is one step.
  }
}
