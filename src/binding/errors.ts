// Native errors to the classes of src/errors.ts: the addon throws JSON, users get typed errors with a mend.
import {
  ConfigError,
  CortenError,
  DTypeError,
  EngineError,
  type ErrorDetail,
  NumericsError,
  ShapeError,
  TraceError,
  ValueError,
} from '../errors.js';

/** What is wrong where it is not a matter of expected and received. */
const problems: Record<string, string> = {
  ERR_CORTEN_UNKNOWN_OP: 'the engine has no op of this name',
  ERR_CORTEN_NOT_DIFFERENTIABLE: 'has no gradient',
};

interface NativeDetail extends ErrorDetail {
  code: string;
}

const classes: Record<string, new (detail: ErrorDetail) => CortenError> = {
  ERR_CORTEN_SHAPE: ShapeError,
  ERR_CORTEN_DTYPE: DTypeError,
  ERR_CORTEN_ATTRIBUTE: ConfigError,
  ERR_CORTEN_VALUE: ValueError,
  ERR_CORTEN_UNKNOWN_OP: ConfigError,
  ERR_CORTEN_NOT_DIFFERENTIABLE: TraceError,
  ERR_CORTEN_INTERNAL: EngineError,
};

/** The typed error for whatever native code threw; anything else passes unchanged. */
export function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CortenError) return error;
  if (!error.message.startsWith('{')) return error;
  const { code, ...detail } = JSON.parse(error.message) as NativeDetail;
  // What the op checkNumerics says is a value that is wrong, and more.
  const isNumerics = code === 'ERR_CORTEN_VALUE' && detail.expected === 'finite numbers';
  const Class = isNumerics ? NumericsError : (classes[code] ?? EngineError);
  const translated = new Class({ ...detail, problem: problems[code] });
  // The stack of the user's line, without the frame of this function.
  Error.captureStackTrace(translated, translate);
  return translated;
}

/** What `call` gives; an error of the engine is thrown as one of corten's. */
export function translated<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw translate(error);
  }
}
