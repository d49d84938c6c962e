// What TensorFlow's fused convolutions and products do after them: `fused_ops`, and their further inputs.
import { ConfigError } from '../../errors.js';
import type { Epilogue, FusedActivation } from '../../ops/fused.js';
import type { Tensor } from '../../tensor.js';
import type { Reader } from '../kernel.js';
import { attributes } from '../readers.js';

/** Bias, activation and its parameter, of the further inputs. */
export type FusedOps = (args: readonly Tensor[]) => Epilogue;

const ACTIVATIONS: readonly string[] = [
  'linear',
  'relu',
  'relu6',
  'elu',
  'prelu',
  'leakyrelu',
  'sigmoid',
] satisfies FusedActivation[];

/** `fused_ops`: a bias and an activation, either of which may be missing. */
export const epilogue: Reader<FusedOps> = attributes((given, { name, op }) => {
  const where = `${name} (${op})`;
  const ops = given.texts('fused_ops', []).map((text) => text.toLowerCase());
  const hasBias = ops[0] === 'biasadd';
  const rest = ops.slice(hasBias ? 1 : 0).filter((each) => each !== '' && each !== 'noop');
  const activation = rest[0] ?? 'linear';
  const leakyreluAlpha = given.number('leakyrelu_alpha', 0.2);
  if (!ACTIVATIONS.includes(activation) || rest.length > 1) {
    const expected = `fused_ops of BiasAdd and one of ${ACTIVATIONS.join(', ')}`;
    throw new ConfigError({ where, expected, received: ops.join(', ') });
  }
  const wanted = (hasBias ? 1 : 0) + (activation === 'prelu' ? 1 : 0);
  return (args) => {
    if (args.length !== wanted) {
      const expected = `${wanted} inputs after the first two, for ${ops.join(', ') || 'no fused op'}`;
      throw new ConfigError({ where, expected, received: String(args.length) });
    }
    return {
      bias: hasBias ? args[0] : undefined,
      activation: activation as FusedActivation,
      preluActivationWeights: activation === 'prelu' ? args[hasBias ? 1 : 0] : undefined,
      leakyreluAlpha,
    };
  };
});
