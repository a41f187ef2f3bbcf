/** What the browser looks at: a small platform that listens, with a tender at every stage a citizen can meet, and names as long as people may write them. */
import type { AddressInfo } from 'node:net';
import { present, unwrap, type Instant } from '@zhaobiao/basics';
import { openingOf } from '../../src/opening/queries.ts';
import { createAccount } from '../../src/identity/accounts.ts';
import { identitiesOf } from '../../src/identity/ground.ts';
import { lifeOf } from '../../src/http/pages/life.ts';
import { tenderPage } from '../../src/http/pages/tender-page.ts';
import { publicTender } from '../../src/tender/queries.ts';
import { serve, type Served } from '../http/platform.ts';
import { openLife } from './life.ts';
import { CLOSING, bid, expectAccepted, openLot, projectCommand, publishNotice, register, type OpenLot, type Party } from '../spine.ts';

export const HOSTILE = '"><script>window.ran=1</script><img src=x onerror=window.ran=2><style>body{display:none}</style>';
/** As long as a contract takes it, with nothing to break a line at. */
export const LONGEST_TITLE = `${HOSTILE}${'A'.repeat(40)}${'清源市人民医院门诊综合楼改扩建工程施工'.repeat(9)}`.slice(0, 200);
/** 60 characters, as the longest names of the register. */
export const LONG_NAME = '福建省清源市城市建设投资发展集团有限责任公司第一建筑安装工程分公司（原清源市第二建筑工程公司泉港区分公司）股份合作经营部'.padEnd(60, '部').slice(0, 60);
export const LOGIN = { login: 'reader', password: 'a long password' };
export const RECORD_LINES = 1_528;

export type City = {
  readonly base: string;
  /** The page of a record of 1,528 lines, or of `lines`; `page` and `firm` as in its address. */
  readonly record: (query: URLSearchParams) => Promise<string>;
  readonly close: () => Promise<void>;
};

const AFTER = (CLOSING + 6_000) as Instant;

async function lotOf({ spine }: Served, project: string, name: string, title: string, documents: readonly { readonly name: string; readonly digest: string }[]): Promise<OpenLot> {
  const { entity } = spine.people;
  await expectAccepted(spine.act(entity, 'registerProject', projectCommand(spine, project, { name })));
  await expectAccepted(spine.act(entity, 'defineLot', { project: `project:${project}`, number: '1', name, estimateFen: 4_000_000_000 }));
  const lot = `lot:${project}/1`;
  const published = await expectAccepted(publishNotice(spine, lot, { title, documents }));
  return { lot, tender: String(published.body['tender']) };
}

async function bidders({ spine }: Served, count: number): Promise<readonly Party[]> {
  const parties = Array.from({ length: count }, (_, index) => spine.party(300 + index, ['supplier']));
  for (const [index, party] of parties.entries()) await register(spine, party, index === 0 ? LONG_NAME : `福建闽岳建设集团第${index}有限公司`);
  return parties;
}

async function opened({ spine }: Served, open: OpenLot, parties: readonly Party[]): Promise<void> {
  const { clock, guardian } = spine.people;
  for (const party of parties) await expectAccepted(bid(spine, open, party, { at: (CLOSING - 1) as Instant }));
  for (const act of ['closeBidding', 'announceTenderers', 'checkSeals']) await expectAccepted(spine.act(clock, act, { lot: open.lot }, { at: AFTER }));
  for (const [index, { creditCode }] of parties.entries()) {
    const command = { bid: `bid:${open.lot.slice('lot:'.length)}/${creditCode}`, lot: open.lot };
    await expectAccepted(spine.act(guardian, 'releaseShare', { ...command, shares: [{ kind: 'whole', index: 1, d: '00'.repeat(32), c: '00'.repeat(32), z: '00'.repeat(32) }], refused: null }, { at: AFTER }));
    const sheet = { priceFen: 1_835_053_400 + index, period: '180日历天', quality: '合格', projectManager: '欧阳建国', security: '保函' };
    await expectAccepted(spine.act(clock, 'openBid', { ...command, result: index === 1 ? { outcome: 'unopened', cause: 'commitmentMismatch' } : { outcome: 'opened', sheet } }, { at: AFTER }));
  }
  await expectAccepted(spine.act(clock, 'recordOpening', { lot: open.lot }, { at: AFTER }));
}

/** The page of a record as long as the one of 永春: the real page over invented lines. */
async function longRecord({ platform }: Served, lot: string, query: URLSearchParams): Promise<string> {
  const { pool, law } = platform.door;
  const [tender, record, life] = await Promise.all([publicTender(pool, lot), openingOf(pool, lot), lifeOf(pool, lot, [])]);
  if (tender === undefined || life === undefined || record?.recorded !== true) throw new Error(`${lot} has no record`);
  const lines = Array.from({ length: Number(query.get('lines') ?? RECORD_LINES) }, (_, index) => ({ ...present(record.lines[index % record.lines.length], 'a line'), no: index + 1, creditCode: `91350525MA${String(index).padStart(8, '0')}` }));
  const page = Number(query.get('page') ?? 1);
  return tenderPage(query.get('lang') === 'en' ? 'en' : 'zh', { tender: { ...tender, lot: 'lot:OPENED/2' }, procedure: law.procedureOf(tender.procedure), opening: { ...record, lines, opened: RECORD_LINES }, life, page, firm: query.get('firm') ?? '', acts: [], moreActs: null, ruleText: law.ruleText, made: { origin: 'http://portal.test', at: undefined } });
}

export async function openCity(): Promise<City> {
  const served = await serve('browser', { demo: true });
  const { spine, platform, app, inject } = served;
  const { agency, entity } = spine.people;
  const stored = await inject({ method: 'POST', url: '/api/v1/objects', headers: { authorization: `Bearer ${await served.token(agency)}`, 'content-type': 'application/octet-stream' }, payload: Buffer.from('招标文件') });
  const { digest } = stored.json<{ digest: string }>();
  await openLot(spine, 'BIDDING');
  await lotOf(served, 'LONGEST', LONG_NAME, LONGEST_TITLE, [{ name: `${'招标文件'.repeat(40)}.pdf`, digest }, { name: HOSTILE, digest }]);
  await lotOf(served, 'DOCUMENT', '施工一标段', '环城东路改造工程施工招标公告', [{ name: '招标文件.txt', digest }]);
  const failed = await openLot(spine, 'FAILED');
  const parties = await bidders(served, 3);
  await expectAccepted(bid(spine, failed, present(parties[0], 'a bidder'), { at: (CLOSING - 1) as Instant }));
  await expectAccepted(spine.act(spine.people.clock, 'closeBidding', { lot: failed.lot }, { at: AFTER }));
  const open = await openLot(spine, 'OPENED');
  await opened(served, open, parties);
  await openLife(served);
  const { passwords } = identitiesOf(platform.door.pool, platform.door.entropy);
  unwrap(await createAccount(platform.door.pool, passwords, { ...LOGIN, name: '林晓', party: entity.party, roles: entity.roles }));
  await served.log.beat();
  await app.listen({ port: 0, host: '127.0.0.1' });
  const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return { base, record: (query) => longRecord(served, open.lot, query), close: served.close };
}
