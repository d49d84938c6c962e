// What a model's weights are called in files, as tfjs calls them: by the layer, whatever models it is in.
import { ConfigError } from '../errors.js';
import { DepthwiseConv } from '../layers/convolution/depthwiseConv.js';
import type { Weighted } from '../layers/weighted.js';
import { unknownName } from '../suggest.js';
import { Compiled } from '../training/compiled.js';
import type { Variable } from '../variable.js';

/** The weight's name within the layer. */
function ownName(layer: Weighted, weight: Variable): string {
  const prefix = `${layer.name}/`;
  const at = weight.name.lastIndexOf(prefix);
  const name = at < 0 ? weight.name : weight.name.slice(at + prefix.length);
  // Keras 3 calls it otherwise than Keras 2 and tfjs.
  return layer instanceof DepthwiseConv && name === 'kernel' ? 'depthwise_kernel' : name;
}

/**
 * The weights by name, in the order of `model.weights`: `dense/kernel`, `bidirectional/forward_lstm/kernel`. Where
 * layers of two inner models have one name, the second's has its model's in front.
 */
export function weightNames(model: Weighted): Map<string, Variable> {
  const byName = new Map<string, Variable>();
  const named = new Set<Variable>();
  const visit = (layer: Weighted, scope: string, models: string): void => {
    for (const weight of layer.ownWeights) {
      if (named.has(weight)) continue;
      named.add(weight);
      let name = scope + ownName(layer, weight);
      if (byName.has(name)) name = models + name;
      const first = name;
      for (let i = 1; byName.has(name); i++) name = `${first}_${i}`;
      byName.set(name, weight);
    }
    for (const inner of layer.sublayers) {
      if (inner instanceof Compiled) visit(inner, scope, `${models}${inner.name}/`);
      else {
        const part = layer instanceof Compiled ? inner.name : layer.weightScope(inner);
        visit(inner, part ? `${scope}${part}/` : scope, models);
      }
    }
  };
  visit(model, '', '');
  return byName;
}

/** A name without the part before its last: files of TensorFlow 2.2 and later name the cell there. */
const withoutCell = (name: string): string => {
  const parts = name.split('/');
  return [...parts.slice(0, -2), ...parts.slice(-1)].join('/');
};

/**
 * The weights that names in a file mean: as this library calls them, now or by the variable, or with a cell's name.
 * @param strict whether names that mean none, and weights that no name means, are errors
 * @throws ConfigError that says which
 */
export function matchWeights(
  model: Weighted,
  names: readonly string[],
  strict: boolean,
): Map<string, Variable> {
  const known = weightNames(model);
  const byVariable = new Map([...known.values()].map((weight) => [weight.name, weight]));
  const left = new Set(known.values());
  const found = new Map<string, Variable>();
  for (const name of names) {
    const weight = known.get(name) ?? known.get(withoutCell(name)) ?? byVariable.get(name);
    if (weight && left.delete(weight)) found.set(name, weight);
    else if (strict) throw unknownName('weight', name, known.keys(), model.name);
  }
  const missing = [...known].filter(([, weight]) => left.has(weight)).map(([name]) => name);
  if (strict && missing.length > 0) {
    throw new ConfigError({
      where: model.name,
      problem: `${missing.length} of ${known.size} weights are not set: ${missing.slice(0, 20).join(', ')}`,
      hint: 'To leave weights as they are, say strict = false.',
    });
  }
  return found;
}
