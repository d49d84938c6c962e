// A model's weights in a `.safetensors` file, under their names.
import { saveFile } from '../io/files.js';
import { formatSafetensors } from '../io/safetensors.js';
import type { Variable } from '../variable.js';

/** Writes variables under their names. */
export async function saveWeightsFile(
  path: string,
  weights: ReadonlyMap<string, Variable>,
): Promise<void> {
  const arrays = [...weights].map(([name, variable]) => {
    const { dtype, shape } = variable;
    return [name, { dtype, shape, values: variable.valuesNow() }] as const;
  });
  await saveFile(path, formatSafetensors(arrays));
}
