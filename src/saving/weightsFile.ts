// A model's weights in a `.safetensors` file, under their names.
import { saveFile } from '../io/files.js';
import { formatSafetensors } from '../io/safetensors.js';
import type { Variable } from '../variable.js';

/** Writes variables under their names. */
export async function saveWeightsFile(path: string, variables: readonly Variable[]): Promise<void> {
  const arrays = variables.map(({ name, dtype, shape }, i) => {
    return [name, { dtype, shape, values: variables[i].valuesNow() }] as const;
  });
  await saveFile(path, formatSafetensors(arrays));
}
