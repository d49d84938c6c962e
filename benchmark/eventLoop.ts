// How long training keeps the event loop waiting: the 99th percentile of its delay, sampled every millisecond.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Timing } from './measure.js';

const SECONDS = 1;

/** Repeats `step` for a second and prints the 99th percentile of the event loop's delay meanwhile, in milliseconds. */
export async function measureDelay(
  workload: string,
  mode: string,
  step: () => Promise<unknown>,
): Promise<void> {
  await step();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  while (performance.now() - start < SECONDS * 1e3) await step();
  delay.disable();
  const ms = delay.percentile(99) / 1e6;
  const timing: Timing = { peer: 'corten', workload, mode: `${mode}: p99 delay`, ms, probe: null };
  console.log(JSON.stringify(timing));
}
