// The list of what corten does not have yet, unsupported.txt: a family and a name a line.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('unsupported.txt', import.meta.url);
const lines = readFileSync(path, 'utf8').split('\n');

/** The names that stand in the list for a family. */
export function unsupported(family: string): string[] {
  return lines.flatMap((line) => {
    const [first, name] = line.split(' ');
    return first === family ? [name] : [];
  });
}

/** Takes a name off the list. */
export function prune(family: string, name: string): void {
  lines.splice(lines.indexOf(`${family} ${name}`), 1);
  writeFileSync(path, lines.join('\n'));
}
