/**
 * `submit`: sealed bids over HTTP to a platform started like any other (own process, private PostgreSQL, fsync on): signed manifests of about 2 KB,
 * envelopes already uploaded, tokens. The load is made by a second process's worth of work on the same cores, as on one machine it must be.
 * Reference: the same server answering `GET /healthz` to the same load.
 */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, parseInstant, present, shift, toHex, type Json } from '@zhaobiao/basics';
import { objectDigest, chunkDigest, sealLabel } from '@zhaobiao/evidence';
import { signCommand, obtainToken } from '@zhaobiao/client';
import { citizen, cityOf, publishTender, registerPartyCommand, seeded, submitBidCommand, creditCodeOf, type Citizen, type City, type PublishedTender } from '@zhaobiao/testkit';
import { startPlatform, type StartedPlatform } from '../apps/cli/src/scenario/started-platform.ts';
import { parseDemoCitizen } from '../apps/cli/src/scenario/parse-demo-keys.ts';
import { asObject } from '@zhaobiao/domain';
import { figure, type Figure } from './figure.ts';
import { fire, type Prepared } from './load.ts';

const FIRMS = 640;
/** A bid and its replacements: each is judged, signed and logged like the first. */
const SUBMISSIONS = 5;
const CONNECTIONS = 32;
const WARM_UP = 640;
/** The tender runs in the demonstration's present: notice now, closing in thirty days. */
const OPENING_DAYS = 30;

const asList = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

async function tenderOf(city: City, owner: Citizen, agency: Citizen): Promise<PublishedTender> {
  const { body } = await city.read('/api/v1/platform');
  const listed = present(asList(asObject(body['rulebook'])['procedures']).map(asObject).find((each) => each['id'] === 'open-tender.works'), 'open-tender.works');
  const { body: time } = await city.read('/api/v1/time');
  const now = present(parseInstant(String(time['at'])), 'the time of the platform');
  const name = '压力测试工程';
  return publishTender(city, { procuringEntity: owner, agency }, {
    project: { project: 'BENCH1', name, region: '350525', procuringEntity: owner.party, agency: agency.party, procedure: { id: String(listed['id']), version: String(listed['version']), digest: String(listed['digest']) }, estimateFen: 4_000_000_000, investmentCode: null },
    lot: { project: 'BENCH1', number: '1', name, estimateFen: 4_000_000_000 },
    document: { title: `${name}招标公告`, documents: [], ceilingFen: null, securityFen: null, validityDays: 90 },
    notice: { issueEndsAt: shift(now, 10 * DAY), closingAt: shift(now, OPENING_DAYS * DAY) },
  });
}

/** A firm's submissions: its bid and its replacements of it, each a signed act of its own. */
async function prepare(city: City, { lot, tender }: PublishedTender, who: Citizen): Promise<readonly Prepared[]> {
  const entropy = seeded(`bench ${who.party}`);
  const bytes = entropy(900);
  await (await city.of(who)).putObject(bytes);
  const ciphertext = objectDigest(bytes.length, [chunkDigest(bytes)]);
  const scalar = (): string => toHex(entropy(32));
  const manifest = { kind: 'whole', label: toHex(sealLabel([lot, 'whole', who.party])), capsule: { u: scalar(), uBar: scalar(), e: scalar(), f: scalar() }, ciphertext, lengthBytes: bytes.length };
  const token = await obtainToken({ base: city.base, party: who.party, signer: who.signer, entropy });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return Array.from({ length: SUBMISSIONS }, (_, index) => {
    const { act, ...body } = signCommand(submitBidCommand({ lot, tenderer: who.party, tender, envelopes: [manifest], attempt: index + 1 }), who.signer, entropy);
    return { method: 'POST' as const, path: `/api/v1/acts/${act}`, headers, body: JSON.stringify(body) };
  });
}

async function measure(platform: StartedPlatform, dataDirectory: string): Promise<readonly Figure[]> {
  const city = cityOf({ base: platform.base, entropy: seeded('bench network') });
  const centre = present(parseDemoCitizen(await readFile(join(dataDirectory, 'demo', 'keys.json'), 'utf8'), 'registrar'), 'the trading centre');
  for (let tries = 0; tries < 100 && (await city.read('/api/v1/platform')).body['guardianship'] === null; tries += 1) await new Promise((resolve) => setTimeout(resolve, 200));
  const party = (index: number, role: string): Citizen => citizen({ creditCode: creditCodeOf(`压力测试 ${role} ${index}`), name: `压力测试单位 ${index}`, roles: [role] }, seeded(`bench ${role} ${index}`));
  const [owner, agency] = [party(0, 'procuringEntity'), party(0, 'agency')];
  const firms = Array.from({ length: FIRMS }, (_, index) => party(index, 'supplier'));
  const connection = await city.of(centre);
  for (let from = 0; from < firms.length + 2; from += 100) await connection.acts([owner, agency, ...firms].slice(from, from + 100).map(registerPartyCommand));
  const tender = await tenderOf(city, owner, agency);
  const rounds: Prepared[][] = Array.from({ length: SUBMISSIONS }, () => []);
  for (const firm of firms) for (const [index, one] of (await prepare(city, tender, firm)).entries()) rounds[index]?.push(one);
  const prepared = rounds.flat();
  const health = Array.from({ length: 4_000 }, (): Prepared => ({ method: 'GET', path: '/healthz', headers: {}, body: '' }));
  await fire(platform.base, prepared.slice(0, WARM_UP), CONNECTIONS);
  const load = await fire(platform.base, prepared.slice(WARM_UP), CONNECTIONS);
  const reference = await fire(platform.base, health, CONNECTIONS);
  if (load.failed > 0) throw new Error(`${load.failed} bids were not accepted`);
  const peak = (await platform.peakMiB()) ?? 0;
  return [
    figure({ bench: 'submit', name: 'sealed bids over HTTP', value: load.perSecond, unit: 'bids/s', reference: reference.perSecond, target: 800, met: load.perSecond >= 800 }),
    figure({ bench: 'submit', name: 'p99 of a submitted bid', value: load.p99, unit: 'ms', reference: reference.p99 || 1, target: 200, met: load.p99 <= 200 }),
    figure({ bench: 'submit', name: 'resident memory of the server', value: peak, unit: 'MiB', reference: 512, target: 512, met: peak <= 512 }),
  ];
}

export async function run(): Promise<readonly Figure[]> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'zb-submit-'));
  await chmod(dataDirectory, 0o755);
  const platform = await startPlatform({ dataDirectory });
  try {
    return await measure(platform, dataDirectory);
  } finally {
    await platform.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
