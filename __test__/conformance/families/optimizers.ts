// Golden families `optimizers` and `schedules`: weights, slots and rates after each of several steps.
import { scalar, type Tensor, variable } from '../../../index.js';
import * as optimizers from '../../../src/optimizers/index.js';
import type { SerializedObject } from '../../../src/registry.js';
import { tensorOf, valuesOf } from '../corten.js';
import type { Case, Driver } from '../family.js';

interface OptimizerCase extends Case {
  config: SerializedObject;
  variables: { name: string; key: string }[];
  exclude_from_weight_decay: string[];
  steps: {
    gradients: string[];
    learning_rate: number;
    iterations: number;
    variables: string[];
    slots: { path: string; key: string }[];
  }[];
  finalized?: string[];
}

export const optimizerDriver: Driver<OptimizerCase> = (item, check) => {
  const optimizer = optimizers.get(item.config);
  check.config(optimizer.getConfig(), item.config.config);
  const weights = item.variables.map(({ name, key }) =>
    variable(tensorOf(check.golden(key)), true, name),
  );
  if (item.exclude_from_weight_decay.length > 0) {
    optimizer.excludeFromWeightDecay([], item.exclude_from_weight_decay);
  }
  item.steps.forEach((step, n) => {
    optimizer.applyGradients(
      weights.map((weight, i) => [tensorOf(check.golden(step.gradients[i])), weight] as const),
    );
    step.variables.forEach((key, i) => {
      check.tensor(`step ${n}: ${weights[i].name}`, valuesOf(weights[i]), key);
    });
    // Keras's property counts updates, corten's variable, like Keras's own, batches.
    const batches = optimizer.gradientAccumulationSteps ?? 1;
    const updates = Math.floor(optimizer.iterations / batches);
    check.value(`step ${n}: iterations`, updates, step.iterations);
    check.value(`step ${n}: learning rate`, optimizer.learningRate, step.learning_rate);
    const slots = optimizer.variables.filter((v) => !/\/(iteration|learning_rate)$/.test(v.name));
    step.slots.forEach(({ path, key }, i) => {
      // Variables without a name are numbered through the process.
      const expected = path.replace(/^variable_\d+$/, 'variable');
      check.value(`step ${n}: slot ${i}`, slots[i]?.name, expected);
      check.tensor(`step ${n}: ${path}`, valuesOf(slots[i]), key);
    });
  });
  if (!item.finalized) return;
  optimizer.finalizeVariableValues(weights);
  item.finalized.forEach((key, i) => {
    check.tensor(`finalized ${i}`, valuesOf(weights[i]), key);
  });
};

interface ScheduleCase extends Case {
  config: SerializedObject;
  steps: number[];
  values: number[];
}

export const scheduleDriver: Driver<ScheduleCase> = (item, check) => {
  const schedule = optimizers.schedules.deserialize(item.config);
  check.config(schedule.getConfig(), item.config.config);
  item.steps.forEach((step, i) => {
    const rate: Tensor = schedule.call(scalar(step));
    check.value(`rate at ${step}`, rate.arraySync(), item.values[i]);
  });
};
