/** The tender document on a real database: who sees a draft, what the public reads once it is issued. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@zhaobiao/basics';
import { documentInForce, draftWaiting } from '../src/tender/document.ts';
import { amendNotice, draft, draftCommand, expectAccepted, found, noticeCommand, openLot, openSpine, projectCommand, type Spine } from './spine.ts';

describe('a tender document', () => {
  let spine: Spine;
  const lot = 'lot:D1/1';
  const words = { changes: [{ clause: 'X1', section: 'notice', text: '现场咨询：{{site}}' }, { clause: 'N9', section: null, text: null }] };
  const library = () => spine.door.law.library;
  beforeAll(async () => {
    spine = await openSpine('document');
    await found(spine);
    await expectAccepted(spine.act(spine.people.entity, 'registerProject', projectCommand(spine, 'D1')));
    await expectAccepted(spine.act(spine.people.entity, 'defineLot', { project: 'project:D1', number: '1', name: '一标段', estimateFen: 4_000_000_000 }));
  });
  afterAll(() => spine.close());

  it('waits where only those who made it see it', async () => {
    const digest = await draft(spine, lot, { words, baselineFen: 3_700_000_000 });
    const { entity, agency, registrar, guardian } = spine.people;
    for (const party of [registrar.party, guardian.party, '']) expect(await draftWaiting(spine.pool, library(), lot, party)).toBeUndefined();
    expect(await documentInForce(spine.pool, library(), lot)).toBeUndefined();
    for (const party of [entity.party, agency.party]) {
      const seen = present(await draftWaiting(spine.pool, library(), lot, party), 'the draft');
      expect(seen).toMatchObject({ digest, number: 1, drafter: agency.party, baselineFen: 3_700_000_000, missing: [], findings: { count: 0, blocking: 0, list: [] } });
      expect(seen.differences.map((each) => [each.kind, each.clause])).toEqual([['removed', 'N9'], ['added', 'X1']]);
    }
    const { rows } = await spine.pool.query("SELECT until, published_by FROM act WHERE name = 'draftDocument'");
    expect(rows).toEqual([{ until: 'publishNotice', published_by: null }]);
  });

  it('is refused to whoever drew it up, under the lock of the lot, and taken from another hand', async () => {
    const digest = await draft(spine, lot, { words });
    const own = await spine.act({ ...spine.people.agency, roles: ['agency'] }, 'publishNotice', noticeCommand(lot, digest));
    expect(own.body).toMatchObject({ refused: { code: 'notPermitted' } });
    await expectAccepted(spine.act(spine.people.entity, 'publishNotice', noticeCommand(lot, digest)));
    const inForce = present(await documentInForce(spine.pool, library(), lot), 'the document');
    expect(inForce).toMatchObject({ version: 1, title: '测试道路工程施工招标公告', template: { id: 'works', version: '2.0' } });
    const notice = present(inForce.sections[0], 'notice').clauses;
    expect(notice.at(-1)).toMatchObject({ id: 'X1', text: '现场咨询：城区', difference: 'added' });
    expect(await draftWaiting(spine.pool, library(), lot, spine.people.entity.party)).toBeUndefined();
    const { rows } = await spine.pool.query("SELECT count(*)::int AS hidden FROM act WHERE name = 'draftDocument' AND published_by IS NULL");
    expect(rows).toEqual([{ hidden: 0 }]);
    const fields = await spine.pool.query("SELECT name, value, published_by FROM disclosure WHERE name = 'baselineFen'");
    expect(fields.rows).toEqual([{ name: 'baselineFen', value: '3700000000', published_by: null }]);
  });

  it('keeps the reference price from the public until the tenderers are announced', async () => {
    const shown = JSON.stringify(await documentInForce(spine.pool, library(), lot));
    expect(shown).not.toContain('3700000000');
  });

  it('reads as amended after the amendment', async () => {
    const other = await openLot(spine, 'D2');
    await expectAccepted(amendNotice(spine, other.lot, { title: '更正公告', words: { answers: { period: '200 日历天' } } }));
    const inForce = present(await documentInForce(spine.pool, library(), other.lot), 'the document');
    expect([inForce.version, inForce.title, inForce.sections[0]?.clauses.find((each) => each.id === 'N4')?.text]).toEqual([2, '更正公告', '计划工期：200 日历天。质量要求：合格。']);
    expect(draftCommand(other.lot)['title']).not.toBe(inForce.title);
  });
});
