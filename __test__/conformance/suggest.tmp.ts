import { drivers } from './families/index.js';
import { Check, needs, readFamily } from './family.js';

const folder = '/work/shared/golden';
const out: Record<string, string[]> = {};
const why: Record<string, number> = {};
for (const family of process.argv.slice(2)) {
  const { cases, tensors } = readFamily(folder, family);
  const failing: { names: Set<string>; name: string; why: string }[] = [];
  const ok = new Set<string>();
  let passed = 0;
  for (const item of cases) {
    const check = new Check(item, tensors);
    try {
      await drivers[family](item as never, check);
    } catch (e) {
      check.differences.push(
        String(
          (e as Error).stack
            ?.split('\n')
            .slice(0, process.env.STACK ? 6 : 1)
            .join('|'),
        ),
      );
    }
    const names = needs(item);
    if (check.differences.length)
      failing.push({ names, name: item.name, why: check.differences[0] });
    else {
      passed++;
      for (const n of names) ok.add(n);
    }
  }
  const list: string[] = [];
  let left = failing;
  while (left.length) {
    const count = new Map<string, number>();
    for (const f of left)
      for (const n of f.names)
        if (!ok.has(n)) count.set(n, (count.get(n) ?? 0) + 1 + (n === f.name ? -0.5 : 0));
    const best = [...count].sort((a, b) => b[1] - a[1])[0];
    const unknown =
      left.map((f) => /unknown \w+ "(\w+)"/.exec(f.why)?.[1]).find((n) => n && !ok.has(n)) ??
      left
        .map(
          (f) =>
            f.names &&
            [...f.names].find(
              (n) =>
                count.has(n) && /^[A-Z]/.test(n) && left.filter((g) => g.names.has(n)).length > 1,
            ),
        )
        .find((n) => n);
    const name = unknown && count.has(unknown) ? unknown : best ? best[0] : left[0].name;
    list.push(name);
    left = left.filter((f) => !f.names.has(name));
  }
  for (const f of failing) {
    const w = f.why.slice(0, 230);
    why[w] = (why[w] ?? 0) + 1;
    if (process.env.SHOW) console.error(`${family}/${f.name}: ${f.why.slice(0, 300)}`);
  }
  console.error(`${family}: ${passed} of ${cases.length}`);
  out[family] = list.sort();
}
if (!process.env.SHOW)
  for (const [w, n] of Object.entries(why)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 60))
    console.error(n, w);
console.log(JSON.stringify(out, null, 1));
