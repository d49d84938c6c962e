// Optimizer: turns gradients into updates of weights; traced into the training step, with Keras's arithmetic.
import type { DType } from '../dtype.js';
import { ConfigError, ValueError } from '../errors.js';
import { currentTrace, Trace } from '../graph.js';
import { gradientsOf, variableGrads } from '../ops/gradients.js';
import * as tf from '../ops/index.js';
import type { Tensor } from '../tensor.js';
import { liveVariables, type Variable } from '../variable.js';
import { clipByGlobalNorm, clipByNorm } from './clip.js';
import { scalarOf, trainable } from './cost.js';
import { OptimizerState } from './state.js';
import type { NamedTensor } from './weights.js';

/** A gradient, or null where the loss does not depend on the variable. */
export type GradientAndVariable = readonly [gradient: Tensor | null, variable: Variable];

/** How a list of variables is updated: compiled once. */
interface Compiled {
  variables: readonly Variable[];
  run: (gradients: readonly Tensor[]) => void;
}

/**
 * The base of optimizers. A user's own overrides `updateStep` with `tf` ops, and adds its slots in `buildSlots`.
 *
 * @example
 * class Plain extends tf.optimizers.Optimizer {
 *   updateStep(gradient, variable, learningRate) {
 *     variable.assign(tf.sub(variable, tf.mul(gradient, learningRate)));
 *   }
 * }
 */
export abstract class Optimizer<Options extends object = object> extends OptimizerState<Options> {
  #excluded: { variables: ReadonlySet<Variable>; pattern: RegExp | undefined } | undefined;
  readonly #compiled: Compiled[] = [];

  /** Updates one weight: traced. @param learningRate a float32 scalar */
  protected abstract updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor): void;

  /** Updates all weights. */
  protected updateAll(
    pairs: readonly (readonly [gradient: Tensor, variable: Variable])[],
    learningRate: Tensor,
  ): void {
    for (const [gradient, variable] of pairs) this.updateStep(gradient, variable, learningRate);
  }

  /** How many updates were made, int32: fewer than batches if gradients are accumulated. */
  protected updates(): Tensor {
    const iterations = this.iteration.read();
    const steps = this.gradientAccumulationSteps;
    return steps ? tf.floorDiv(iterations, steps) : iterations;
  }

  /** The number of this update, from 1, as a float. */
  protected step(dtype: DType = 'float32'): Tensor {
    return tf.add(tf.cast(this.updates(), dtype), 1);
  }

  /** The loss whose gradients `update` takes. @internal */
  scaleLoss(loss: Tensor): Tensor {
    return this.lossScaleFactor ? tf.mul(loss, this.lossScaleFactor) : loss;
  }

  /** Records the whole update: clipping, decay, the weights, averages, constraints, the iteration. @internal */
  update(gradientsAndVariables: readonly GradientAndVariable[]): void {
    this.build(gradientsAndVariables.map(([, variable]) => variable));
    const pairs = gradientsAndVariables.filter(
      (pair): pair is [Tensor, Variable] => pair[0] !== null,
    );
    if (pairs.length === 0 && gradientsAndVariables.length > 0) throw this.#withoutGradients();
    const scale = this.lossScaleFactor;
    const gradients = pairs.map(([g, v]) => {
      const gradient = tf.cast(g, v.dtype);
      return scale ? tf.div(gradient, scale) : gradient;
    });
    const variables = pairs.map(([, variable]) => variable);
    if (this.gradientAccumulationSteps) this.#accumulate(gradients, variables);
    else this.#updateWeights(gradients, variables);
    if (this.useEma) this.#average();
    for (const variable of variables) {
      if (variable.constraint) variable.assign(variable.constraint.apply(variable.read()));
    }
    this.iteration.assign(tf.add(this.iteration.read(), 1));
  }

  #withoutGradients(): ValueError {
    return new ValueError({
      where: this.name,
      problem: 'no weight has a gradient',
      hint: 'The loss must be computed from the model with differentiable ops.',
    });
  }

  #updateWeights(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    const clipped = this.#clip(gradients);
    const rate = this.rate();
    for (const variable of variables) {
      const decay = this.decays(variable) ? this.weightDecayOf(variable) : null;
      if (decay === null) continue;
      const value = variable.read();
      variable.assign(tf.sub(value, tf.mul(tf.mul(value, decay), tf.cast(rate, variable.dtype))));
    }
    const pairs = clipped.map((gradient, i) => [gradient, variables[i]] as const);
    this.updateAll(pairs, rate);
  }

  #clip(gradients: readonly Tensor[]): readonly Tensor[] {
    const { clipnorm, globalClipnorm, clipvalue } = this;
    if (clipnorm) return gradients.map((gradient) => clipByNorm(gradient, clipnorm));
    if (globalClipnorm) return clipByGlobalNorm(gradients, globalClipnorm);
    if (clipvalue) return gradients.map((g) => tf.clipByValue(g, -clipvalue, clipvalue));
    return gradients;
  }

  /** Adds gradients up; every `gradientAccumulationSteps` batches updates by their mean. */
  #accumulate(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    const steps = this.gradientAccumulationSteps as number;
    const due = tf.equal(tf.mod(tf.add(this.iteration.read(), 1), steps), 0);
    const sums = gradients.map((g, i) =>
      tf.add(g, this.slot('gradient_accumulator', variables[i])),
    );
    // Both ways are computed: what is not due is thrown away.
    const affected = [...this.variables.slice(1), ...variables];
    const before = affected.map((variable) => variable.read());
    this.#updateWeights(
      sums.map((sum) => tf.div(sum, steps)),
      variables,
    );
    affected.forEach((variable, i) => {
      const after = variable.read();
      if (after !== before[i]) variable.assign(tf.where(due, after, before[i]));
    });
    variables.forEach((variable, i) => {
      const sum = sums[i];
      this.slot('gradient_accumulator', variable).assign(tf.where(due, tf.zerosLike(sum), sum));
    });
  }

  /** Moves the averages of the weights on, and the weights to them if it is time. */
  #average(): void {
    const updates = this.updates();
    const later = tf.cast(tf.notEqual(updates, 0), 'float32');
    const every = this.emaOverwriteFrequency;
    const due = every ? tf.equal(tf.mod(tf.add(updates, 1), every), 0) : undefined;
    for (const variable of this.trainableVariables) {
      const slot = this.slot('average', variable);
      const momentum = tf.mul(tf.cast(later, variable.dtype), this.emaMomentum);
      const value = variable.read();
      const average = tf.add(tf.mul(momentum, slot), tf.mul(tf.sub(1, momentum), value));
      slot.assign(average);
      if (due) variable.assign(tf.where(due, average, value));
    }
  }

  /** Sets the weights to their moving averages, at the end of training. */
  finalizeVariableValues(weights: readonly Variable[] = this.trainableVariables): void {
    if (!this.useEma) return;
    for (const weight of weights) weight.assign(this.slot('average', weight).read());
  }

  /** Exchanges the weights and their moving averages. @internal */
  swapAverages(): void {
    for (const weight of this.trainableVariables) {
      const average = this.slot('average', weight);
      const value = weight.read();
      weight.assign(average.read());
      average.assign(value);
    }
  }

  /** Makes the averages what the weights are. @internal */
  takeAverages(): void {
    for (const weight of this.trainableVariables)
      this.slot('average', weight).assign(weight.read());
  }

  /** The decay that holds for a weight. */
  protected weightDecayOf(variable: Variable): number | null {
    void variable;
    return this.weightDecay;
  }

  /** Whether a weight decays: it may be excluded. */
  protected decays(variable: Variable): boolean {
    if (!this.#excluded) return true;
    const { variables, pattern } = this.#excluded;
    return !variables.has(variable) && !pattern?.test(variable.name);
  }

  /**
   * Keeps weights from decaying, before the optimizer is built.
   * @param names parts of names, as regular expressions: `['bias']`
   */
  excludeFromWeightDecay(variables: readonly Variable[] = [], names: readonly string[] = []): void {
    if (this.built) {
      const problem = 'weights can be excluded from decay only before the optimizer is built';
      throw new ConfigError({ where: this.name, problem });
    }
    const pattern = names.length > 0 ? new RegExp(names.join('|')) : undefined;
    this.#excluded = { variables: new Set(variables), pattern };
  }

  /**
   * Applies gradients now; inside a traced function, at the end of its step.
   * @param gradients pairs of gradient and variable; or, as tfjs gives them, a record by variables' names or a list of
   *   `{ name, tensor }`
   * @throws ConfigError if no variable has a name
   */
  applyGradients(
    gradients: readonly GradientAndVariable[] | readonly NamedTensor[] | Record<string, Tensor>,
  ): void {
    const pairs = this.#pairs(gradients);
    if (currentTrace()) {
      tf.tidy(() => this.update(pairs));
      return;
    }
    const given = pairs.filter((pair): pair is [Tensor, Variable] => pair[0] !== null);
    const variables = given.map(([, variable]) => variable);
    if (given.length === 0 && pairs.length > 0) throw this.#withoutGradients();
    for (const variable of variables) variable.assertWritable();
    let compiled = this.#compiled.find(
      (one) =>
        one.variables.length === variables.length &&
        one.variables.every((variable, i) => variable === variables[i]),
    );
    if (!compiled) {
      compiled = { variables, run: this.#compile(variables) };
      this.#compiled.push(compiled);
    }
    const { run } = compiled;
    tf.tidy(() => run(given.map(([gradient, variable]) => tf.cast(gradient, variable.dtype))));
  }

  #compile(variables: readonly Variable[]): Compiled['run'] {
    this.build(variables);
    const trace = new Trace();
    const plan = trace.record(() =>
      tf.tidy(() => {
        this.update(variables.map((v) => [trace.input(v.dtype, v.shape), v] as const));
        return trace.compile([]);
      }),
    );
    return (gradients) => {
      plan.runInto(
        gradients.map((gradient) => gradient.valuesNow()),
        [],
      );
    };
  }

  #pairs(gradients: Parameters<this['applyGradients']>[0]): readonly GradientAndVariable[] {
    const list: readonly (GradientAndVariable | NamedTensor)[] = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    return list.map((one) => ('name' in one ? [one.tensor ?? null, this.#named(one.name)] : one));
  }

  #named(name: string): Variable {
    const isIt = (variable: Variable) => variable.name === name;
    const variable = this.trainableVariables.find(isIt) ?? liveVariables().find(isIt);
    if (variable) return variable;
    const hint = 'Pass the names that tf.variableGrads gives, or pairs [gradient, variable].';
    throw new ConfigError({ where: this.name, problem: `no variable is named ${name}`, hint });
  }

  /**
   * The value of a scalar function, and its gradients by variables' names.
   * @param varList the variables; what is not trainable is left out. Default: all trainable ones that f reads
   * @throws ShapeError if f gives no scalar, ValueError if no variable is left
   */
  computeGradients(
    f: () => Tensor,
    varList?: readonly Variable[],
  ): { value: Tensor; grads: Record<string, Tensor> } {
    return tf.tidy(() => variableGrads(scalarOf(f), trainable(varList)));
  }

  /**
   * One step down a scalar function of variables; only the cost is left of its tensors.
   * @param f computes the loss from variables
   * @param returnCost whether to return the loss. Default: false
   * @param varList the variables to change, if they are trainable. Default: all trainable ones that f reads
   * @throws ShapeError if f gives no scalar, ValueError if no variable is left
   */
  minimize(f: () => Tensor, returnCost = false, varList?: readonly Variable[]): Tensor | null {
    return tf.tidy(() => {
      const { value, pairs } = gradientsOf(scalarOf(f), trainable(varList));
      this.applyGradients(pairs);
      return returnCost ? value : null;
    });
  }
}
