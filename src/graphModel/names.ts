// Names of tensors in a graph: `node`, `node:1`, in functions `node:port:0`, and `^node` for what only runs before.

/** A name taken apart. */
export interface TensorName {
  node: string;
  /** Which output, or which of those of the port. */
  index: number;
  /** The output's name in the op's definition, which functions give. */
  port?: string;
  /** Whether the node only has to run before. */
  control: boolean;
}

/** `node:1` -> its node and 1; an index that is no number is 0. */
export function parseName(name: string): TensorName {
  const control = name.startsWith('^');
  const parts = (control ? name.slice(1) : name).split(':');
  const index = parts.length > 1 ? Number(parts[parts.length - 1]) : 0;
  return {
    node: parts[0],
    index: Number.isInteger(index) && index >= 0 ? index : 0,
    port: parts.length > 2 ? parts[1] : undefined,
    control,
  };
}
