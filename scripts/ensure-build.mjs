// Builds what is missing or older than its sources: the addon, then dist/. Runs before start, test, bench and examples.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The latest modification below `paths`, in milliseconds; 0 if none of them exists. */
function newest(...paths) {
  let latest = 0;
  for (const path of paths.map((name) => join(root, name)).filter(existsSync)) {
    const stat = statSync(path);
    if (!stat.isDirectory()) latest = Math.max(latest, stat.mtimeMs);
    else
      latest = Math.max(
        latest,
        newest(...readdirSync(path).map((name) => join(path.slice(root.length), name))),
      );
  }
  return latest;
}

/** The addon at the root that loads here, if there is one. */
function loadableAddon() {
  const require = createRequire(import.meta.url);
  const prefix = `corten.${process.platform}-${process.arch}`;
  return readdirSync(root)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.node'))
    .find((name) => {
      try {
        require(join(root, name));
        return true;
      } catch {
        return false;
      }
    });
}

function run(script, ...options) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', script), ...options], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const addon = loadableAddon();
if (!addon || newest(addon) < newest('crates', 'Cargo.toml', 'Cargo.lock')) {
  console.error(
    `corten: building the addon (${addon ? 'its sources changed' : 'there is none for this machine'})`,
  );
  run('build-native.mjs', '--release');
}
if (newest('dist/index.js') < newest('index.ts', 'src', 'package.json')) run('build-js.mjs');
