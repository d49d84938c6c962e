// CSVDataset: the rows of delimited text as records by column.
import { ConfigError, DataError } from '../errors.js';
import { readOptions } from '../options.js';
import { type ColumnConfig, type CSVValue, parseField, splitRow } from './csvRow.js';
import { Dataset } from './dataset.js';
import { derived, type LazyIterator } from './lazyIterator.js';
import type { TextSource } from './sources.js';
import { TextLineDataset } from './textLineDataset.js';

/** How a CSV file is read. */
export interface CSVConfig {
  /** Whether the first line names the columns. Default: true. */
  hasHeader?: boolean;
  /** The columns' names, instead of the header's. */
  columnNames?: readonly string[];
  /** How single columns are read. */
  columnConfigs?: Readonly<Record<string, ColumnConfig>>;
  /** Whether columns without a configuration are left out. Default: false. */
  configuredColumnsOnly?: boolean;
  /** Default: a comma. */
  delimiter?: string;
  /** Whether any number of spaces stands between columns. Default: false. */
  delimWhitespace?: boolean;
}

export type CSVRecord = Record<string, CSVValue>;

type HasLabel<C> = C extends { columnConfigs: infer K }
  ? true extends { [P in keyof K]: K[P] extends { isLabel: true } ? true : false }[keyof K]
    ? true
    : false
  : false;

/** What a row is under a configuration: `{xs, ys}` if a column is a label. */
export type CSVRow<C> = HasLabel<C> extends true ? { xs: CSVRecord; ys: CSVRecord } : CSVRecord;

const keys: (keyof CSVConfig)[] = [
  'hasHeader',
  'columnNames',
  'columnConfigs',
  'configuredColumnsOnly',
  'delimiter',
  'delimWhitespace',
];

/**
 * The rows of a CSV file: `{column: value}`, or `{xs, ys}` if a column is a label. A field that reads as a number is
 * one, an empty field is undefined. A row is a line: line breaks within quotes are not read.
 *
 * @see tf.data.csv
 */
export class CSVDataset<Row = CSVRecord> extends Dataset<Row> {
  /** The lines that it reads. */
  readonly base: TextLineDataset;
  readonly #config: CSVConfig;
  readonly #delimiter: string;
  #names: Promise<readonly string[]> | undefined;

  /** @param input a path, a URL, bytes, or a data source */
  constructor(input: TextSource, csvConfig: CSVConfig = {}) {
    super();
    this.base = new TextLineDataset(input);
    this.#config = readOptions('data.csv', csvConfig, keys);
    const { delimiter, delimWhitespace } = this.#config;
    if (delimWhitespace && delimiter !== undefined) {
      throw new ConfigError('Delimiter should not be provided when delimWhitespace is true.');
    }
    this.#delimiter = delimWhitespace ? ' ' : delimiter || ',';
  }

  /**
   * The columns of a row: those with a configuration if `configuredColumnsOnly`, else all.
   * @throws ConfigError if names, header and configurations don't fit each other; DataError for an empty file
   */
  async columnNames(): Promise<string[]> {
    const all = await this.#allNames();
    const { configuredColumnsOnly, columnConfigs } = this.#config;
    return configuredColumnsOnly ? Object.keys(columnConfigs ?? {}) : [...all];
  }

  /** Read once; a failure is not kept. */
  #allNames(): Promise<readonly string[]> {
    this.#names ??= this.#readNames().catch((error) => {
      this.#names = undefined;
      throw error;
    });
    return this.#names;
  }

  async #readNames(): Promise<readonly string[]> {
    const { hasHeader = true, columnNames, columnConfigs = {} } = this.#config;
    const header = hasHeader ? await this.#header() : undefined;
    const names = columnNames ?? header;
    if (!names) throw new ConfigError('Column names must be provided if there is no header line.');
    if (header && names.length !== header.length) {
      throw new ConfigError(
        `The length of provided columnNames (${names.length}) does not match the length of the header line read from file (${header.length}).`,
      );
    }
    const repeated = names.filter((name, i) => names.indexOf(name) !== i);
    if (repeated.length > 0) {
      throw new ConfigError(`Duplicate column names found: ${[...new Set(repeated)]}`);
    }
    const stray = Object.keys(columnConfigs).find((key) => !names.includes(key));
    if (stray !== undefined) {
      throw new ConfigError(
        `The key "${stray}" provided in columnConfigs does not match any of the column names (${names}).`,
      );
    }
    return names;
  }

  async #header(): Promise<string[]> {
    const [line] = await this.base.take(1).toArray();
    if (line === undefined) throw new DataError('No data was found for CSV parsing.');
    return this.#fields(line) ?? [line];
  }

  #fields(line: string): string[] | undefined {
    return splitRow(line, this.#delimiter, this.#config.delimWhitespace);
  }

  async iterator(): Promise<LazyIterator<Row>> {
    const names = await this.#allNames();
    const lines = await this.base.iterator();
    return derived(this.#rows(names, lines), lines);
  }

  async *#rows(names: readonly string[], lines: AsyncIterable<string>): AsyncGenerator<Row> {
    let header = this.#config.hasHeader ?? true;
    for await (const line of lines) {
      if (!header) yield this.#row(names, line) as Row;
      header = false;
    }
  }

  #row(names: readonly string[], line: string): CSVRecord | { xs: CSVRecord; ys: CSVRecord } {
    const { columnConfigs = {}, configuredColumnsOnly } = this.#config;
    const fields = this.#fields(line);
    if (fields?.length !== names.length) {
      throw new DataError(
        `Invalid row in csv file. Should have ${names.length} elements in a row, but got ${fields ?? line}`,
      );
    }
    const xs: [string, CSVValue][] = [];
    const ys: [string, CSVValue][] = [];
    let labelled = false;
    names.forEach((name, i) => {
      const config = Object.hasOwn(columnConfigs, name) ? columnConfigs[name] : undefined;
      if (configuredColumnsOnly && !config) return;
      if (config?.isLabel) labelled = true;
      const value = parseField(fields[i], config ?? {}, name, line);
      (config?.isLabel ? ys : xs).push([name, value]);
    });
    const features = Object.fromEntries(xs);
    return labelled ? { xs: features, ys: Object.fromEntries(ys) } : features;
  }
}

/**
 * The rows of a CSV file as records by column, `{xs, ys}` if a column is a label.
 *
 * @param source a path, a `file:` or `http(s):` URL, a `Request`, bytes, or a data source
 * @throws ConfigError for an unknown option
 * @example
 * const houses = tf.data.csv('housing.csv', { columnConfigs: { price: { isLabel: true } } });
 * const batches = houses
 *   .map(({ xs, ys }) => ({ xs: Object.values(xs), ys: Object.values(ys) }))
 *   .batch(32);
 * await model.fitDataset(batches, { epochs: 10 });
 */
export function csv<const C extends CSVConfig = Record<never, never>>(
  source: TextSource,
  csvConfig?: C,
): CSVDataset<CSVRow<C>> {
  return new CSVDataset<CSVRow<C>>(source, csvConfig);
}
