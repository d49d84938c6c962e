// Plan: a trace that is compiled, to be run often.
import { translate } from './binding/errors.js';
import type { native } from './binding/load.js';
import { allocate, castValues, type DType, type TypedArray } from './dtype.js';
import { sizeOf } from './nested.js';
import { Tensor } from './tensor.js';

type NativePlan = InstanceType<typeof native.NativePlan>;

/** A compiled trace. Inputs are typed arrays of the dtypes and sizes that the trace declared, in that order. */
export class Plan {
  /** For blocks over data sets; its errors are untranslated. */
  readonly native: NativePlan;
  readonly outputs: readonly { readonly dtype: DType; readonly shape: number[] }[];

  /** Made by `Trace.compile`. @internal */
  constructor(plan: NativePlan, outputs: readonly Tensor[]) {
    this.native = plan;
    // Only types: a plan must not keep its trace alive.
    this.outputs = outputs.map(({ dtype, shape }) => ({ dtype, shape }));
  }

  /** Arrays that `runInto` can fill. */
  allocateOutputs(): TypedArray[] {
    return this.outputs.map(({ dtype, shape }) => allocate(dtype, sizeOf(shape)));
  }

  /** Runs synchronously on borrowed arrays and writes the results into the caller's. */
  runInto(inputs: TypedArray[], outputs: TypedArray[]): void {
    try {
      this.native.run(inputs, outputs);
    } catch (error) {
      throw translate(error);
    }
  }

  /** Runs synchronously; new tensors. */
  run(inputs: TypedArray[]): Tensor[] {
    const results = this.allocateOutputs();
    this.runInto(inputs, results);
    return this.#wrap(results);
  }

  /** Runs off the event loop, on copies of the inputs; new tensors. */
  async runAsync(inputs: TypedArray[]): Promise<Tensor[]> {
    return this.#wrap(await this.runArraysAsync(inputs));
  }

  /** As `runAsync`; new arrays. */
  async runArraysAsync(inputs: TypedArray[]): Promise<TypedArray[]> {
    try {
      return (await this.native.runAsync(inputs)) as TypedArray[];
    } catch (error) {
      throw translate(error);
    }
  }

  #wrap(results: TypedArray[]): Tensor[] {
    return results.map(
      (values, i) => new Tensor(this.outputs[i].dtype, this.outputs[i].shape, values),
    );
  }

  toString(): string {
    return this.native.toString();
  }
}

/** The values of an eager tensor in another dtype, ready to be an input of a plan. */
export function planInput(tensor: Tensor, dtype: DType): TypedArray {
  return castValues(tensor.valuesNow(), tensor.dtype, dtype);
}
