// Trace: a computation that is being recorded on a native graph.
import { translate, translated } from './binding/errors.js';
import { native } from './binding/load.js';
import type { CustomGradient, Seed } from './differentiation.js';
import { type DType, isFloat, type TypedArray } from './dtype.js';
import { ShapeError, TraceError } from './errors.js';
import { showShape } from './nested.js';
import { storedType } from './pairs.js';
import { Plan } from './plan.js';
import { Tensor } from './tensor.js';
import type { Variable } from './variable.js';

type NativeGraph = InstanceType<typeof native.NativeGraph>;

let inForce: Trace | undefined;

/** The trace that ops on symbolic tensors and variables are recorded on; undefined when computing eagerly. */
export function currentTrace(): Trace | undefined {
  return inForce;
}

/** A recording. Tensors that it hands out are symbolic; eager tensors used with them become constants. */
export class Trace {
  readonly #graph: NativeGraph = new native.NativeGraph();
  /** The trace around a loop's body: what the body reads of it becomes an input. */
  readonly #outer: Trace | undefined;
  readonly #inputs: Tensor[] = [];
  readonly #captured = new Map<Tensor, Tensor>();
  readonly #constants = new Map<Tensor, Tensor>();
  /** Each variable's value before the step, which gradients are taken of, and what was assigned last. */
  readonly #initial = new Map<Variable, Tensor>();
  readonly #current = new Map<Variable, Tensor>();
  readonly #overrides: CustomGradient[] = [];
  /** Those whose values stay inside the trace. */
  readonly #substituted = new Set<Variable>();

  constructor(outer?: Trace) {
    this.#outer = outer;
  }

  /** Runs `fn` with this trace in force. */
  record<T>(fn: () => T): T {
    const outer = inForce;
    inForce = this;
    try {
      return fn();
    } finally {
      inForce = outer;
    }
  }

  #symbol(dtype: DType, shape: number[], value: number): Tensor {
    return new Tensor(dtype, shape, undefined, this, value);
  }

  /** A further input of the plan. */
  input(dtype: DType, shape: number[]): Tensor {
    const stored = storedType(dtype, shape);
    const symbol = this.#symbol(dtype, shape, this.#graph.input(stored.dtype, stored.shape));
    this.#inputs.push(symbol);
    return symbol;
  }

  /** The value of a variable before the step: what to take gradients with respect to. */
  initial(variable: Variable): Tensor {
    let tensor = this.#initial.get(variable);
    if (tensor === undefined) {
      variable.throwIfDisposed();
      const { dtype, shape } = variable;
      tensor = this.#symbol(dtype, shape, this.#graph.variable(variable.native));
      this.#initial.set(variable, tensor);
    }
    return tensor;
  }

  /** The value of a variable now: what was assigned last, else the one before the step. */
  read(variable: Variable): Tensor {
    if (this.#outer) return this.#capture(this.#outer.read(variable));
    return this.#current.get(variable) ?? this.initial(variable);
  }

  /** Writes a variable at the end of the step; later reads in the trace see the value at once. */
  assign(variable: Variable, value: Tensor): void {
    if (this.#outer) {
      throw new TraceError({
        where: variable.name,
        problem: 'a variable can not be assigned inside a loop',
        hint: 'Carry the value from step to step, and assign it after the loop.',
      });
    }
    let tensor = this.symbolic(value);
    if (tensor.dtype !== variable.dtype) {
      tensor = this.apply('cast', JSON.stringify({ dtype: variable.dtype }), [tensor])[0];
    }
    if (!this.#substituted.has(variable)) this.#graph.assign(variable.native, tensor.value);
    this.#current.set(variable, tensor);
  }

  /** Makes a value stand for a variable, which the step then neither reads nor writes. */
  substitute(variable: Variable, value: Tensor): void {
    this.#substituted.add(variable);
    this.#current.set(variable, this.symbolic(value));
  }

  /** What variables were assigned so far: a copy. */
  get values(): ReadonlyMap<Variable, Tensor> {
    return new Map(this.#current);
  }

  /** The variables that the trace assigns. */
  get assigned(): Iterable<Variable> {
    return this.#current.keys();
  }

  /** The variables that the trace reads. */
  get variables(): Iterable<Variable> {
    return this.#initial.keys();
  }

  /** The tensor as a value of this trace: itself, a variable's current value, or a constant. */
  symbolic(tensor: Tensor): Tensor {
    if (tensor.trace === this) return tensor;
    if (tensor.trace !== undefined && this.#outer) return this.#capture(tensor);
    if (tensor.trace !== undefined) {
      throw new TraceError({
        problem: 'a symbolic tensor of one traced function was used in another',
        hint: 'Pass it as an argument instead of capturing it.',
      });
    }
    if ('native' in tensor) return this.read(tensor as Variable);
    let constant = this.#constants.get(tensor);
    if (constant === undefined) {
      const { dtype, shape } = tensor;
      const stored = storedType(dtype, shape);
      const value = this.#graph.constant(stored.dtype, stored.shape, tensor.valuesNow());
      constant = this.#symbol(dtype, shape, value);
      this.#constants.set(tensor, constant);
    }
    return constant;
  }

  /** The input of the body that stands for a tensor of the trace around it. */
  #capture(outer: Tensor): Tensor {
    let inner = this.#captured.get(outer);
    if (inner === undefined) {
      inner = this.input(outer.dtype, outer.shape);
      this.#captured.set(outer, inner);
    }
    return inner;
  }

  /**
   * Records a loop: `body` gets the carries and each step's slices of `perStep` along their first axis, and gives the
   * next carries and what the step yields.
   *
   * @returns the last carries, and the yields stacked along a new first axis.
   */
  scan(
    body: (carries: Tensor[], slices: Tensor[]) => { carries: Tensor[]; outputs: Tensor[] },
    carries: readonly Tensor[],
    perStep: readonly Tensor[],
    { length, reverse = false }: { length: number; reverse?: boolean },
  ): { carries: Tensor[]; outputs: Tensor[] } {
    const inner = new Trace(this);
    const step = inner.record(() =>
      body(
        carries.map(({ dtype, shape }) => inner.input(dtype, shape)),
        perStep.map(({ dtype, shape }) => inner.input(dtype, shape.slice(1))),
      ),
    );
    const outputs = [...step.carries, ...step.outputs].map(
      (tensor) => inner.symbolic(tensor).value,
    );
    const inputs = [...carries, ...perStep, ...inner.#captured.keys()];
    const spec = { carries: carries.length, perStep: perStep.length, length, reverse };
    try {
      const results = this.#graph
        .scan(
          inner.#graph,
          outputs,
          spec,
          inputs.map((tensor) => this.symbolic(tensor).value),
        )
        .map(({ dtype, shape, value }) => this.#symbol(dtype as DType, shape, value));
      return { carries: results.slice(0, carries.length), outputs: results.slice(carries.length) };
    } catch (error) {
      throw translate(error);
    }
  }

  /** Records an op; its attributes are JSON. */
  apply(op: string, attributes: string, inputs: readonly Tensor[]): Tensor[] {
    const values = inputs.map((tensor) => this.symbolic(tensor).value);
    return translated(() =>
      this.#graph
        .apply(op, attributes, values)
        .map(({ dtype, shape, value }) => this.#symbol(dtype as DType, shape, value)),
    );
  }

  /** The gradients of a scalar; null where it does not depend on the tensor. */
  gradients(loss: Tensor, wrt: readonly Tensor[]): (Tensor | null)[] {
    const scalar = this.symbolic(loss);
    if (scalar.size !== 1 || !isFloat(scalar.dtype)) {
      throw new ShapeError({
        where: 'gradients',
        expected: 'a floating-point scalar',
        received: `${scalar.dtype} ${showShape(scalar.shape)}`,
      });
    }
    return this.backward([[scalar, this.onesLike(scalar)]], wrt);
  }

  /** Ones of a tensor's type. */
  onesLike({ dtype, shape }: Tensor): Tensor {
    return this.apply('fill', JSON.stringify({ ...storedType(dtype, shape), value: 1 }), [])[0];
  }

  /** Makes the gradient of a tensor a function's instead of that of the ops that it comes from. */
  override(gradient: CustomGradient): void {
    this.#overrides.push(gradient);
  }

  /** The gradients of the sum of `value * cotangent` over the pairs; null where it does not depend on the tensor. */
  backward(seeds: readonly Seed[], wrt: readonly Tensor[]): (Tensor | null)[] {
    const all = [...seeds];
    // The last first: what flows into an override may come from a later one.
    for (const { output, inputs, backward } of this.#overrides.toReversed()) {
      const [dy] = this.#backward(all, [output]);
      if (dy !== null) {
        const flows = backward(dy);
        inputs.forEach((input, i) => {
          all.push([input, flows[i]]);
        });
      }
    }
    return this.#backward(all, wrt);
  }

  #backward(seeds: readonly Seed[], wrt: readonly Tensor[]): (Tensor | null)[] {
    const number = (tensor: Tensor) => this.symbolic(tensor).value;
    return translated(() =>
      this.#graph
        .gradients(
          seeds.map(([value]) => number(value)),
          seeds.map(([, cotangent]) => number(cotangent)),
          wrt.map(number),
        )
        .map((typed, i) => {
          if (!typed) return null;
          // A complex tensor's gradient is complex; others' are of the dtype they are computed in.
          const { dtype, shape } = wrt[i].dtype === 'complex64' ? wrt[i] : typed;
          return this.#symbol(dtype as DType, shape, typed.value);
        }),
    );
  }

  /** For each source whether the tensor is computed from it, differentiably or not. */
  depends(tensor: Tensor, sources: readonly Tensor[]): boolean[] {
    const number = (x: Tensor) => this.symbolic(x).value;
    return this.#graph.depends(number(tensor), sources.map(number));
  }

  /** Computes symbolic tensors at once, given the values of those that are known. */
  evaluate(wanted: readonly Tensor[], known: ReadonlyMap<number, TypedArray>): TypedArray[] {
    return translated(
      () =>
        this.#graph.evaluate(
          wanted.map((tensor) => tensor.value),
          [...known.keys()],
          [...known.values()],
        ) as TypedArray[],
    );
  }

  /** What a tensor is, computed from the variables as they are now; undefined if inputs decide. */
  valuesNow(tensor: Tensor): TypedArray | undefined {
    if (this.#outer || this.depends(tensor, this.#inputs).includes(true)) return undefined;
    const known = new Map<number, TypedArray>();
    for (const [variable, { value }] of this.#initial) known.set(value, variable.valuesNow());
    return this.evaluate([tensor], known)[0];
  }

  /** Gives the graph's memory up; nothing may be recorded any more. */
  clear(): void {
    this.#graph.clear();
  }

  /** A plan for the outputs and all assignments so far; recording may go on afterwards. */
  compile(outputs: readonly Tensor[]): Plan {
    const symbols = outputs.map((tensor) => this.symbolic(tensor));
    return translated(
      () => new Plan(this.#graph.compile(symbols.map((tensor) => tensor.value)), symbols),
    );
  }

  toString(): string {
    return this.#graph.toString();
  }
}
