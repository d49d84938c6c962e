// Golden family `summaries`: the exact text of `model.summary()` in both layouts, and the number of parameters.
import { Model, models } from '../../../index.js';
import type { SerializedObject } from '../../../src/registry.js';
import { camelKeys } from '../corten.js';
import type { Case, Driver } from '../family.js';

interface SummaryCase extends Case {
  layout: 'classic' | 'keras3';
  options: Record<string, unknown>;
  config: SerializedObject;
  params: number;
  trainable: number | null;
  optimizer?: string;
  text: string;
}

export const summaryDriver: Driver<SummaryCase> = async (item, check) => {
  const model = await models.modelFromJSON(item.config);
  check.holds('a model', model instanceof Model);
  // An optimizer's variables are counted once it has them.
  if (item.optimizer) {
    const trained = model as Model & { compile(options: object): void };
    trained.compile({ optimizer: item.optimizer, loss: 'meanSquaredError' });
  }
  const lines: string[] = [];
  const printFn = (line: string) => lines.push(line);
  model.summary({ style: item.layout, ...camelKeys(item.options), printFn });
  const expected = item.text.trimEnd().split('\n');
  const actual = lines.join('\n').trimEnd().split('\n');
  expected.forEach((line, i) => {
    check.value(`line ${i + 1}`, actual[i], line);
  });
  check.value('lines', actual.length, expected.length);
  check.value('params', model.countParams(), item.params);
};
