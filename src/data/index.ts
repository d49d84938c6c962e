// What `tf.data` offers: data sets that are read as they are used.
import * as data from './index.js';

export type { Batched } from './containers.js';
export { array, func, generator, microphone, webcam, type Zipped, zip } from './creation.js';
export { type CSVConfig, CSVDataset, type CSVRecord, type CSVRow, csv } from './csvDataset.js';
export type { ColumnConfig, CSVValue } from './csvRow.js';
export { Dataset } from './dataset.js';
export type { LazyIterator } from './lazyIterator.js';
export {
  DataSource,
  type FileChunkOptions,
  FileDataSource,
  type TextSource,
  URLDataSource,
} from './sources.js';
export { TextLineDataset } from './textLineDataset.js';

/** What CommonJS programs that were compiled from `import data from ...` read: `tf.data` itself. */
const itself: object = data;

export { itself as default };
