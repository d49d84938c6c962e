// tf.data from text: CSV files, lines, and where their bytes come from.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import * as tf from '../../index.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const rows = (text: string, config?: tf.data.CSVConfig) => tf.data.csv(bytes(text), config);

async function file(t: { teardown(fn: () => void): void }, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'corten-data-'));
  t.teardown(() => void rm(folder, { recursive: true }));
  const path = join(folder, 'file.csv');
  await writeFile(path, text);
  return path;
}

test('fields of a row', async (t) => {
  const cases: [string, Record<string, unknown>][] = [
    ['1,2.5', { a: 1, b: 2.5 }],
    ['-1e3,0x10', { a: -1000, b: 16 }],
    [' 3 ,x y', { a: 3, b: 'x y' }],
    ['1,', { a: 1, b: undefined }],
    [',', { a: undefined, b: undefined }],
    ['"1","x,y"', { a: 1, b: 'x,y' }],
    ['"say ""no""",""', { a: 'say "no"', b: undefined }],
    ['5" pipe,1', { a: '5" pipe', b: 1 }],
  ];
  for (const [line, row] of cases) t.deepEqual(await rows(`a,b\n${line}`).toArray(), [row], line);
});

test('column configurations', async (t) => {
  const text = 'a,b,c\n1.7,TRUE,\n-1.5,no,3';
  const columnConfigs = { a: { dtype: 'int32' }, b: { dtype: 'bool' }, c: { default: 9 } } as const;
  t.deepEqual(await rows(text, { columnConfigs }).toArray(), [
    { a: 1, b: 1, c: 9 },
    { a: -2, b: 0, c: 3 },
  ]);
  t.deepEqual(await rows('id\n007', { columnConfigs: { id: { dtype: 'string' } } }).toArray(), [
    { id: '007' },
  ]);
});

test('labels make {xs, ys}', async (t) => {
  const dataset = tf.data.csv(bytes('a,b,y\n1,2,3\n4,5,6'), {
    columnConfigs: { y: { isLabel: true } },
  });
  t.deepEqual(await dataset.toArray(), [
    { xs: { a: 1, b: 2 }, ys: { y: 3 } },
    { xs: { a: 4, b: 5 }, ys: { y: 6 } },
  ]);
  // The types follow the configuration.
  const [batch] = await dataset
    .map(({ xs, ys }) => ({ xs: Object.values(xs), ys: Object.values(ys) }))
    .batch(2)
    .toArray();
  t.deepEqual(batch.xs.arraySync(), [
    [1, 2],
    [4, 5],
  ]);
  const only = rows('a,b,y\n1,2,3', {
    columnConfigs: { b: {}, y: { isLabel: true } },
    configuredColumnsOnly: true,
  });
  t.deepEqual(await only.toArray(), [{ xs: { b: 2 }, ys: { y: 3 } }] as never);
  t.deepEqual(await only.columnNames(), ['b', 'y']);
});

test('headers, names, delimiters, line ends', async (t) => {
  const cases: [string, tf.data.CSVConfig, string[]][] = [
    ['a,b\n1,2', {}, ['a', 'b']],
    ['1,2', { hasHeader: false, columnNames: ['p', 'q'] }, ['p', 'q']],
    ['a,b\n1,2', { columnNames: ['p', 'q'] }, ['p', 'q']],
    ['a;b\n1;2\n', { delimiter: ';' }, ['a', 'b']],
    ['a  b\n 1   2 \n', { delimWhitespace: true }, ['a', 'b']],
    ['\ufeffa,b\r\n1,2\r\n', {}, ['a', 'b']],
    ['"a ""x""",b\n1,2', {}, ['a "x"', 'b']],
    ['__proto__,b\n1,2', {}, ['__proto__', 'b']],
  ];
  for (const [text, config, names] of cases) {
    const dataset = rows(text, config);
    t.deepEqual(await dataset.columnNames(), names, text);
    const found = await dataset.toArray();
    t.deepEqual(found.map(Object.entries), [[1, 2].map((value, i) => [names[i], value])], text);
  }
});

test('what does not fit is said', async (t) => {
  const cases: [string, tf.data.CSVConfig, RegExp][] = [
    ['a,b\n1', {}, /Invalid row in csv file. Should have 2 elements in a row, but got 1/],
    ['a,b\n1,2,3', {}, /Should have 2 elements/],
    ['a,b\n"1,2', {}, /Should have 2 elements in a row, but got "1,2/],
    ['a,b\n"1"x,2', {}, /Should have 2 elements/],
    ['a\n\n', { columnConfigs: { a: { required: true } } }, /Required column a is empty/],
    ['a\n\n', { columnConfigs: { a: { isLabel: true } } }, /Required column a is empty/],
    ['', {}, /No data was found/],
    ['a,a\n1,2', {}, /Duplicate column names found: a/],
    ['1,2', { hasHeader: false }, /Column names must be provided/],
    ['a,b\n1,2', { columnNames: ['a'] }, /length of provided columnNames \(1\)/],
    ['a,b\n1,2', { columnConfigs: { c: {} } }, /The key "c" .* \(a,b\)/],
  ];
  for (const [text, config, message] of cases) {
    await t.throwsAsync(() => rows(text, config).toArray(), {
      instanceOf: tf.errors.CortenError,
      message,
    });
  }
  t.throws(() => rows('a', { delimiter: ',', delimWhitespace: true }), { message: /Delimiter/ });
  t.throws(() => rows('a', { columnConfig: {} } as tf.data.CSVConfig), {
    instanceOf: tf.errors.ConfigError,
    message: /columnConfigs/,
  });
  t.throws(() => tf.data.csv(undefined as never), { instanceOf: tf.errors.ConfigError });
});

test('lines, whatever the chunks', async (t) => {
  const text = 'eins\nzwölf\r\n\n漢字 🙂\nlast';
  const lines = ['eins', 'zwölf', '', '漢字 🙂', 'last'];
  for (let chunkSize = 1; chunkSize < 12; chunkSize++) {
    const source = new tf.data.FileDataSource(bytes(text), { chunkSize });
    t.deepEqual(await new tf.data.TextLineDataset(source).toArray(), lines, `${chunkSize}`);
  }
  const path = await file(t, `${text}\n`);
  const sources = [path, pathToFileURL(path), `file://${path}`, new Blob([text]), bytes(text)];
  for (const source of sources) {
    t.deepEqual(await new tf.data.TextLineDataset(source).toArray(), lines);
  }
  const part = new tf.data.FileDataSource(path, { offset: 5 });
  t.deepEqual(await new tf.data.TextLineDataset(part).toArray(), lines.slice(1));
  t.deepEqual(await new tf.data.TextLineDataset(bytes('')).toArray(), []);
});

test('a file is read chunk by chunk, anew on each pass', async (t) => {
  const path = await file(t, 'a\n1\n');
  const dataset = tf.data.csv(path);
  t.deepEqual(await dataset.toArray(), [{ a: 1 }]);
  await writeFile(path, 'a\n2\n3\n');
  t.deepEqual(await dataset.toArray(), [{ a: 2 }, { a: 3 }]);

  const chunks = await new tf.data.FileDataSource(path, { chunkSize: 4 }).iterator();
  t.deepEqual((await chunks.next()).value, bytes('a\n2\n'));
  await chunks.return();
  t.true((await chunks.next()).done);
});

test('from the network', async (t) => {
  let cut = 0;
  const server = createServer((request, response) => {
    if (request.url === '/none.csv') response.writeHead(404).end();
    else if (request.url === '/long.csv') {
      response.on('close', () => cut++);
      response.write('a\n');
      const timer = setInterval(() => response.write('1\n'.repeat(1000)), 1);
      response.on('close', () => clearInterval(timer));
    } else response.end(`a,b\n1,${request.headers.who ?? 2}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  t.deepEqual(await tf.data.csv(`${base}/some.csv`).toArray(), [{ a: 1, b: 2 }]);
  const request = new Request(`${base}/some.csv`, { headers: { who: '3' } });
  const asked = tf.data.csv(request);
  t.deepEqual(await asked.toArray(), [{ a: 1, b: 3 }]);
  t.deepEqual(await asked.toArray(), [{ a: 1, b: 3 }]);
  t.deepEqual(await tf.data.csv('data:text/csv,a%0A5').toArray(), [{ a: 5 }]);
  for (const source of [`${base}/none.csv`, new Request(`${base}/none.csv`)]) {
    await t.throwsAsync(() => tf.data.csv(source).toArray(), {
      instanceOf: tf.errors.UnavailableError,
      message: /none\.csv: could not be downloaded: .*404/,
    });
  }
  await t.throwsAsync(() => tf.data.csv('/no/such/file.csv').toArray(), {
    instanceOf: tf.errors.UnavailableError,
    message: /file\.csv.*ENOENT/,
  });

  // What is not needed is not waited for.
  t.is((await tf.data.csv(`${base}/long.csv`).take(3).toArray()).length, 3);
  for (let i = 0; cut < 2 && i < 100; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  t.is(cut, 2);
});
