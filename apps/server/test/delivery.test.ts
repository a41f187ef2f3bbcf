/**
 * Delivery of changes, on a real database: by the clock, in the transaction of its act, into mailboxes that only their owners read. From outside three
 * recipients and fifty are one picture (招标投标法 22).
 */
import { present, type JsonObject } from '@zhaobiao/basics';
import { parseAct } from '@zhaobiao/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformSigner } from '../src/jobs/platform-signer.ts';
import { dueWorker } from '../src/jobs/due.ts';
import { actsBelow } from '../src/log/queries.ts';
import { messagesOf } from '../src/recipient/queries.ts';
import { enquiriesFor } from '../src/enquiry/queries.ts';
import { rebuild } from '../src/store/rebuild.ts';
import { replay } from '../src/store/replay.ts';
import { publicTender } from '../src/tender/queries.ts';
import { bid, expectAccepted, found, openLot, openSpine, register, START, type OpenLot, type Party, type Spine } from './spine.ts';

const FIRMS = 50;

type World = { readonly spine: Spine; readonly open: OpenLot; readonly firms: readonly Party[]; readonly runDue: () => Promise<number> };

const answers = [{ enquiry: null, question: '工期能否延长？', answer: '不能。' }];

/** The same city twice; `many` of its firms obtain the document, each second of them has a bid in. Then one clarification and its delivery by the clock. */
async function world(many: number): Promise<World> {
  const spine = await openSpine('delivery');
  await found(spine);
  const firms = Array.from({ length: FIRMS }, (_, index) => spine.party(100 + index, ['supplier']));
  for (const [index, firm] of firms.entries()) await register(spine, firm, `单位${index}`);
  const open = await openLot(spine);
  for (const [index, firm] of firms.slice(0, many).entries()) {
    await expectAccepted(spine.act(firm, 'obtainDocument', { lot: open.lot }, { key: `obtain-${index}` }));
    if (index % 2 === 0) await expectAccepted(bid(spine, open, firm, { key: `bid-${index}`, serial: index }));
  }
  await expectAccepted(spine.act(spine.people.entity, 'clarify', { lot: open.lot, answers, affectsBids: false }, { key: 'clarify' }));
  const worker = dueWorker(spine.door, platformSigner(spine.people.clock.signer), async (_act, stream) => ({ lot: stream }));
  return { spine, open, firms, runDue: worker.runOnce };
}

const FEW = 3;

describe('a change', () => {
  let few: World;
  let many: World;
  let delivered: readonly number[] = [];
  beforeAll(async () => {
    few = await world(FEW);
    many = await world(FIRMS);
    delivered = [await few.runDue(), await many.runDue()];
  }, 120_000);
  afterAll(async () => {
    await few.spine.close();
    await many.spine.close();
  });

  const mine = (each: World, index: number) => messagesOf(each.spine.pool, present(each.firms[index], 'a firm').party, { limit: 100 });

  it('is in every recipient’s mailbox and in nobody else’s; who has a bid in is urged to read again', async () => {
    const [withBid] = await mine(few, 0);
    expect(withBid).toMatchObject({ lot: few.open.lot, number: 1, kind: 'clarification', hasBid: true, acknowledgedAt: null });
    expect(withBid?.text.zh).toContain('继续有效');
    const [without] = await mine(few, 1);
    expect(without).toMatchObject({ number: 1, hasBid: false });
    expect(without?.text.zh).toBe('招标文件已澄清。');
    expect(await mine(few, FEW)).toEqual([]);
    expect(await messagesOf(few.spine.pool, few.spine.people.entity.party, { limit: 100 })).toEqual([]);
    expect(await Promise.all(many.firms.map(async (_, index) => (await mine(many, index)).length))).toEqual(Array.from({ length: FIRMS }, () => 1));
  });

  it('is acknowledged under the recipient’s key, and the message says so', async () => {
    const [message] = await mine(few, 2);
    await expectAccepted(few.spine.act(present(few.firms[2], 'a firm'), 'acknowledgeChange', { lot: few.open.lot, change: 1, digest: present(message, 'a message').digest }, { key: 'acknowledge' }));
    expect((await mine(few, 2))[0]?.acknowledgedAt).not.toBeNull();
    expect((await mine(few, 1))[0]?.acknowledgedAt).toBeNull();
  });

  it('is delivered once: nothing is due any more', async () => {
    expect(delivered).toEqual([1, 1]);
    expect(await few.runDue()).toBe(0);
    const { rows } = await few.spine.pool.query<{ count: string }>("SELECT count(*)::text AS count FROM due WHERE act = 'deliverChange'");
    expect(rows[0]?.count).toBe('0');
  });

  it('looks the same from outside with three recipients and with fifty', async () => {
    const outside = async ({ spine, open }: World): Promise<JsonObject> => {
      const { rows } = await spine.pool.query<{ bytes: Buffer; until: string | null }>("SELECT bytes, until FROM act WHERE name = 'deliverChange'");
      const row = present(rows[0], 'the delivery');
      const record = parseAct(row.bytes);
      if (!record.ok) throw new Error('an act that cannot be parsed');
      const events = record.value.events.map(({ stream, version, type, public: shown, hidden }) => ({ stream, version, type, shown, hidden: Object.keys(hidden) }));
      const { rows: view } = await spine.pool.query<{ count: string }>('SELECT count(*)::text AS count FROM mailbox_view');
      const listed = await actsBelow(spine.pool, open.lot, -1, 500);
      return { length: row.bytes.length, until: row.until, events, rows: view[0]?.count ?? '', tender: JSON.parse(JSON.stringify(await publicTender(spine.pool, open.lot))), acts: listed.acts.length } as JsonObject;
    };
    const [one, other] = [await outside(few), await outside(many)];
    expect(one).toEqual(other);
    expect(one['until']).toBeNull();
    expect(one['events']).toMatchObject([{ type: 'ChangesDelivered', hidden: [] }, { type: 'ChangePosted', hidden: ['told', 'urged'] }]);
  });

  it('names its recipients only in values that wait for the tenderers to be announced', async () => {
    const { rows } = await many.spine.pool.query<{ name: string; class: string; value: string; published_by: string | null }>("SELECT d.name, d.class, d.value, d.published_by FROM disclosure d JOIN act a ON a.id = d.act WHERE a.name = 'deliverChange' ORDER BY d.name");
    expect(rows.map((row) => [row.name, row.class, row.published_by])).toEqual([['told', 'until:announceTenderers', null], ['urged', 'until:announceTenderers', null]]);
    expect(rows.map((row) => (JSON.parse(row.value) as readonly string[]).length)).toEqual([FIRMS, FIRMS / 2]);
    const { rows: sealed } = await many.spine.pool.query<{ until: string | null; count: string }>("SELECT until, count(*)::text AS count FROM act WHERE name = 'obtainDocument' GROUP BY until");
    expect(sealed).toEqual([{ until: 'never', count: String(FIRMS) }]);
  });

  it('stands in a view that follows from the acts, and can be made again from them', async () => {
    const report = await replay(many.spine.pool);
    expect(report.differences).toEqual([]);
    const before = await mine(many, 7);
    expect(await rebuild(many.spine.pool, 'mailbox_view')).toMatchObject({ ok: true, value: { view: 'mailbox_view', streams: 1, rows: 1 } });
    expect(await mine(many, 7)).toEqual(before);
    await many.spine.pool.query('UPDATE mailbox_view SET parties = parties[2:]');
    const harmed = await replay(many.spine.pool);
    expect(harmed.differences.map((each) => each.kind)).toEqual(['viewMismatch']);
  });
});

describe('a question', () => {
  it('is read by its asker and, without a name, by who must answer', async () => {
    const spine = await openSpine('enquiry');
    try {
      await found(spine);
      const [asker, other] = [spine.party(100, ['supplier']), spine.party(101, ['supplier'])];
      for (const firm of [asker, other]) await register(spine, firm, `单位 ${firm.creditCode}`);
      const open = await openLot(spine);
      await expectAccepted(spine.act(asker, 'askQuestion', { lot: open.lot, name: 'ab'.repeat(16), clause: '第三章 2.1', question: '工期能否延长？' }));
      const seen = async (party: string) => enquiriesFor(spine.pool, open.lot, party);
      const line = { enquiry: `enquiry:P1/1/${'ab'.repeat(16)}`, clause: '第三章 2.1', question: '工期能否延长？', answeredIn: null };
      for (const party of [asker, spine.people.entity, spine.people.agency]) expect(await seen(party.party)).toMatchObject([line]);
      expect(JSON.stringify(await seen(spine.people.entity.party))).not.toContain(asker.creditCode);
      expect(await seen(other.party)).toEqual([]);
      expect(await enquiriesFor(spine.pool, 'lot:P9/1', asker.party)).toBeUndefined();
      await expectAccepted(spine.act(spine.people.entity, 'clarify', { lot: open.lot, answers: [{ enquiry: line.enquiry, question: '工期？', answer: '不变。' }], affectsBids: false }, { at: START }));
      expect(await seen(asker.party)).toMatchObject([{ ...line, answeredIn: 2 }]);
    } finally {
      await spine.close();
    }
  });
});

describe('who obtains the document while it changes', () => {
  it('has the new version or is told of it: nobody falls between', async () => {
    const spine = await openSpine('between');
    try {
      await found(spine);
      const firms = Array.from({ length: 24 }, (_, index) => spine.party(100 + index, ['supplier']));
      for (const [index, firm] of firms.entries()) await register(spine, firm, `单位${index}`);
      const open = await openLot(spine);
      for (const round of [1, 2, 3, 4]) {
        const now = firms.slice((round - 1) * 6, round * 6);
        const change = spine.act(spine.people.entity, 'clarify', { lot: open.lot, answers, affectsBids: false }, { key: `clarify-${round}` });
        const obtained = now.map((firm, index) => spine.act(firm, 'obtainDocument', { lot: open.lot }, { key: `obtain-${round}-${index}` }));
        const delivery = change.then(() => spine.act(spine.people.clock, 'deliverChange', { lot: open.lot }, { key: `deliver-${round}` }));
        for (const answer of await Promise.all([change, delivery, ...obtained])) expect(answer.status).toBe(201);
        for (const [index, firm] of now.entries()) {
          const version = Number((await obtained[index])?.body['version']);
          const told = (await messagesOf(spine.pool, firm.party, { limit: 100 })).map((each) => each.number);
          // Version 1 is the notice; the change of round n makes version n + 1.
          expect([round, firm.creditCode, version > round || told.includes(round)]).toEqual([round, firm.creditCode, true]);
        }
      }
    } finally {
      await spine.close();
    }
  }, 60_000);
});
