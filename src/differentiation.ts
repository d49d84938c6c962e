// Whether gradients of what is recorded now will be asked for: then ops had better keep what those need.

let depth = 0;

/** Whether this is the function that gradients are taken of. */
export function isDifferentiated(): boolean {
  return depth > 0;
}

/** Runs a function that gradients are then taken of. */
export function differentiated<T>(fn: () => T): T {
  depth++;
  try {
    return fn();
  } finally {
    depth--;
  }
}
