// The public surface of corten: re-exports from src/, nothing else.
export { version } from './src/version.js';
