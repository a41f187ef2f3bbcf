import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInstant, present, toHex } from '@zhaobiao/basics';
import { loadLaw } from '../law.ts';
import { openFiles } from '../objects/files.ts';
import { found, openSpine, register, type Party, type Spine } from '../../test/spine.ts';
import { demoTenders, publishDemoTender, submitDemoBid, type TenderGround } from './tenders.ts';
import type { Resident } from './resident.ts';

const residentOf = (name: string, { party, creditCode, roles, signer }: Party): Resident => ({ party, creditCode, name, roles, signer });

describe('the tenders of a city that was begun by another release', () => {
  let spine: Spine;
  let folder: string;
  let ground: TenderGround;
  const [tender] = demoTenders(present(parseInstant('2026-11-18T10:00:00.000+08:00'), 'a Wednesday'));
  const acts = async (): Promise<number> => Number((await spine.pool.query<{ count: string }>('SELECT count(*) FROM act')).rows[0]?.count);

  beforeAll(async () => {
    spine = await openSpine('demo-restart');
    await found(spine);
    folder = await mkdtemp(join(tmpdir(), 'zhaobiao-demo-'));
    const suppliers = tender.bids.map((_, index) => spine.party(700 + index, ['supplier']));
    for (const supplier of suppliers) await register(spine, supplier, '投标单位');
    const { entity, agency } = spine.people;
    const listed = present(loadLaw().procedures.find(({ procedure }) => procedure.id === 'open-tender.works'), 'open-tender.works');
    ground = {
      door: spine.door, objects: { pool: spine.pool, store: await openFiles(folder), now: () => tender.publishedAt, quotaBytes: 1024 ** 2 }, publicKey: toHex(spine.dealt.keys.publicKey),
      procuringEntity: residentOf('招标人', entity), agency: residentOf('代理', agency), suppliers: suppliers.map((supplier) => residentOf('投标单位', supplier)), depository: residentOf('银行', entity), centre: residentOf('交易中心', entity), experts: [],
      procedure: { id: listed.procedure.id, version: listed.procedure.version, digest: listed.digest },
    };
  });
  afterAll(async () => {
    await spine.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('stay as they are, and what a start cut short left out is added', async () => {
    const [first, ...others] = tender.bids;
    const signedOver = await publishDemoTender(ground, tender);
    await submitDemoBid(ground, tender, signedOver, present(first, 'a bid'));
    const before = await acts();
    // Another rulebook pins another digest: the command of the project would be another one under the same key.
    const later: TenderGround = { ...ground, procedure: { ...ground.procedure, digest: 'ab'.repeat(32) } };
    expect(await publishDemoTender(later, { ...tender, name: '另一个名称' })).toBe(signedOver);
    for (const bid of tender.bids) await submitDemoBid(later, tender, signedOver, bid);
    expect(await acts()).toBe(before + others.length);
    for (const bid of tender.bids) await submitDemoBid(later, tender, signedOver, { ...bid, priceFen: bid.priceFen + 1 });
    expect(await acts()).toBe(before + others.length);
  });
});
