// What `tf.memory()` counts and `tf.tidy()` cleans: bookkeeping only, for V8 frees the arrays by itself.

/** What a scope cleans up. */
interface Tracked {
  readonly kept: boolean;
  dispose(): void;
  /** Takes it out of the count; its values stay. */
  release(): void;
}

/** The result of `tf.memory()`. */
export interface MemoryInfo {
  /** Eager tensors and variables created and not disposed; collection does not change it. */
  numTensors: number;
  /** As `numTensors`: a tensor and the data it shows count once each. */
  numDataBuffers: number;
  /** Bytes of those tensors' values. */
  numBytes: number;
  /** Always false: nothing hides in an unreachable place. */
  unreliable: boolean;
}

const scopes: Tracked[][] = [];
let tensors = 0;
let bytes = 0;
let suspended = 0;

/** Counts a new tensor, and hands it to the innermost `tidy`; false where nothing is counted. @internal */
export function created(tensor: Tracked, size: number): boolean {
  if (suspended > 0) return false;
  tensors++;
  bytes += size;
  if (scopes.length > 0) scopes[scopes.length - 1].push(tensor);
  return true;
}

/** Runs `fn` without counting: for tensors that no user sees, and nobody disposes. @internal */
export function uncounted<T>(fn: () => T): T {
  suspended++;
  try {
    return fn();
  } finally {
    suspended--;
  }
}

/** Counts a tensor's end. @internal */
export function disposed(size: number): void {
  tensors--;
  bytes -= size;
}

/** How many tensors exist: created minus disposed, exactly as tfjs counts. */
export function memory(): MemoryInfo {
  return { numTensors: tensors, numDataBuffers: tensors, numBytes: bytes, unreliable: false };
}

/** Opens a scope; what is created until `endScope` belongs to it. */
export function startScope(): void {
  scopes.push([]);
}

/** Closes the innermost scope: what it holds is disposed, unless kept or in `survivors`, which pass to the scope around. */
export function endScope(
  survivors: ReadonlySet<unknown>,
  how: 'dispose' | 'release' = 'dispose',
): void {
  const outer = scopes[scopes.length - 2];
  for (const tensor of scopes.pop() ?? []) {
    if (tensor.kept) continue;
    if (survivors.has(tensor)) outer?.push(tensor);
    else tensor[how]();
  }
}
