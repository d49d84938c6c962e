// What `tf.datasets` offers.
import * as imdbData from './imdb.js';
import * as mnistData from './mnist.js';
import { readDataSets } from './readDataSets.js';

/** Handwritten digits: `loadData()` as in Keras, `readDataSets()` as in TensorFlow 1. */
export const mnist = { loadData: mnistData.loadData, readDataSets };
/** Film reviews: `loadData()` and `getWordIndex()` as in Keras. */
export const imdb = { loadData: imdbData.loadData, getWordIndex: imdbData.getWordIndex };
export type { ImdbOptions, ReviewPair } from './imdb.js';
export { type DatasetFile, list } from './list.js';
export type { ImagePair, ImageSets } from './mnist.js';
export type { DataSet, DataSets, ReadDataSetsOptions } from './readDataSets.js';
export { type SyntheticDigitsOptions, syntheticDigits } from './syntheticDigits.js';
