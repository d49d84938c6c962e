// The addon loads, and is the one that this package was built with.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import * as tf from '../../index.js';

const require = createRequire(import.meta.url);

test('the engine has the version of the package', (t) => {
  t.is(tf.version.corten, require('corten/package.json').version);
});

test('require and import give the same module, and loading it prints nothing', (t) => {
  const program = `const a = require('corten'); import('corten').then((b) => console.log(a === b))`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  t.is(execFileSync(process.execPath, ['-e', program], { cwd, encoding: 'utf8' }), 'true\n');
});
