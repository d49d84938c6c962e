// One line of a CSV file: its fields, and what they are as values.
import { DataError } from '../errors.js';

/** How a column is read. */
export interface ColumnConfig {
  /** Whether an empty field is an error. Default: false. */
  required?: boolean;
  /** int32 rounds down; bool is 1 for `true` and `1`, else 0. Default: numbers where they are, else text. */
  dtype?: 'float32' | 'int32' | 'bool' | 'string';
  /** In place of an empty field. Default: undefined. */
  default?: CSVValue;
  /** Whether it is a label: elements are then `{xs, ys}`. Default: false. */
  isLabel?: boolean;
}

/** A field: a number if it reads as one, else a string; undefined if it is empty. */
export type CSVValue = number | string | undefined;

/** Where the field that opens with a quote closes, or -1 if its quotes are not paired. */
function closingQuote(line: string, open: number, delimiter: string): number {
  for (let at = line.indexOf('"', open + 1); at >= 0; at = line.indexOf('"', at + 2)) {
    if (line[at + 1] === '"') continue;
    return at + 1 === line.length || line.startsWith(delimiter, at + 1) ? at : -1;
  }
  return -1;
}

/**
 * The fields of a line. A field in double quotes may hold delimiters, and a quote as two.
 *
 * @param collapse whether several delimiters count as one
 * @returns undefined if the quotes are not paired
 */
export function splitRow(line: string, delimiter: string, collapse = false): string[] | undefined {
  const fields: string[] = [];
  for (let at = 0; ; at += delimiter.length) {
    while (collapse && line.startsWith(delimiter, at)) at += delimiter.length;
    if (collapse && at >= line.length && fields.length > 0) return fields;
    let end: number;
    if (line[at] === '"') {
      const close = closingQuote(line, at, delimiter);
      if (close < 0) return undefined;
      fields.push(line.slice(at + 1, close).replaceAll('""', '"'));
      end = close + 1;
    } else {
      end = line.indexOf(delimiter, at);
      if (end < 0) end = line.length;
      fields.push(line.slice(at, end));
    }
    if (end >= line.length) return fields;
    at = end;
  }
}

const asBool = (text: string) => (text === '1' || text.toLowerCase() === 'true' ? 1 : 0);

/**
 * A field's value.
 * @throws DataError for an empty field that must not be
 */
export function parseField(
  text: string,
  { required, dtype, default: fallback, isLabel }: ColumnConfig,
  column: string,
  line: string,
): CSVValue {
  if (text === '') {
    if (fallback === undefined && (required || isLabel)) {
      throw new DataError(`Required column ${column} is empty in this line: ${line}`);
    }
    return fallback;
  }
  if (dtype === 'bool') return asBool(text);
  if (dtype === 'string') return text;
  const number = Number(text);
  if (Number.isNaN(number)) return text;
  return dtype === 'int32' ? Math.floor(number) : number;
}
