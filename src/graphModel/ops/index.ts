// TensorFlow's ops by name, in tfjs's groups.
import type { Operation } from '../kernel.js';
import { arithmetic } from './arithmetic.js';
import { basicMath } from './basicMath.js';
import { control } from './control.js';
import { convolution } from './convolution.js';
import { creation, random } from './creation.js';
import { dynamic } from './dynamic.js';
import { evaluation } from './evaluation.js';
import { graph } from './graph.js';
import { hashTable } from './hashTable.js';
import { image } from './image.js';
import { logical } from './logical.js';
import { matrices } from './matrices.js';
import { normalization } from './normalization.js';
import { ragged } from './ragged.js';
import { reduction } from './reduction.js';
import { sliceJoin } from './sliceJoin.js';
import { sparse } from './sparse.js';
import { spectral } from './spectral.js';
import { string } from './string.js';
import { tensorArray } from './tensorArray.js';
import { tensorList } from './tensorList.js';
import { transformation } from './transformation.js';

const groups = [
  arithmetic,
  basicMath,
  control,
  convolution,
  creation,
  dynamic,
  evaluation,
  graph,
  hashTable,
  image,
  logical,
  matrices,
  normalization,
  ragged,
  reduction,
  sliceJoin,
  sparse,
  spectral,
  string,
  tensorArray,
  tensorList,
  transformation,
];

/** Every op that is known. */
export const operations: ReadonlyMap<string, Operation> = new Map(groups.flatMap(Object.entries));

/** Those that a plan can't hold: they act, choose what runs, or give other shapes for other values. */
export const unplannable: ReadonlySet<string> = new Set([
  ...[control, dynamic, hashTable, ragged, sparse, string, tensorArray, tensorList].flatMap(
    Object.keys,
  ),
  ...random,
  'Print',
  'Unique',
  'UniqueV2',
]);
