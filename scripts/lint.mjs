// Every check that runs nothing: formatting, lints and types in both languages, and the house rules on files.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { root, succeeds } from './run.mjs';

/** The longest file that a reader can hold, in lines. */
const LINES = { rs: 400, ts: 300, mjs: 300 };
const GENERATED = ['src/binding/native.d.ts'];

/** Files that are too long, or that do not open with a sentence saying what they are. */
function houseRules() {
  const files = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', '*.rs', '*.ts', '*.mjs'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  let clean = true;
  for (const file of files.split('\n').filter((name) => name && !GENERATED.includes(name))) {
    let text;
    try {
      text = readFileSync(root + file, 'utf8');
    } catch {
      continue; // deleted, but not yet from the index
    }
    const lines = text.split('\n').length - 1;
    const limit = LINES[file.slice(file.lastIndexOf('.') + 1)];
    const complaint =
      lines > limit
        ? `${lines} lines, at most ${limit}: split it by meaning`
        : /^(#!.*\n)?\s*(\/\/|\/\*)/.test(text)
          ? undefined
          : 'does not open with a sentence that says what it is';
    if (complaint) {
      console.log(`${file}: ${complaint}`);
      clean = false;
    }
  }
  return clean;
}

const colors = process.stdout.isTTY ? [] : ['--colors=off'];

/** `[what, check]`; an npm tool's own entry is called, so that no shell is needed on any platform. */
const bin = (path) => [process.execPath, `${root}node_modules/${path}`];
const checks = [
  ['files', houseRules],
  ['rustfmt', () => succeeds(['cargo', 'fmt', '--all', '--check'])],
  [
    'biome',
    () => succeeds([...bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', ...colors]),
  ],
  ['tsc', () => succeeds([...bin('typescript/bin/tsc'), '-p', 'tsconfig.json'])],
  [
    'clippy',
    () =>
      succeeds([
        'cargo',
        'clippy',
        '--workspace',
        '--all-targets',
        '--quiet',
        '--',
        '-D',
        'warnings',
      ]),
  ],
];

const failed = checks.filter(([name, check]) => {
  console.log(`==> ${name}`);
  return !check();
});
if (failed.length > 0) {
  console.log(`lint: ${failed.map(([name]) => name).join(', ')} failed`);
  process.exit(1);
}
