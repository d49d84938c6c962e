// Finds and loads the one addon that fits this machine; nothing is spawned, unpacked or downloaded.
import { createRequire } from 'node:module';
import type * as Native from './native.js';

export type Binding = typeof Native;

const { platform, arch } = process;
/** On Linux both C libraries are tried: the wrong one's addon does not load, so nothing needs detecting. */
const suffixes: Record<string, string[]> = { linux: ['-gnu', '-musl'], win32: ['-msvc'] };
const triples = (suffixes[platform] ?? ['']).map((suffix) => `${platform}-${arch}${suffix}`);

function load(): Binding {
  const require = createRequire(import.meta.url);
  const failures: unknown[] = [];
  for (const triple of triples) {
    // A git clone has the addon it built at its root; an installed package has it in the platform's package.
    for (const name of [`corten/corten.${triple}.node`, `corten-${triple}`]) {
      try {
        return require(name) as Binding;
      } catch (error) {
        failures.push(error);
      }
    }
  }
  throw new Error(
    `corten has no addon that loads on ${platform}-${arch} (tried ${triples.join(', ')}). ` +
      'If npm was told to leave out optional dependencies, install again with them; ' +
      'in a git clone, run `npm run build`.',
    { cause: new AggregateError(failures) },
  );
}

/** The addon's exports. */
export const native = load();

// What the engine could not understand counts as not given: that must not go unnoticed.
if (['CORTEN_SIMD', 'CORTEN_THREADS', 'CORTEN_PASSES'].some((name) => process.env[name])) {
  for (const problem of native.engineInfo().problems) process.emitWarning(`corten: ${problem}`);
}
