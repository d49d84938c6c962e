// Which handler loads or saves what a URL names: routers, asked one after the other.
import { ConfigError } from '../../errors.js';
import type { IOHandler, LoadOptions } from './types.js';

/** The handler for a URL, or null if it is for another router. */
export type IORouter = (url: string | string[], loadOptions?: LoadOptions) => IOHandler | null;

const routers = { load: [] as IORouter[], save: [] as IORouter[] };

/**
 * Makes a router known to `model.save`.
 *
 * @example
 * tf.io.registerSaveRouter((url) => (String(url).startsWith('s3://') ? new Bucket(url) : null));
 */
export function registerSaveRouter(router: IORouter): void {
  routers.save.push(router);
}

/** Makes a router known to `tf.loadLayersModel`. */
export function registerLoadRouter(router: IORouter): void {
  routers.load.push(router);
}

const handlers = (list: readonly IORouter[], url: string | string[], options?: LoadOptions) =>
  list.map((router) => router(url, options)).filter((handler) => handler !== null);

/** The handlers that save at this URL. */
export function getSaveHandlers(url: string | string[]): IOHandler[] {
  return handlers(routers.save, url);
}

/** The handlers that load from this URL. */
export function getLoadHandlers(url: string | string[], loadOptions?: LoadOptions): IOHandler[] {
  return handlers(routers.load, url, loadOptions);
}

/** The one handler for a URL. @throws ConfigError if there is none, or more than one. @internal */
export function theHandler(kind: 'load' | 'save', url: string, options?: LoadOptions): IOHandler {
  const found = handlers(routers[kind], url, options);
  if (found.length === 1) return found[0];
  const isPath = !/^\w+:/.test(url);
  throw new ConfigError({
    where: url,
    problem:
      found.length === 0 ? `no ${kind} handler takes this URL` : `${found.length} handlers take it`,
    hint: isPath ? `For a file, say file://${url}.` : 'file:// and http(s):// are known.',
  });
}
