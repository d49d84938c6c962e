// Runs one example: `npm run example NAME [-- OPTIONS]`; without a name, lists them.
import { existsSync, readdirSync } from 'node:fs';
import { root, succeeds, tsx } from './run.mjs';

const [name, ...options] = process.argv.slice(2);
const file = `examples/${name}.ts`;
if (!name || !existsSync(root + file)) {
  const names = readdirSync(`${root}examples`).filter((entry) => entry.endsWith('.ts'));
  console.error(`${name ? `There is no example '${name}'. ` : ''}Examples:`);
  for (const entry of names) console.error(`  npm run example ${entry.slice(0, -3)}`);
  process.exit(1);
}
process.exit(succeeds(tsx(file, ...options)) ? 0 : 1);
