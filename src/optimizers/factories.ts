// The factories of `tf.optimizers`: each class in lower case, with Keras's options and defaults.
import { Adafactor } from './adafactor.js';
import { Adadelta, Adagrad, Adamax, Lamb, Lion, Nadam } from './adaptive.js';
import { Ftrl } from './ftrl.js';
import { Adam, AdamW, RMSprop, SGD } from './fused.js';
import { Muon } from './muon.js';
import { ScheduleFreeAdamW } from './scheduleFree.js';

type ConfigOf<T> = T extends new (config?: infer C) => unknown ? C : never;

/** Adadelta. Keras: `Adadelta`. */
export const adadelta = (config?: ConfigOf<typeof Adadelta>) => new Adadelta(config);
/** Adafactor. Keras: `Adafactor`. */
export const adafactor = (config?: ConfigOf<typeof Adafactor>) => new Adafactor(config);
/** Adagrad. Keras: `Adagrad`. */
export const adagrad = (config?: ConfigOf<typeof Adagrad>) => new Adagrad(config);
/** Adam. Keras: `Adam`. */
export const adam = (config?: ConfigOf<typeof Adam>) => new Adam(config);
/** AdamW. Keras: `AdamW`. */
export const adamW = (config?: ConfigOf<typeof AdamW>) => new AdamW(config);
/** Adamax. Keras: `Adamax`. */
export const adamax = (config?: ConfigOf<typeof Adamax>) => new Adamax(config);
/** Ftrl. Keras: `Ftrl`. */
export const ftrl = (config?: ConfigOf<typeof Ftrl>) => new Ftrl(config);
/** Lamb. Keras: `Lamb`. */
export const lamb = (config?: ConfigOf<typeof Lamb>) => new Lamb(config);
/** Lion. Keras: `Lion`. */
export const lion = (config?: ConfigOf<typeof Lion>) => new Lion(config);
/** Muon. Keras: `Muon`. */
export const muon = (config?: ConfigOf<typeof Muon>) => new Muon(config);
/** Nadam. Keras: `Nadam`. */
export const nadam = (config?: ConfigOf<typeof Nadam>) => new Nadam(config);
/** RMSprop. Keras: `RMSprop`. */
export const rmsprop = (config?: ConfigOf<typeof RMSprop>) => new RMSprop(config);
/** ScheduleFreeAdamW. Keras: `ScheduleFreeAdamW`. */
export const scheduleFreeAdamW = (config?: ConfigOf<typeof ScheduleFreeAdamW>) =>
  new ScheduleFreeAdamW(config);
/** Gradient descent, with momentum if asked. Keras: `SGD`. */
export const sgd = (config?: ConfigOf<typeof SGD>) => new SGD(config);
