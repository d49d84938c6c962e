// What a layer's call passes on to the layers that it calls: whether it trains, and the path of names.

interface CallContext {
  /** Undefined until a call says. */
  training: boolean | undefined;
  path: string;
  depth: number;
}

const context: CallContext = { training: undefined, path: '', depth: 0 };

/** `outer/inner/` while the layer `inner` of `outer` runs or builds. */
export function currentPath(): string {
  return context.path;
}

/** The `training` that the outermost call decided. */
export function currentTraining(): boolean | undefined {
  return context.training;
}

/** Whether a layer is being called. */
export function isInsideCall(): boolean {
  return context.depth > 0;
}

/** Runs `fn` as (part of) a call of the layer of this name. */
export function within<T>(
  name: string,
  training: boolean | undefined,
  depth: 0 | 1,
  fn: () => T,
): T {
  const outer = { ...context };
  context.path += name === '' ? '' : `${name}/`;
  context.training = training;
  context.depth += depth;
  try {
    return fn();
  } finally {
    Object.assign(context, outer);
  }
}
