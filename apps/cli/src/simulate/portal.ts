/** The platform's own pages and paths as anybody sees them, asked inside the driver: the real HTTP floor over the city's database. */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { unwrap, type Instant } from '@zhaobiao/basics';
import { buildHttp, openObjects, viewRows, type DatabasePool, type LoadedLaw, type Platform } from '@zhaobiao/server';

export type Page = { readonly status: number; readonly text: string };
export type Portal = { readonly get: (path: string) => Promise<Page>; readonly close: () => Promise<void> };

export type PortalGround = { readonly pool: DatabasePool; readonly law: LoadedLaw; readonly directory: string; readonly origin: string; readonly logKey: string; readonly now: () => Instant };

const ENOUGH = 1_000_000;

/** Nobody signs in here and nothing is sent: what an act needs beyond the database is not there. */
export async function openPortal({ pool, law, directory, origin, logKey, now }: PortalGround): Promise<Portal> {
  const nothing = (): never => {
    throw new Error('the portal performs no acts');
  };
  const platform: Platform = {
    door: { pool, clock: { now, stop: () => undefined }, law: law.law, entropy: nothing, views: viewRows },
    objects: { pool, store: unwrap(await openObjects(pathToFileURL(join(directory, 'objects')).href)), now, quotaBytes: 0 },
    log: { fault: () => undefined }, logDirectory: join(directory, 'log'), logKey, origin, rulebook: { digest: law.digest, procedures: law.procedures },
    settings: { demo: false, secureCookies: false, publicOrigin: 'http://portal.test', logLevel: 'silent', limits: { reads: ENOUGH } },
  };
  const app = await buildHttp(platform);
  return {
    get: async (path) => {
      const { statusCode, body } = await app.inject({ method: 'GET', url: path });
      // The database may be away for a moment; whoever asks asks again.
      if (statusCode >= 500) throw new Error(`GET ${path} was answered ${statusCode}: ${body.slice(0, 300)}`);
      return { status: statusCode, text: body };
    },
    close: () => app.close(),
  };
}
