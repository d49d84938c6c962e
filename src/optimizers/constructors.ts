// OptimizerConstructors: tfjs's class of the factories that `tf.train` has.
import { adadelta, adagrad, adam, adamax, momentum, rmsprop, sgd } from './train.js';

/** What `tf.train` is in tfjs: its factories as static methods. */
// biome-ignore lint/complexity/noStaticOnlyClass: programs name it as a class.
export class OptimizerConstructors {
  /** As `tf.train.sgd`. */
  static readonly sgd = sgd;
  /** As `tf.train.momentum`. */
  static readonly momentum = momentum;
  /** As `tf.train.rmsprop`. */
  static readonly rmsprop = rmsprop;
  /** As `tf.train.adam`. */
  static readonly adam = adam;
  /** As `tf.train.adadelta`. */
  static readonly adadelta = adadelta;
  /** As `tf.train.adamax`. */
  static readonly adamax = adamax;
  /** As `tf.train.adagrad`. */
  static readonly adagrad = adagrad;
}
