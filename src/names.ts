// Names as Keras makes them: the class in snake case, then `_1`, `_2`, counted per process.

let counts = new Map<string, number>();

/** `SimpleRNN` -> `simple_rnn`, `Conv2D` -> `conv2d`. */
export function snakeName(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The next name with this prefix: `dense`, `dense_1`, ... */
export function uniqueName(prefix: string): string {
  const count = counts.get(prefix) ?? 0;
  counts.set(prefix, count + 1);
  return count === 0 ? prefix : `${prefix}_${count}`;
}

/** Starts counting again. @internal */
export function resetNames(): void {
  counts = new Map();
}
