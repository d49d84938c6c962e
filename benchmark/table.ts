// Lays timings out as one Markdown table: a row a workload and mode, a column a program, corten's ratio to the best.
import type { Timing } from './measure.js';

/** Three significant digits, in milliseconds. */
const digits = (ms: number) => (ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3));

/** The table of `timings` with a column for each of `programs`, of which the first is compared with the others. */
export function table(timings: Timing[], programs: string[]): string {
  const rows = [...new Set(timings.map(({ workload, mode }) => `${workload} ${mode}`))];
  const [own, ...others] = programs;
  const header = ['ms', ...programs, 'probe GFLOP/s'];
  if (others.length > 0) header.push(`${own} / best peer`);

  const body = rows.map((row) => {
    const of = (program: string) =>
      timings.find((t) => t.peer === program && `${t.workload} ${t.mode}` === row);
    const cells = programs.map((program) => {
      const ms = of(program)?.ms;
      return ms === undefined ? '-' : digits(ms);
    });
    const best = Math.min(...others.map((program) => of(program)?.ms ?? Number.POSITIVE_INFINITY));
    const mine = of(own);
    const probe = mine?.probe == null ? '-' : mine.probe.toFixed(0);
    const ratio = mine && Number.isFinite(best) ? (mine.ms / best).toFixed(2) : '-';
    return [row, ...cells, probe, ...(others.length > 0 ? [ratio] : [])];
  });
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...body.map(line)].join('\n');
}
