// The functions that metrics average, one value for each sample.
export * from './accuracy.js';
export * from './correlation.js';
