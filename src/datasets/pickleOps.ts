// The opcodes, names and values that the reader of pickled lists knows.

/** The only names that a file may mention, each with what stands for it. */
export const globals: Record<string, 'reconstruct' | 'ndarray' | 'dtype' | 'encode'> = {
  'numpy.core.multiarray _reconstruct': 'reconstruct',
  'numpy._core.multiarray _reconstruct': 'reconstruct',
  'numpy ndarray': 'ndarray',
  'numpy dtype': 'dtype',
  '_codecs encode': 'encode',
};

export class Global {
  constructor(readonly name: (typeof globals)[string]) {}
}
/** A list of lists, or of integers, which come in chunks. */
export class List {
  readonly lists: List[] = [];
  readonly chunks: Int32Array[] = [];
}
export class Tuple {
  constructor(readonly items: Value[]) {}
}
/** The array under construction; `lists` once its state is set. */
export class ObjectArray {
  lists?: Int32Array[];
}
export class ObjectType {}

export type Value =
  | number
  | string
  | boolean
  | null
  | Global
  | List
  | Tuple
  | ObjectArray
  | ObjectType;

/** Opcodes by the names of Python's `pickletools`. */
export enum Op {
  Mark = 0x28,
  Stop = 0x2e,
  BinInt = 0x4a,
  BinInt1 = 0x4b,
  BinInt2 = 0x4d,
  None = 0x4e,
  Reduce = 0x52,
  ShortBinString = 0x55,
  BinUnicode = 0x58,
  EmptyList = 0x5d,
  Append = 0x61,
  Build = 0x62,
  Global = 0x63,
  Appends = 0x65,
  BinGet = 0x68,
  LongBinGet = 0x6a,
  BinPut = 0x71,
  LongBinPut = 0x72,
  Tuple = 0x74,
  EmptyTuple = 0x29,
  ShortBinBytes = 0x43,
  Proto = 0x80,
  Tuple1 = 0x85,
  Tuple2 = 0x86,
  Tuple3 = 0x87,
  NewTrue = 0x88,
  NewFalse = 0x89,
  Long1 = 0x8a,
  ShortBinUnicode = 0x8c,
  StackGlobal = 0x93,
  Memoize = 0x94,
  Frame = 0x95,
}
