// Tape: what `tf.grad` differentiates: a graph recorded beside eager computation, whose nodes' values are at hand.
import type { TypedArray } from './dtype.js';
import { Trace } from './graph.js';
import type { Tensor } from './tensor.js';
import { eager, uncounted } from './tensors.js';
import { Variable } from './variable.js';

/** A recording of eager ops. Variables count with their values when read. */
export class Tape {
  readonly trace = new Trace();
  readonly #symbols = new Map<Tensor, Tensor>();
  /** The arrays of symbols: what was computed is not computed again for gradients. */
  readonly #arrays = new Map<number, TypedArray>();
  /** The symbol of each variable's value before anything was assigned. */
  readonly #initial = new Map<Variable, Tensor>();
  readonly #values = new Map<Variable, Tensor>();

  /** The variables that were read. */
  get variables(): Iterable<Variable> {
    return this.#initial.keys();
  }

  /** A variable's value now, as an eager tensor that the tape knows. */
  read(variable: Variable): Tensor {
    let value = this.#values.get(variable);
    if (value === undefined) {
      value = uncounted(variable.dtype, variable.shape, variable.valuesNow());
      this.#initial.set(variable, this.symbol(value));
      this.#values.set(variable, value);
    }
    return value;
  }

  assign(variable: Variable, value: Tensor): void {
    this.read(variable);
    this.#values.set(variable, value);
  }

  /** The trace's tensor for an eager one, or for a variable's value now. */
  symbol(tensor: Tensor): Tensor {
    if (tensor instanceof Variable) return this.symbol(this.read(tensor));
    let symbol = this.#symbols.get(tensor);
    if (symbol === undefined) {
      // An input rather than a constant: its array is not copied.
      symbol = this.trace.input(tensor.dtype, tensor.shape);
      this.bind(tensor, symbol);
    }
    return symbol;
  }

  /** What gradients by a tensor are taken of. */
  target(tensor: Tensor): Tensor {
    if (!(tensor instanceof Variable)) return this.symbol(tensor);
    this.read(tensor);
    return this.#initial.get(tensor)!;
  }

  /** Makes `symbol` stand for an eager tensor from now on. */
  bind(tensor: Tensor, symbol: Tensor): void {
    this.#symbols.set(tensor, symbol);
    this.#arrays.set(symbol.value, tensor.valuesNow());
  }

  /** Another tensor of the same value, which nobody disposes. */
  alias(tensor: Tensor): Tensor {
    const alias = uncounted(tensor.dtype, tensor.shape, tensor.valuesNow());
    this.bind(alias, this.symbol(tensor));
    return alias;
  }

  record(
    op: string,
    attributes: string,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
  ): void {
    const symbols = this.trace.apply(
      op,
      attributes,
      inputs.map((tensor) => this.symbol(tensor)),
    );
    for (let i = 0; i < outputs.length; i++) this.bind(outputs[i], symbols[i]);
  }

  /** The eager tensors of symbols: computed from the values at hand. */
  evaluate(symbols: readonly Tensor[]): Tensor[] {
    const arrays = this.trace.evaluate(symbols, this.#arrays);
    return symbols.map((symbol, i) => {
      const tensor = eager(symbol.dtype, symbol.shape, arrays[i]);
      this.bind(tensor, symbol);
      return tensor;
    });
  }
}
