// Downloads: checked, whole or not at all, from a server on this machine.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import * as http from 'node:http';
import type * as net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { mnist } from '../../src/datasets/index.js';
import { type Resource, read } from '../../src/datasets/resource.js';
import { DataError } from '../../src/errors.js';
import { shared } from '../shared.js';

const content = Buffer.from('the published file '.repeat(5000));
const digest = createHash('sha256').update(content).digest('hex');

/** A server on the loopback interface; its base URL. */
async function serve(listener: http.RequestListener): Promise<string> {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

async function emptyCache(): Promise<string> {
  delete process.env.CORTEN_DATA;
  process.env.CORTEN_CACHE = await mkdtemp(join(tmpdir(), 'corten-cache-'));
  return process.env.CORTEN_CACHE;
}

const cached = (cache: string) => readdir(join(cache, 'tiny')).catch(() => []);

function resource(...mirrors: string[]): Resource {
  return {
    dataset: 'tiny',
    name: 'file.bin',
    mirrors,
    maxBytes: 1 << 20,
    check: async (bytes) => {
      const received = createHash('sha256').update(bytes).digest('hex');
      if (received !== digest)
        throw new DataError({ where: 'file.bin', expected: digest, received });
    },
    hint: 'Get it elsewhere.',
  };
}

test.serial('a file is downloaded once, and kept whole', async (t) => {
  const cache = await emptyCache();
  let requests = 0;
  const base = await serve((request, response) => {
    requests++;
    t.is(request.url, '/file.bin');
    response.end(content);
  });
  const first = await read(resource(base));
  t.deepEqual(first.bytes, content);
  t.is(first.path, join(cache, 'tiny', 'file.bin'));
  t.deepEqual(await readFile(first.path), content);
  t.deepEqual((await read(resource(base))).bytes, content);
  t.is(requests, 1);
});

test.serial('CORTEN_TINY_URL names another mirror, and redirects are followed', async (t) => {
  await emptyCache();
  const base = await serve((request, response) => {
    if (request.url === '/here/file.bin') response.end(content);
    else response.writeHead(302, { location: '/here/file.bin' }).end();
  });
  process.env.CORTEN_TINY_URL = `${base}/there/`;
  t.deepEqual((await read(resource('http://127.0.0.1:1'))).bytes, content);
  delete process.env.CORTEN_TINY_URL;
});

const broken: Record<string, [http.RequestListener, RegExp]> = {
  'a connection that breaks off': [
    (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000), () => response.destroy());
    },
    /broke off, expected 95000 bytes, received \d+ bytes/,
  ],
  'a shorter file': [(_, response) => response.end(content.subarray(1)), /file\.bin: expected/],
  'other bytes': [
    (_, response) => response.end('<html>log in first</html>'),
    /file\.bin: expected/,
  ],
  'a file without end': [
    (_, response) => {
      const chunk = Buffer.alloc(1 << 18);
      const more = () => response.write(chunk, () => !response.destroyed && setImmediate(more));
      more();
    },
    /expected at most 1048576 bytes, received more/,
  ],
};

for (const [what, [listener, message]] of Object.entries(broken)) {
  test.serial(`${what} is a DataError, never cached, and the next try succeeds`, async (t) => {
    const cache = await emptyCache();
    const bad = await serve(listener);
    await t.throwsAsync(read(resource(bad)), { code: 'ERR_CORTEN_DATA', message });
    t.deepEqual(await cached(cache), []);
    const good = await serve((_, response) => response.end(content));
    t.deepEqual((await read(resource(good))).bytes, content);
    t.deepEqual(await cached(cache), ['file.bin']);
  });

  test.serial(`after ${what} the next mirror is asked`, async (t) => {
    await emptyCache();
    const bad = await serve(listener);
    const good = await serve((_, response) => response.end(content));
    t.deepEqual((await read(resource(bad, good))).bytes, content);
  });
}

test.serial('a mirror that does not have it is UnavailableError, with the mend', async (t) => {
  const cache = await emptyCache();
  const base = await serve((_, response) => response.writeHead(404).end());
  await t.throwsAsync(read(resource(base, 'http://127.0.0.1:1')), {
    code: 'ERR_CORTEN_UNAVAILABLE',
    message:
      /tiny\/file\.bin: could not be downloaded: 127\.0\.0\.1:\d+ answered 404; .*ECONNREFUSED.*\. Get it elsewhere\./,
  });
  t.deepEqual(await cached(cache), []);
});

test.serial('without any answer it gives up after 5 seconds', async (t) => {
  await emptyCache();
  const silent = await serve(() => {});
  const started = performance.now();
  await t.throwsAsync(read(resource(`${silent}/a`, `${silent}/b`)), {
    code: 'ERR_CORTEN_UNAVAILABLE',
    message: /did not answer within 2\.5 s/,
  });
  const seconds = (performance.now() - started) / 1000;
  t.true(seconds > 4.5 && seconds < 7, `${seconds} s`);
});

test.serial(
  'HTTPS_PROXY is asked for a tunnel, through which TLS begins; NO_PROXY is spared',
  async (t) => {
    await emptyCache();
    const asked: string[] = [];
    const firstByte = new Promise<number>((resolve) => {
      const proxy = http.createServer().listen(0, '127.0.0.1', () => {
        process.env.HTTPS_PROXY = `http://me:secret@127.0.0.1:${(proxy.address() as net.AddressInfo).port}`;
      });
      proxy.unref();
      proxy.on('connect', (request, socket) => {
        asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.once('data', (data: Buffer) => {
          resolve(data[0]);
          socket.destroy();
        });
      });
      proxy.once('listening', () => {
        void read(resource('https://mirror.invalid')).catch(() => {});
      });
    });
    t.is(await firstByte, 22, 'a TLS handshake record');
    t.deepEqual(asked, [`mirror.invalid:443 Basic ${Buffer.from('me:secret').toString('base64')}`]);

    process.env.NO_PROXY = 'localhost, .invalid';
    await t.throwsAsync(read(resource('https://mirror.invalid')), {
      message: /ENOTFOUND|EAI_AGAIN|did not answer/,
    });
    t.is(asked.length, 1);
    delete process.env.HTTPS_PROXY;
    delete process.env.NO_PROXY;
  },
);

test.serial('a proxy that refuses is named', async (t) => {
  await emptyCache();
  const proxy = await serve(() => {});
  process.env.HTTPS_PROXY = proxy;
  await t.throwsAsync(read(resource('https://mirror.invalid')), { code: 'ERR_CORTEN_UNAVAILABLE' });
  delete process.env.HTTPS_PROXY;
});

test.serial(
  'the real MNIST from a loopback mirror: files that arrived stay when a later one fails',
  async (t) => {
    const folder = shared(t, 'data', 'mnist');
    if (!folder) return;
    const cache = await emptyCache();
    let down = true;
    const requests: string[] = [];
    process.env.CORTEN_MNIST_URL = await serve(async (request, response) => {
      const name = (request.url ?? '').slice(1);
      requests.push(name);
      if (down && name.startsWith('t10k-images')) return response.destroy();
      return response.end(await readFile(join(folder, name)));
    });
    await t.throwsAsync(mnist.loadData(), { code: 'ERR_CORTEN_UNAVAILABLE' });
    t.deepEqual(await readdir(join(cache, 'mnist')), [
      'train-images-idx3-ubyte.gz',
      'train-labels-idx1-ubyte.gz',
    ]);
    down = false;
    const [[x], [xTest]] = await mnist.loadData();
    t.deepEqual([x.shape[0], xTest.shape[0]], [60000, 10000]);
    t.deepEqual(requests.filter((name) => name.startsWith('train')).length, 2, 'not again');
    delete process.env.CORTEN_MNIST_URL;
  },
);
