// TensorFlow's graphs as `model.json` holds them: the JSON form of its protocol buffers, unchecked.

/** A shape; a size of -1 is not known, and without `dim` it is that of a scalar. */
export interface TensorShapeProto {
  dim?: readonly { size?: number | string; name?: string }[];
  unknownRank?: boolean;
}

/** The value of an attribute: one of these is there. 64-bit integers are strings, bytes base64 or character codes. */
export interface AttrValue {
  s?: string | readonly number[];
  i?: number | string;
  f?: number | string;
  b?: boolean;
  type?: string | number;
  shape?: TensorShapeProto;
  tensor?: unknown;
  func?: { name?: string };
  list?: {
    s?: readonly (string | readonly number[])[];
    i?: readonly (number | string)[];
    f?: readonly (number | string)[];
    b?: readonly boolean[];
    type?: readonly (string | number)[];
    shape?: readonly TensorShapeProto[];
    func?: readonly { name?: string }[];
  };
}

/** A node: `input` names nodes, `node:1` a further output of one, `^node` one that only has to run before. */
export interface NodeDef {
  name: string;
  op: string;
  input?: readonly string[];
  device?: string;
  attr?: Readonly<Record<string, AttrValue>>;
}

/** An argument or result of a function. */
export interface ArgDef {
  name: string;
  type?: string | number;
}

/** A function of the library: `ret` says which output of its nodes each result is. */
export interface FunctionDef {
  signature: {
    name: string;
    inputArg?: readonly ArgDef[];
    outputArg?: readonly ArgDef[];
  };
  nodeDef?: readonly NodeDef[];
  ret?: Readonly<Record<string, string>>;
}

/** A graph with its functions. */
export interface GraphDef {
  node?: readonly NodeDef[];
  library?: { function?: readonly FunctionDef[] };
  versions?: { producer?: number; minConsumer?: number };
}

/** What a signature says of an input or output. */
export interface SignatureEntry {
  /** The tensor: `node`, or `node:1`. */
  name: string;
  dtype?: string | number;
  tensorShape?: TensorShapeProto;
  /** Of an input that the initializer's output of the same id becomes. */
  resourceId?: number;
}

/** The inputs and outputs of a graph by the names that the model's author gave them. */
export interface SignatureDef {
  inputs?: Readonly<Record<string, SignatureEntry>>;
  outputs?: Readonly<Record<string, SignatureEntry>>;
}
