// How everything in Node.js is timed: best of three windows, each bracketed by the FMA probe, one JSON line a workload.
import { execFileSync } from 'node:child_process';

/** One timing, as peers in any language print it. */
export interface Timing {
  peer: string;
  workload: string;
  mode: string;
  /** Milliseconds a step, or a call. */
  ms: number;
  /** The slower of the two probes around the best window, in GFLOP/s; null without a probe. */
  probe: number | null;
}

const WINDOWS = 3;
const SECONDS = Number(process.env.CORTEN_BENCH_SECONDS ?? 0.7);

function probe(): number | null {
  const program = process.env.CORTEN_BENCH_PROBE;
  return program ? Number(execFileSync(program, { encoding: 'utf8' })) : null;
}

/** Times `step()`, which does `stepsPerCall` steps, and prints milliseconds a step. */
export async function measure(
  peer: string,
  workload: string,
  mode: string,
  step: () => unknown,
  stepsPerCall = 1,
): Promise<void> {
  // A step that returns no promise is not awaited: that alone would cost it a turn of the microtask queue.
  const first = step();
  const asynchronous = first instanceof Promise;
  await first;
  const run = async (seconds: number) => {
    const start = performance.now();
    let calls = 0;
    do {
      if (asynchronous) await step();
      else step();
      calls += 1;
    } while (performance.now() - start < seconds * 1e3);
    return (performance.now() - start) / calls / stepsPerCall;
  };
  await run(SECONDS / 2);
  let best: Timing | undefined;
  for (let i = 0; i < WINDOWS; i += 1) {
    const before = probe();
    const ms = await run(SECONDS);
    if (best && ms >= best.ms) continue;
    const after = probe();
    best = { peer, workload, mode, ms, probe: before && after && Math.min(before, after) };
  }
  console.log(JSON.stringify(best));
}

/** The requested ones of these workloads: `CORTEN_BENCH_WORKLOADS`, separated by commas; all by default. */
export function requested(names: string[]): string[] {
  const wanted = process.env.CORTEN_BENCH_WORKLOADS?.split(',');
  return names.filter((name) => wanted?.includes(name) ?? true);
}
