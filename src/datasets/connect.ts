// One HTTP(S) response: redirects followed, HTTPS_PROXY obeyed through a CONNECT tunnel.
import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import * as tls from 'node:tls';

const maxRedirects = 5;

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
function tunnel(proxy: URL, { hostname, port }: URL, signal: AbortSignal): Promise<Socket> {
  const target = `${hostname}:${port || 443}`;
  const headers: Record<string, string> = { host: target };
  if (proxy.username) {
    const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    headers['proxy-authorization'] = `Basic ${Buffer.from(user).toString('base64')}`;
  }
  const { request } = proxy.protocol === 'https:' ? https : http;
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
export async function get(url: URL, signal: AbortSignal): Promise<http.IncomingMessage> {
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

async function getOnce(url: URL, signal: AbortSignal): Promise<http.IncomingMessage> {
  const proxy = proxyFor(url);
  const options: https.RequestOptions = { signal };
  if (proxy) {
    const socket = await tunnel(proxy, url, signal);
    // Only without an agent does a request take the connection that it is given.
    options.createConnection = () => tls.connect({ socket, servername: url.hostname });
  } else {
    options.agent = false;
  }
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    request(url, options).on('response', resolve).on('error', reject).end();
  });
}
