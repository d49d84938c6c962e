// One HTTP(S) response: redirects followed, HTTPS_PROXY obeyed through a CONNECT tunnel.
import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { Socket } from 'node:net';

const maxRedirects = 5;

/** Node's client for a protocol, loaded when something is downloaded: it would double the time of `import`. */
const clientFor = (protocol: string) =>
  protocol === 'https:' ? import('node:https') : import('node:http');

/** The proxy for a URL: HTTPS_PROXY, unless NO_PROXY names the host or a domain it is in. */
function proxyFor({ protocol, hostname }: URL): URL | undefined {
  const { env } = process;
  const proxy = env.HTTPS_PROXY || env.https_proxy;
  if (protocol !== 'https:' || !proxy) return undefined;
  const exempt = (env.NO_PROXY || env.no_proxy || '').split(',').map((name) => name.trim());
  const spared = exempt.some((name) => {
    const domain = name.replace(/^\*?\./, '');
    return (
      domain !== '' && (name === '*' || hostname === domain || hostname.endsWith(`.${domain}`))
    );
  });
  return spared ? undefined : new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

/** A connection to the URL's host through the proxy, still without TLS. */
async function tunnel(proxy: URL, { hostname, port }: URL, signal: AbortSignal): Promise<Socket> {
  const target = `${hostname}:${port || 443}`;
  const headers: Record<string, string> = { host: target };
  if (proxy.username) {
    const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    headers['proxy-authorization'] = `Basic ${Buffer.from(user).toString('base64')}`;
  }
  const { request } = await clientFor(proxy.protocol);
  return new Promise((resolve, reject) => {
    request({
      host: proxy.hostname,
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers,
      agent: false,
      signal,
    })
      .on('connect', (response, socket) => {
        if (response.statusCode === 200) return resolve(socket);
        socket.destroy();
        reject(new Error(`the proxy ${proxy.host} answered ${response.statusCode} to CONNECT`));
      })
      .on('error', reject)
      .end();
  });
}

/**
 * The response to GET, its body still to be read; any status but 200 is an error.
 *
 * @param signal ends the wait for the response, and later the body
 */
export async function get(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  let at = url;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const response = await getOnce(at, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return response;
    response.destroy();
    if (statusCode < 300 || statusCode >= 400 || !headers.location) {
      throw new Error(`${at.host} answered ${statusCode}`);
    }
    at = new URL(headers.location, at);
    if (at.protocol !== 'https:' && url.protocol === 'https:') {
      throw new Error(`${url.host} redirects from https to ${at.protocol}`);
    }
  }
  throw new Error(`${url.host} redirects more than ${maxRedirects} times`);
}

async function getOnce(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const proxy = proxyFor(url);
  const options: RequestOptions = { signal };
  if (proxy) {
    const socket = await tunnel(proxy, url, signal);
    const tls = await import('node:tls');
    // Only without an agent does a request take the connection that it is given.
    options.createConnection = () => tls.connect({ socket, servername: url.hostname });
  } else {
    options.agent = false;
  }
  const { request } = await clientFor(url.protocol);
  return new Promise((resolve, reject) => {
    request(url, options).on('response', resolve).on('error', reject).end();
  });
}
