// Every error that corten throws: one class a cause, each with a stable code and what was expected, received and how to mend it.

/** The parts of an error; its message is made of those that are there, in this order. */
export interface ErrorDetail {
  /** The layer path, op, option or file that it is about: `sequential/dense_1`. */
  where?: string;
  /** What is wrong, where expected and received don't say it. */
  problem?: string;
  expected?: string;
  received?: string;
  /** The mend, as a sentence. */
  hint?: string;
  /** The error underneath. */
  cause?: unknown;
}

function compose({ where, problem, expected, received, hint }: ErrorDetail): string {
  const facts = [
    problem,
    expected && `expected ${expected}`,
    received && `received ${received}`,
  ].filter(Boolean);
  const sentence = facts.join(', ');
  return (where ? `${where}: ` : '') + sentence + (hint ? `${sentence ? '. ' : ''}${hint}` : '');
}

/**
 * The base of all of corten's errors.
 *
 * @example
 * try {
 *   await model.fit(x, y);
 * } catch (error) {
 *   if (error instanceof tf.errors.ShapeError) console.error(error.where, error.hint);
 * }
 */
export class CortenError extends Error {
  /** Stable across versions: what a program may test. */
  readonly code: string = 'ERR_CORTEN';
  declare readonly where?: string;
  declare readonly expected?: string;
  declare readonly received?: string;
  declare readonly hint?: string;

  constructor(detail: string | ErrorDetail) {
    const parts = typeof detail === 'string' ? { problem: detail } : detail;
    super(compose(parts), 'cause' in parts ? { cause: parts.cause } : undefined);
    // Only what is there: an error printed by Node lists its own properties.
    for (const key of ['where', 'expected', 'received', 'hint'] as const) {
      if (parts[key] === undefined) continue;
      Object.defineProperty(this, key, { value: parts[key], enumerable: false });
    }
  }

  override get name(): string {
    return this.constructor.name;
  }
}

/** Shapes or ranks that don't fit each other. */
export class ShapeError extends CortenError {
  override readonly code = 'ERR_CORTEN_SHAPE';
}

/** A dtype that the op or layer does not take. */
export class DTypeError extends CortenError {
  override readonly code = 'ERR_CORTEN_DTYPE';
}

/** An unknown option, name or identifier, or an option's value of the wrong kind. */
export class ConfigError extends CortenError {
  override readonly code = 'ERR_CORTEN_CONFIG';
}

/** An argument of the right kind whose value is out of range: a label beyond the classes, empty data. */
export class ValueError extends CortenError {
  override readonly code = 'ERR_CORTEN_VALUE';
}

/** A second `fit`, or a write of weights, while the model trains. */
export class BusyError extends CortenError {
  override readonly code = 'ERR_CORTEN_BUSY';
}

/** A tensor, variable or model used after `dispose()`. */
export class DisposedError extends CortenError {
  override readonly code = 'ERR_CORTEN_DISPOSED';
}

/** A file that is corrupt, truncated or not of the format that its name promises. */
export class DataError extends CortenError {
  override readonly code = 'ERR_CORTEN_DATA';
}

/** A data set or file that is neither here nor to be had: not found, no network. */
export class UnavailableError extends CortenError {
  override readonly code = 'ERR_CORTEN_UNAVAILABLE';
}

/** A layer or model used before its weights exist, or before `compile`. */
export class NotBuiltError extends CortenError {
  override readonly code = 'ERR_CORTEN_NOT_BUILT';
}

/** A value that `checkNumerics` or `TerminateOnNaN` refuses: NaN or infinite. */
export class NumericsError extends CortenError {
  override readonly code = 'ERR_CORTEN_NUMERICS';
}

/** What can't be recorded: reading a symbolic tensor's value, an op whose output shape depends on values. */
export class TraceError extends CortenError {
  override readonly code = 'ERR_CORTEN_TRACE';
}

/** Stopped by its `AbortSignal`; `cause` is the signal's reason. */
export class AbortError extends CortenError {
  override readonly code = 'ERR_CORTEN_ABORT';
}

/** corten's own bug: please report it with the message. */
export class EngineError extends CortenError {
  override readonly code = 'ERR_CORTEN_ENGINE';
}
