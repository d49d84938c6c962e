// Graphs written by hand: attributes, nodes, weights, and what makes a model of them.
import * as tf from '../../index.js';
import type { AttrValue, FunctionDef, NodeDef } from '../../src/graphModel/graphDef.js';
import type { ModelArtifacts } from '../../src/io/handlers/types.js';

export type Attributes = Record<string, AttrValue>;
/** A tensor by its values. */
export interface Given {
  dtype: 'float32' | 'int32' | 'bool' | 'string';
  shape: number[];
  values: (number | string)[];
}

const given =
  (dtype: Given['dtype']) =>
  (values: number | string | (number | string)[], shape?: number[]): Given => {
    const list = Array.isArray(values) ? values : [values];
    return { dtype, shape: shape ?? (Array.isArray(values) ? [list.length] : []), values: list };
  };
export const f32 = given('float32');
export const i32 = given('int32');
export const bool = given('bool');
export const str = given('string');

export const tensorOf = ({ values, shape, dtype }: Given) => tf.tensor(values, shape, dtype);

const base64 = (text: string) => Buffer.from(text).toString('base64');
export const a = {
  int: (i: number): AttrValue => ({ i: String(i) }),
  float: (f: number): AttrValue => ({ f }),
  flag: (b: boolean): AttrValue => ({ b }),
  text: (text: string): AttrValue => ({ s: base64(text) }),
  texts: (...texts: string[]): AttrValue => ({ list: { s: texts.map(base64) } }),
  type: (type: string): AttrValue => ({ type }),
  ints: (...ints: number[]): AttrValue => ({ list: { i: ints.map(String) } }),
  shape: (...sizes: number[]): AttrValue => ({
    shape: { dim: sizes.map((size) => ({ size: String(size) })) },
  }),
  func: (name: string): AttrValue => ({ func: { name } }),
};

const TYPES = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL', string: 'DT_STRING' };

export const node = (
  name: string,
  op: string,
  input: string[] = [],
  attr: Attributes = {},
): NodeDef => ({
  name,
  op,
  input,
  attr,
});

export const placeholder = (
  name: string,
  dtype: Given['dtype'] = 'float32',
  shape?: number[],
): NodeDef =>
  node(name, 'Placeholder', [], {
    dtype: a.type(TYPES[dtype]),
    ...(shape && { shape: a.shape(...shape) }),
  });

function bytesOf({ dtype, values }: Given): Uint8Array {
  if (dtype === 'string') {
    const parts = values.map((text) => {
      const bytes = Buffer.from(String(text));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return Buffer.concat([length, bytes]);
    });
    return Buffer.concat(parts);
  }
  const Arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
  return new Uint8Array(Arrays[dtype].from(values as number[]).buffer);
}

/** What else artifacts hold. */
export interface Extra {
  functions?: FunctionDef[];
  signature?: object;
  userDefinedMetadata?: Record<string, unknown>;
  modelInitializer?: object;
  initializerSignature?: object;
}

/** The artifacts of a graph; each weight that no function has as its constant is a constant of the graph. */
export function artifacts(
  nodes: NodeDef[],
  weights: Record<string, Given> = {},
  { functions = [], ...rest }: Extra = {},
): ModelArtifacts {
  const isInner = (name: string) =>
    functions.some(({ nodeDef }) => nodeDef?.some((inner) => inner.name === name)) ||
    nodes.some((own) => own.name === name);
  const constants = Object.entries(weights)
    .filter(([name]) => !isInner(name))
    .map(([name, { dtype }]) => node(name, 'Const', [], { dtype: a.type(TYPES[dtype]) }));
  const data = Buffer.concat(Object.values(weights).map(bytesOf));
  return {
    format: 'graph-model',
    modelTopology: {
      node: [...constants, ...nodes],
      library: { function: functions },
      versions: { producer: 1087, minConsumer: 22 },
    },
    weightSpecs: Object.entries(weights).map(([name, { dtype, shape }]) => ({
      name,
      dtype,
      shape,
    })),
    weightData: new Uint8Array(data).buffer,
    ...rest,
  };
}

export const modelOf = (...args: Parameters<typeof artifacts>) =>
  tf.loadGraphModelSync(artifacts(...args));

export const list = (tensors: tf.Tensor | tf.Tensor[]) =>
  Array.isArray(tensors) ? tensors : [tensors];
