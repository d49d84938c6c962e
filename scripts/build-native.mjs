// Builds the addon for this machine through the napi CLI: `--release`, or the quicker development profile.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (spawnSync('cargo', ['--version'], { cwd: root, stdio: 'ignore' }).status !== 0) {
  console.error(
    'corten: no addon here fits this machine, and building one needs Rust 1.90 or newer, but `cargo` does not run.\n' +
      'Install Rust from https://rustup.rs and run the command again.',
  );
  process.exit(1);
}

const napi = new URL('../node_modules/@napi-rs/cli/dist/cli.js', import.meta.url);
const options = [
  ['--platform', '--no-js'],
  ['--manifest-path', 'crates/node/Cargo.toml'],
  ['--output-dir', '.'],
  ['--dts', 'src/binding/native.d.ts'],
];
const { status } = spawnSync(
  process.execPath,
  [fileURLToPath(napi), 'build', ...options.flat(), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
