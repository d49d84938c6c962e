// Plan: a trace that is compiled, to be run often; and Program, what it has in common with what can't be traced.
import { translate } from './binding/errors.js';
import type { native } from './binding/load.js';
import { allocate, type DType, type TypedArray } from './dtype.js';
import { sizeOf } from './nested.js';
import { allocateShared } from './slab.js';
import { Tensor } from './tensor.js';

type NativePlan = InstanceType<typeof native.NativePlan>;
type NativeDataset = InstanceType<typeof native.NativeDataset>;

/** The type of an output. */
export interface OutputType {
  readonly dtype: DType;
  readonly shape: number[];
}

/** What a block of steps has done. */
export interface BlockOutcome {
  /** Steps that ran; fewer than asked for after an abort. */
  steps: number;
  /** The last step's outputs. */
  outputs: TypedArray[];
}

/** A function of typed arrays, of fixed dtypes and sizes. */
export abstract class Program {
  readonly outputs: readonly OutputType[];

  constructor(outputs: readonly OutputType[]) {
    // Only types: a program must not keep its trace alive.
    this.outputs = outputs.map(({ dtype, shape }) => ({ dtype, shape }));
  }

  /** Runs synchronously on borrowed arrays and writes the results into the caller's. */
  abstract runInto(inputs: TypedArray[], outputs: TypedArray[]): void;

  /** Runs off the event loop, on copies of the inputs; new arrays. */
  abstract runArraysAsync(inputs: TypedArray[]): Promise<TypedArray[]>;

  /** Runs batches of a data set from row `start` on, at most `steps`, off the event loop. */
  abstract runBlock(data: NativeDataset, start: number, steps: number): Promise<BlockOutcome>;

  /** Ends a block in flight after its current step. */
  abstract abort(): void;

  /** Arrays that `runInto` can fill. */
  allocateOutputs(): TypedArray[] {
    return this.outputs.map(({ dtype, shape }) => allocate(dtype, sizeOf(shape)));
  }

  /** Runs synchronously; new tensors. */
  run(inputs: TypedArray[]): Tensor[] {
    const results = this.outputs.map(({ dtype, shape }) => allocateShared(dtype, sizeOf(shape)));
    this.runInto(inputs, results);
    return this.#wrap(results);
  }

  /** Runs off the event loop, on copies of the inputs; new tensors. */
  async runAsync(inputs: TypedArray[]): Promise<Tensor[]> {
    return this.#wrap(await this.runArraysAsync(inputs));
  }

  #wrap(results: TypedArray[]): Tensor[] {
    return results.map(
      (values, i) => new Tensor(this.outputs[i].dtype, this.outputs[i].shape, values),
    );
  }
}

/** A compiled trace. Inputs are typed arrays of the dtypes and sizes that the trace declared, in that order. */
export class Plan extends Program {
  readonly #native: NativePlan;

  /** Made by `Trace.compile`. @internal */
  constructor(plan: NativePlan, outputs: readonly OutputType[]) {
    super(outputs);
    this.#native = plan;
  }

  override runInto(inputs: TypedArray[], outputs: TypedArray[]): void {
    try {
      const count = outputs.length === 1 ? inputs.length : 0;
      // Arguments that are left out would be read as well.
      if (count === 1) this.#native.runFew(outputs[0], inputs[0]);
      else if (count === 2) this.#native.runFew(outputs[0], inputs[0], inputs[1]);
      else this.#native.run(inputs, outputs);
    } catch (error) {
      throw translate(error);
    }
  }

  override async runArraysAsync(inputs: TypedArray[]): Promise<TypedArray[]> {
    try {
      return (await this.#native.runAsync(inputs)) as TypedArray[];
    } catch (error) {
      throw translate(error);
    }
  }

  override async runBlock(
    data: NativeDataset,
    start: number,
    steps: number,
  ): Promise<BlockOutcome> {
    try {
      return (await this.#native.runBlock(data, start, steps)) as BlockOutcome;
    } catch (error) {
      throw translate(error);
    }
  }

  override abort(): void {
    this.#native.abort();
  }

  override toString(): string {
    return this.#native.toString();
  }
}
