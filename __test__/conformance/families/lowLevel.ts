// Golden family `tf1_rnn` and the models of kind `low_level`: TensorFlow 1's cells and loops, and the tutorial's training.
import { nn, type Tensor, type Variable } from '../../../index.js';
import { camelKeys, tensorOf, tensorsOf, corten as tf, valuesOf, weighted } from '../corten.js';
import type { Case, Check, Driver } from '../family.js';

interface CellOfCase {
  class_name: string;
  options?: Record<string, unknown>;
  cells?: CellOfCase[];
}

/** Positions in the flat outputs, in the structure of the result. */
type Structure = number | Structure[] | { c: number; h: number };

interface Initial {
  name: string;
  key: string;
}

interface LoopCase extends Case {
  loop: 'dynamic_rnn' | 'static_rnn' | 'bidirectional';
  cell: CellOfCase;
  time_major: boolean;
  input: string;
  sequence_length: string | null;
  variables: Initial[];
  outputs: string[];
  output_structure: Structure;
  cotangents: string[];
  input_grad: string;
  variable_grads: string[];
}

interface Step {
  x: string;
  y: string;
  sequence_length?: string | null;
  cost: number;
  accuracy?: number;
  logits: string;
}

interface TrainingCase extends Case {
  loop: 'training';
  units: number;
  forget_bias: number;
  optimizer: { learning_rate: number; beta1: number; beta2: number; epsilon: number };
  variables: Initial[];
  steps: Step[];
  final_variables: string[];
}

export interface LowLevelCase extends Case {
  units: number;
  forget_bias: number;
  optimizer: { learning_rate: number; beta_1: number; beta_2: number; epsilon: number };
  variables: Record<string, string>;
  steps: Step[];
  first_gradients: Record<string, string>;
  final_variables: Record<string, string>;
}

function cellOf({ class_name, options = {}, cells }: CellOfCase): nn.RNNCell {
  if (cells) return new nn.MultiRNNCell(cells.map(cellOf));
  const { numUnits, ...rest } = camelKeys(options);
  return new tf.nn[class_name](numUnits, rest);
}

/** The tensors of a result, by their positions. */
function flatten(value: unknown, structure: Structure, into: Tensor[] = []): Tensor[] {
  if (typeof structure === 'number') into[structure] = value as Tensor;
  else if (Array.isArray(structure)) {
    for (const [i, part] of structure.entries()) flatten((value as unknown[])[i], part, into);
  } else {
    const { c, h } = value as nn.LSTMState;
    flatten(c, structure.c, into);
    flatten(h, structure.h, into);
  }
  return into;
}

/** The case's loop as a function of its input, with its variables set, and those. */
function loopOf(item: LoopCase, check: Check) {
  const { loop, time_major: timeMajor, sequence_length: lengths } = item;
  const cells = [cellOf(item.cell), ...(loop === 'bidirectional' ? [cellOf(item.cell)] : [])];
  const sequenceLength = lengths === null ? undefined : tensorOf(check.golden(lengths));
  const run = (x: Tensor): unknown => {
    const options = { sequenceLength, timeMajor };
    if (loop === 'bidirectional') {
      return nn.bidirectionalDynamicRNN(cells[0], cells[1], x, options);
    }
    if (loop === 'dynamic_rnn') return nn.dynamicRNN(cells[0], x, options);
    const { outputs, state } = nn.staticRNN(cells[0], tf.unstack(x, 1), { sequenceLength });
    return [tf.stack(outputs, 1), state];
  };
  run(tensorOf(check.golden(item.input)));
  return { run, variables: cells.flatMap((cell) => cell.weights) };
}

/** A variable's name, as of TensorFlow 1's tensor. */
const nameOf = ({ name }: Variable) => `${name}:0`;

const loopDriver: Driver<LoopCase> = (item, check) => {
  // Names are counted, and those of a case start afresh.
  tf.utils.clearSession();
  const { run, variables } = loopOf(item, check);
  check.value(
    'variables',
    variables.map(nameOf),
    item.variables.map(({ name }) => name),
  );
  for (const [i, { key }] of item.variables.entries()) {
    variables[i].assign(tensorOf(check.golden(key)));
  }
  const x = tensorOf(check.golden(item.input));
  const cotangents = tensorsOf(check, item.cotangents);
  const outputs = (input: Tensor) => flatten(run(input), item.output_structure);
  const gradients = (input: Tensor): Tensor[] => {
    const byInput = tf.grad((z: Tensor) => weighted(outputs(z), cotangents))(input);
    const { grads } = tf.variableGrads(() => weighted(outputs(input), cotangents), variables);
    return [byInput, ...variables.map(({ name }) => grads[name])];
  };
  // Eagerly, and traced.
  for (const [how, all] of Object.entries({ eager: outputs, traced: tf.compile(outputs) })) {
    for (const [i, output] of (all(x) as Tensor[]).entries()) {
      check.tensor(`${how} output ${i}`, valuesOf(output), item.outputs[i], 'output');
    }
  }
  const keys = [item.input_grad, ...item.variable_grads];
  for (const [how, all] of Object.entries({ eager: gradients, traced: tf.compile(gradients) })) {
    for (const [i, gradient] of (all(x) as Tensor[]).entries()) {
      check.tensor(`${how} gradient ${i}`, valuesOf(gradient), keys[i], 'gradient');
    }
  }
};

/** The tutorial's classifier on these variables: a dense layer at each step, an LSTM, a dense layer of its last output. */
function classifier(
  [wIn, bIn, wOut, bOut]: Variable[],
  cell: nn.BasicLSTMCell,
): (x: Tensor, sequenceLength?: Tensor) => Tensor {
  return (x, sequenceLength) => {
    const [batch, steps, width] = x.shape;
    const dense = tf.add(tf.matMul(tf.reshape(x, [-1, width]), wIn), bIn);
    const initialState = cell.zeroState(batch, 'float32');
    const { state } = nn.dynamicRNN(cell, tf.reshape(dense, [-1, steps, cell.numUnits]), {
      initialState,
      sequenceLength,
    });
    return tf.add(tf.matMul(state.h, wOut), bOut);
  };
}

/** The cell with its variables set. */
function trainedCell(units: number, forgetBias: number, weights: Tensor[]): nn.BasicLSTMCell {
  const cell = new nn.BasicLSTMCell(units, { forgetBias });
  cell.apply(tf.zeros([1, units]), cell.zeroState(1));
  cell.setWeights(weights);
  return cell;
}

/** Trains step by step; what each step computes before its update must be as given. */
function train(
  steps: Step[],
  logitsOf: ReturnType<typeof classifier>,
  optimizer: ReturnType<typeof tf.train.adam>,
  check: Check,
): void {
  const step = tf.compile((x: Tensor, y: Tensor, lengths?: Tensor) => {
    let logits!: Tensor;
    const cost = optimizer.minimize(() => {
      logits = logitsOf(x, lengths);
      return tf.mean(nn.softmaxCrossEntropyWithLogits({ labels: y, logits }));
    }, true);
    const hits = tf.equal(tf.argMax(logits, 1), tf.argMax(y, 1));
    return { cost, logits, accuracy: tf.mean(tf.cast(hits, 'float32')) };
  });
  for (const [n, { x, y, sequence_length: lengths, ...expected }] of steps.entries()) {
    const keys = [x, y, ...(lengths ? [lengths] : [])];
    const { cost, logits, accuracy } = step(...tensorsOf(check, keys));
    check.value(`step ${n}: cost`, cost.arraySync(), expected.cost, 'logs');
    check.tensor(`step ${n}: logits`, valuesOf(logits), expected.logits, 'predict');
    if (expected.accuracy === undefined) continue;
    check.value(`step ${n}: accuracy`, accuracy.arraySync(), expected.accuracy, 'logs');
  }
}

const trainingDriver: Driver<TrainingCase> = (item, check) => {
  const values = item.variables.map(({ key }) => tensorOf(check.golden(key)));
  const variables: Variable[] = values.slice(0, 4).map((value) => tf.variable(value));
  const cell = trainedCell(item.units, item.forget_bias, values.slice(4));
  const { learning_rate: rate, beta1, beta2, epsilon } = item.optimizer;
  const optimizer = tf.train.adam(rate, beta1, beta2, epsilon);
  train(item.steps, classifier(variables, cell), optimizer, check);
  for (const [i, variable] of [...variables, ...cell.weights].entries()) {
    check.tensor(`variable ${i}`, valuesOf(variable), item.final_variables[i], 'weights');
  }
};

/** The models of kind `low_level`. */
export const lowLevelDriver: Driver<LowLevelCase> = (item, check) => {
  const value = (name: string) => tensorOf(check.golden(item.variables[name]));
  const dense = ['in/kernel', 'in/bias', 'out/kernel', 'out/bias'];
  const variables: Variable[] = dense.map((name) => tf.variable(value(name)));
  const weights = ['cell/kernel', 'cell/bias'].map(value);
  const cell = trainedCell(item.units, item.forget_bias, weights);
  const logitsOf = classifier(variables, cell);
  const named = [...dense, 'cell/kernel', 'cell/bias'];
  const all = [...variables, ...cell.weights];

  const { x, y, sequence_length: lengths } = item.steps[0];
  const [images, labels, given] = tensorsOf(check, [x, y, lengths ?? null]) as Tensor[];
  const { grads } = tf.variableGrads(() => {
    const logits = logitsOf(images, given ?? undefined);
    return tf.mean(nn.softmaxCrossEntropyWithLogits({ labels, logits }));
  });
  named.forEach((name, i) => {
    const gradient = valuesOf(grads[all[i].name]);
    check.tensor(`gradient of ${name}`, gradient, item.first_gradients[name], 'predict');
  });

  const { learning_rate: rate, beta_1: beta1, beta_2: beta2, epsilon } = item.optimizer;
  train(item.steps, logitsOf, tf.train.adam(rate, beta1, beta2, epsilon), check);
  named.forEach((name, i) => {
    check.tensor(name, valuesOf(all[i]), item.final_variables[name], 'weights');
  });
};

export const tf1Driver: Driver<LoopCase | TrainingCase> = (item, check) =>
  item.loop === 'training' ? trainingDriver(item, check) : loopDriver(item, check);
