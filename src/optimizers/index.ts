// `tf.optimizers`: Keras's classes, and what strings and configurations stand for.
import { type Constructor, Registry, type SerializedObject } from '../registry.js';
import { Adafactor } from './adafactor.js';
import * as adaptive from './adaptive.js';
import { Ftrl } from './ftrl.js';
import { Adam, AdamW, RMSprop, SGD } from './fused.js';
import { Muon } from './muon.js';
import { Optimizer } from './optimizer.js';
import { ScheduleFreeAdamW } from './scheduleFree.js';
import * as schedules from './schedules/index.js';

export { Adafactor } from './adafactor.js';
export { Adadelta, Adagrad, Adamax, Lamb, Lion, Nadam } from './adaptive.js';
export type { OptimizerConfig } from './config.js';
export * from './factories.js';
export { Ftrl } from './ftrl.js';
export { Adam, AdamW, RMSprop, SGD } from './fused.js';
export { Muon } from './muon.js';
export { type GradientAndVariable, Optimizer } from './optimizer.js';
export { ScheduleFreeAdamW } from './scheduleFree.js';
export { schedules };

const { Adadelta, Adagrad, Adamax, Lamb, Lion, Nadam } = adaptive;

/** @internal */
export const registry = new Registry<Optimizer>('optimizer', 'keras.optimizers', {
  SGD,
  Adam,
  AdamW,
  Adamax,
  Nadam,
  RMSprop,
  Adagrad,
  Adadelta,
  Adafactor,
  Ftrl,
  Lion,
  Lamb,
  Muon,
  ScheduleFreeAdamW,
});

/** How an optimizer may be given: a name, Keras's configuration, an object or a class. */
export type OptimizerIdentifier = string | SerializedObject | Optimizer | Constructor<Optimizer>;

/** The optimizer that an identifier stands for. @throws ConfigError that suggests the nearest name. */
export function get(identifier: OptimizerIdentifier): Optimizer {
  return identifier instanceof Optimizer ? identifier : registry.create(identifier);
}
