// TensorFlow's hash tables: made once a model, filled by its initializer, looked up by keys.
import { eagerScalar } from '../../tensors.js';
import type { HashTable } from '../hashTable.js';
import { tableOf } from '../hashTable.js';
import { alike, type Operation, type Operations, op } from '../kernel.js';
import { from, tensor } from '../readers.js';

const table = from(tensor(0), tableOf);

/** The table that the model shares under its name. */
const make: Operation = {
  bind: ({ name, attributes }) => {
    const shared = attributes.text('shared_name', '') || name;
    const key = attributes.dtype('key_dtype');
    const value = attributes.dtype('value_dtype');
    return (_inputs, { tables }) => tables.named(shared, key, value).handle;
  },
};

export const hashTable: Operations = {
  ...alike(['HashTable', 'HashTableV2'], make),
  ...alike(
    ['InitializeTable', 'InitializeTableV2', 'LookupTableImport', 'LookupTableImportV2'],
    op((into: HashTable, keys, values) => into.import(keys, values), table, tensor(1), tensor(2)),
  ),
  ...alike(
    ['LookupTableFind', 'LookupTableFindV2'],
    op((from: HashTable, keys, fallback) => from.find(keys, fallback), table, tensor(1), tensor(2)),
  ),
  ...alike(
    ['LookupTableSize', 'LookupTableSizeV2'],
    op((of: HashTable) => eagerScalar(of.size, 'int32'), table),
  ),
};
