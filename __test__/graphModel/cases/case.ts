// A case of one op: its inputs, its attributes, and what comes out.
import type { Attributes, Given } from '../builders.js';

export interface Case {
  op: string;
  inputs: Given[];
  attributes?: Attributes;
  /** Undefined where only shapes can be told, and for outputs that are handles. */
  outputs: (Given | undefined)[];
}

export type Row = readonly [
  op: string,
  inputs: Given[],
  outputs: (Given | undefined)[],
  attributes?: Attributes,
];

/** Cases of one op each, as rows. */
export const cases = (rows: readonly Row[]): Case[] =>
  rows.map(([op, inputs, outputs, attributes]) => ({ op, inputs, outputs, attributes }));
