/** A platform for HTTP tests: the spine's database and door behind the real server, its log beaten by hand, its clock set by hand. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { present, toHex, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { signCommand, type Command, type SignedCommand } from '@zhaobiao/client';
import { ACTS } from '@zhaobiao/domain';
import { noteKeyText, noteSigner, signer, type Signer } from '@zhaobiao/evidence';
import { buildHttp } from '../../src/http/build.ts';
import type { HttpSettings, Platform } from '../../src/http/platform.ts';
import { loadLaw } from '../../src/law.ts';
import { startLog } from '../../src/log/integrate.ts';
import { runLog, type Log } from '../../src/log/log.ts';
import { openFiles } from '../../src/objects/files.ts';
import { START, found, openSpine, seeded, type Party, type Spine } from '../spine.ts';

export const ORIGIN = 'test.example/log';
export const PUBLIC_ORIGIN = 'http://portal.test';

export type Served = {
  readonly spine: Spine;
  readonly app: FastifyInstance;
  readonly platform: Platform;
  readonly log: Log;
  readonly clock: { at: Instant };
  readonly lines: string[];
  readonly inject: (options: InjectOptions) => Promise<LightMyRequestResponse>;
  /** A token of a registered party. */
  readonly token: (party: Party) => Promise<string>;
  readonly sign: (party: { readonly signer: Signer; readonly party: string }, act: string, command: Json, options?: { readonly key?: string; readonly tender?: string | null; readonly stream?: string }) => SignedCommand;
  readonly act: (party: Party, act: string, command: JsonObject, options?: { readonly key?: string; readonly tender?: string | null; readonly headers?: Readonly<Record<string, string>> }) => Promise<LightMyRequestResponse>;
  readonly close: () => Promise<void>;
};

let serial = 0;

export const refusedCode = (answer: LightMyRequestResponse): string => answer.json<{ refused?: { code: string } }>().refused?.code ?? `no refusal: ${answer.statusCode} ${answer.body.slice(0, 200)}`;

export async function serve(seed: string, settings: Partial<HttpSettings> = {}): Promise<Served> {
  const spine = await openSpine(seed);
  await found(spine);
  const folder = await mkdtemp(join(tmpdir(), 'zhaobiao-http-'));
  const clock = { at: START };
  const logSigner = noteSigner(ORIGIN, signer('ed25519', seeded(`${seed}/log`)(32)));
  await startLog(spine.pool, ORIGIN, seeded(`${seed}/filler`)(32));
  const log = runLog(spine.pool, { directory: join(folder, 'log'), signer: logSigner, quantum: 8, everyMs: 3_600_000 }, () => undefined);
  const { digest, procedures } = loadLaw();
  const lines: string[] = [];
  const door = { ...spine.door, clock: { now: () => clock.at, stop: () => undefined }, entropy: (length: number): Uint8Array => randomBytes(length) };
  const platform: Platform = {
    door, log, logDirectory: join(folder, 'log'), logKey: noteKeyText(logSigner.key), origin: ORIGIN, rulebook: { digest, procedures },
    objects: { pool: spine.pool, store: await openFiles(join(folder, 'objects')), now: () => clock.at, quotaBytes: 1024 ** 3 },
    settings: { demo: false, secureCookies: false, publicOrigin: PUBLIC_ORIGIN, ...settings },
    ...(settings.demo ? { moveClock: async (to: Instant) => to >= clock.at && ((clock.at = to), true) } : {}),
    logStream: { write: (line) => void lines.push(line) },
  };
  const app = await buildHttp(platform);
  const inject = (options: InjectOptions): Promise<LightMyRequestResponse> => app.inject(options);
  const sign: Served['sign'] = (party, act, command, options = {}) => {
    serial += 1;
    const definition = ACTS.get(act);
    const parsed = definition?.contract.safeParse(command);
    const stream = options.stream ?? (parsed?.success === true ? present(definition, act).plan(parsed.data, party).primary.id : party.party);
    const whole: Command = { act, stream, key: options.key ?? `h${serial}`, tender: options.tender ?? null, command };
    return signCommand(whole, party.signer, seeded(`${seed}/${serial}`));
  };
  const tokens = new Map<string, string>();
  const token: Served['token'] = async (party) => {
    const known = tokens.get(party.party);
    if (known !== undefined) return known;
    const answer = await inject({ method: 'POST', url: '/api/v1/tokens', payload: sign(party, 'obtainToken', {}) });
    if (answer.statusCode !== 201) throw new Error(`no token: ${answer.body}`);
    const made = answer.json<{ token: string }>().token;
    tokens.set(party.party, made);
    return made;
  };
  const act: Served['act'] = async (party, name, command, { headers = {}, ...options } = {}) => {
    const { act: _act, ...body } = sign(party, name, command, options);
    return inject({ method: 'POST', url: `/api/v1/acts/${name}`, headers: { authorization: `Bearer ${await token(party)}`, ...headers }, payload: body });
  };
  const close = async (): Promise<void> => {
    await app.close();
    await log.stop();
    await spine.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { spine, app, platform, log, clock, lines, inject, token, sign, act, close };
}

export const keyOf = (party: Party): JsonObject => ({ scheme: party.signer.scheme, keyId: party.signer.keyId, publicKey: toHex(party.signer.publicKey) });
