// Runs every example in its short form; prints one line for each and fails if one does.
import { readdirSync } from 'node:fs';
import { eachLine, root, tsx } from './run.mjs';

const names = readdirSync(`${root}examples`).filter((name) => name.endsWith('.ts'));
let failed = 0;
for (const name of names.sort()) {
  const start = performance.now();
  const lines = [];
  const code = await eachLine(tsx(`examples/${name}`, '--short'), (line) => lines.push(line));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${name.slice(0, -3)}  ${seconds} s`);
  if (code !== 0) {
    failed += 1;
    console.log(lines.map((line) => `    ${line}`).join('\n'));
  }
}
process.exit(failed > 0 ? 1 : 0);
