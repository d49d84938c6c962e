// http(s)://: models fetched from a server and posted to it, and what goes wrong on the way.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import * as tf from '../../index.js';
import { artifactsOf, bytesOf, facts, weightSpecs } from './artifacts.js';

const { io } = tf;
const dataError = { code: 'ERR_CORTEN_DATA' };
const configError = { code: 'ERR_CORTEN_CONFIG' };
const unavailable = { code: 'ERR_CORTEN_UNAVAILABLE' };

test('http:// fetches and posts models', async (t) => {
  const posted: { method?: string; text: string; type?: string }[] = [];
  const paths: string[] = [];
  const artifacts = artifactsOf(5);
  const { weightData: _, weightSpecs: __, ...json } = artifacts;
  const manifest = (names: string[]) => [{ paths: names, weights: weightSpecs }];
  const bytes = bytesOf(artifacts);
  const server = createServer(async (request, response) => {
    const path = request.url!;
    paths.push(path);
    const answers: Record<string, string | Uint8Array> = {
      '/m/model.json?key=1': JSON.stringify({ ...json, weightsManifest: manifest(['a', 'b']) }),
      '/m/model.json': JSON.stringify({ ...json, weightsManifest: manifest(['gone']) }),
      '/m/text.json': 'hello',
      '/m/a?key=1': bytes.subarray(0, 5),
      '/m/b?key=1': bytes.subarray(5),
      '/elsewhere/a': bytes.subarray(0, 5),
      '/elsewhere/b': bytes.subarray(5),
    };
    if (path === '/up') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const type = request.headers['content-type'];
      posted.push({ method: request.method, text: Buffer.concat(chunks).toString('latin1'), type });
      return response.end();
    }
    if (path === '/cut') {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{');
      return setTimeout(() => response.destroy(), 20);
    }
    if (answers[path] === undefined) response.statusCode = 404;
    return response.end(answers[path]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const fractions: number[] = [];
  const onProgress = (fraction: number) => fractions.push(fraction);
  const url = `${base}/m/model.json?key=1`;
  t.deepEqual(facts(await io.getLoadHandlers(url, { onProgress })[0].load!()), facts(artifacts));
  t.deepEqual(fractions, [0.25, 0.5, 0.75, 1]);
  const converted = io.http(url, {
    weightUrlConverter: async (name) => `${base}/elsewhere/${name}`,
  });
  t.deepEqual(facts(await converted.load!()), facts(artifacts));
  const streamed = await io.browserHTTPRequest(url, { streamWeights: true }).load!();
  const tensors = await io.decodeWeightsStream(streamed.getWeightStream!(), streamed.weightSpecs!);
  t.deepEqual(tensors.w.arraySync(), [5, 6]);
  const asked: string[] = [];
  const fetchFunc: typeof fetch = (...args) => {
    asked.push(String(args[0]));
    return fetch(...args);
  };
  await io.http(url, { fetchFunc, weightPathPrefix: `${base}/m/` }).load!();
  t.deepEqual(asked, [url, `${base}/m/a?key=1`, `${base}/m/b?key=1`]);
  const weights = await io.loadWeights(manifest(['a', 'b']), `${base}/elsewhere`, ['w']);
  t.deepEqual(weights.w.arraySync(), [5, 6]);

  const put = await io.http(`${base}/up`, { requestInit: { method: 'PUT' } }).save!(artifacts);
  t.is(put.responses?.[0].status, 200);
  await io.getSaveHandlers(`${base}/up`)[0].save!(artifacts);
  t.deepEqual(
    posted.map(({ method }) => method),
    ['PUT', 'POST'],
  );
  t.regex(posted[0].type!, /^multipart\/form-data/);
  t.true(posted[0].text.includes('filename="model.json"'));
  t.true(posted[0].text.includes(Buffer.from(bytes).toString('latin1')));

  await t.throwsAsync(io.http(`${base}/none`).load!(), { ...unavailable, message: /404/ });
  await t.throwsAsync(io.http(`${base}/m/model.json`).load!(), { ...unavailable, message: /gone/ });
  await t.throwsAsync(io.http(`${base}/m/text.json`).load!(), dataError);
  await t.throwsAsync(io.http(`${base}/cut`).load!(), unavailable);
  await t.throwsAsync(io.http(`${base}/none`).save!(artifacts), unavailable);
  await t.throwsAsync(io.http('http://127.0.0.1:1/m').load!(), unavailable);
  t.throws(() => io.http('', {}), configError);
  t.throws(() => io.http(url, { requestInit: { body: 'x' } }), configError);
  t.throws(() => io.http(url, { weightPathPrefx: '' } as never), {
    ...configError,
    message: /weightPathPrefix/,
  });
  t.true(io.isHTTPScheme(url));
  t.false(io.isHTTPScheme('file://http://x'));
  t.true(paths.length > 5);
});
