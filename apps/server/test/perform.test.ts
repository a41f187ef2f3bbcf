import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantText, type Instant, type JsonObject } from '@zhaobiao/basics';
import type { Answer } from '../src/perform.ts';
import { CLOSING, bid, bidCommand, ciphertextOf, draft, draftCommand, expectAccepted, found, noticeCommand, openLot, openSpine, register, type OpenLot, type Party, type Spine } from './spine.ts';

const codeOf = (answer: Answer): unknown => (answer.body['refused'] as JsonObject | undefined)?.['code'];
/** The close is due five seconds after the deadline: bids stamped in time may still be on their way to the lock. */
const DRAINED = (CLOSING + 5_000) as Instant;
const before = (ms: number): Instant => (CLOSING - ms) as Instant;

describe('the door', () => {
  let spine: Spine;
  let open: OpenLot;
  const bidders: Party[] = [];

  beforeAll(async () => {
    spine = await openSpine('door');
    await found(spine);
    open = await openLot(spine);
    for (let index = 0; index < 8; index += 1) {
      const bidder = spine.party(100 + index, ['supplier']);
      await register(spine, bidder, `投标单位${index}`);
      bidders.push(bidder);
    }
  });
  afterAll(() => spine.close());

  const bidder = (index: number): Party => bidders[index] ?? spine.party(100, []);

  it('answers a repeated key with the first result, also after the deadline', async () => {
    const command = bidCommand(open.lot, bidder(0).party);
    await spine.upload(bidder(0).party, ciphertextOf(command));
    const first = await spine.act(bidder(0), 'submitBid', command, { key: 'same', tender: open.tender, at: before(60_000) });
    const again = await spine.act(bidder(0), 'submitBid', command, { key: 'same', tender: open.tender, at: (CLOSING + 60_000) as Instant });
    expect(first.status).toBe(201);
    expect(again).toEqual({ ...first, repeated: true });
  });

  it('refuses a key that was used for another command', async () => {
    const answer = await spine.act(bidder(0), 'submitBid', bidCommand(open.lot, bidder(0).party, 1), { key: 'same', tender: open.tender, at: before(60_000) });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'keyReused']);
  });

  it('takes a bid one millisecond before the deadline and refuses, and records, one at the deadline', async () => {
    const inTime = await bid(spine, open, bidder(1), { at: before(1) });
    expect(inTime.status).toBe(201);
    const late = await bid(spine, open, bidder(2), { at: CLOSING });
    expect([late.status, codeOf(late)]).toEqual([409, 'tooLate']);
    expect((late.body['refused'] as JsonObject)['params']).toMatchObject({ at: instantText(CLOSING), until: instantText(CLOSING) });
    const { rows } = await spine.pool.query("SELECT name, until FROM act WHERE stream = $1", [`bid:P1/1/${bidder(2).creditCode}`]);
    expect(rows).toEqual([{ name: 'submitBid', until: 'never' }]);
  });

  it('lets a tenderer replace and withdraw, and nobody else', async () => {
    const replaced = await bid(spine, open, bidder(1), { at: before(1), serial: 1 });
    expect(replaced.status).toBe(201);
    const other = await spine.act(bidder(3), 'withdrawBid', { lot: open.lot, reason: '' }, { at: before(1) });
    expect(other.status).toBeGreaterThanOrEqual(400);
  });

  it('refuses a ciphertext that a rival uploaded', async () => {
    const copied = { ...bidCommand(open.lot, bidder(3).party), envelopes: bidCommand(open.lot, bidder(3).party)['envelopes'] ?? [] };
    const envelopes = (copied.envelopes as readonly JsonObject[]).map((each) => ({ ...each, ciphertext: ciphertextOf(bidCommand(open.lot, bidder(0).party)) }));
    const answer = await spine.act(bidder(3), 'submitBid', { ...copied, envelopes }, { tender: open.tender, at: before(1) });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'objectMissing']);
  });

  it('refuses an envelope that is bound to another tenderer', async () => {
    const mine = bidCommand(open.lot, bidder(3).party);
    const theirs = bidCommand(open.lot, bidder(0).party);
    const envelopes = (mine['envelopes'] as readonly JsonObject[]).map((each) => ({ ...each, label: (theirs['envelopes'] as readonly JsonObject[])[0]?.['label'] ?? '' }));
    await spine.upload(bidder(3).party, ciphertextOf(mine));
    const answer = await spine.act(bidder(3), 'submitBid', { ...mine, envelopes }, { tender: open.tender, at: before(1) });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'wrongEnvelope']);
  });

  it('refuses a bid on an older version of the tender document', async () => {
    const command = bidCommand(open.lot, bidder(3).party);
    const answer = await spine.act(bidder(3), 'submitBid', command, { tender: '00'.repeat(32), at: before(1) });
    expect([answer.status, codeOf(answer)]).toEqual([409, 'otherDocument']);
  });

  it('gives two acts on one new stream one winner and one clear refusal', async () => {
    const twin = spine.party(900, ['supplier']);
    const command = { creditCode: twin.creditCode, name: '同一单位', roles: ['supplier'], keys: [{ scheme: 'ed25519', keyId: twin.signer.keyId, publicKey: Buffer.from(twin.signer.publicKey).toString('hex') }], contact: null };
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => spine.act(spine.people.registrar, 'registerParty', command, { key: `twin${index}` })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => codeOf(answer) === 'alreadyExists')).toHaveLength(5);
  });

  it('gives one key sent six times at once one act', async () => {
    const firm = spine.party(901, ['supplier']);
    const command = { creditCode: firm.creditCode, name: '重复请求', roles: ['supplier'], keys: [{ scheme: 'ed25519', keyId: firm.signer.keyId, publicKey: Buffer.from(firm.signer.publicKey).toString('hex') }], contact: null };
    const answers = await Promise.all(Array.from({ length: 6 }, () => spine.act(spine.people.registrar, 'registerParty', command, { key: 'storm' })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body)))).toHaveLength(1);
    const { rows } = await spine.pool.query('SELECT count(*)::int AS acts FROM act_event WHERE stream = $1', [firm.party]);
    expect(rows).toEqual([{ acts: 1 }]);
  });

  it('refuses a supplier that is suspended', async () => {
    const firm = bidder(7);
    await expectAccepted(spine.act(spine.people.registrar, 'suspendParty', { party: firm.party, reason: '证照吊销' }));
    const answer = await bid(spine, open, firm, { at: before(1) });
    expect([answer.status, codeOf(answer)]).toEqual([401, 'unknownActor']);
  });

  it('refuses a notice whose period is one hour too short, and names the earliest lawful moment', async () => {
    const { entity } = spine.people;
    await expectAccepted(spine.act(entity, 'defineLot', { project: 'project:P1', number: '2', name: '施工二标段', estimateFen: 4_000_000_000 }));
    const drawn = await draft(spine, 'lot:P1/2');
    const answer = await spine.act(entity, 'publishNotice', noticeCommand('lot:P1/2', drawn, { closingAt: '2026-03-02T23:00:00.000+08:00' }));
    expect([answer.status, codeOf(answer)]).toEqual([422, 'periodTooShort']);
    const lawful = await spine.act(entity, 'publishNotice', noticeCommand('lot:P1/2', drawn, { closingAt: '2026-03-03T00:00:00.000+08:00' }));
    expect(lawful.status).toBe(201);
  });

  it('refuses bid security above two per cent of the estimate', async () => {
    const { entity } = spine.people;
    await expectAccepted(spine.act(entity, 'defineLot', { project: 'project:P1', number: '3', name: '施工三标段', estimateFen: 4_000_000_000 }));
    const answer = await spine.act(spine.people.agency, 'draftDocument', draftCommand('lot:P1/3', { securityFen: 80_000_001 }));
    expect([answer.status, codeOf(answer)]).toEqual([422, 'securityTooHigh']);
  });

  it('closes only at the deadline, counts exactly what is in, and sends a bid stamped before but arriving after to the outage rule', async () => {
    const early = await spine.act(spine.people.clock, 'closeBidding', { lot: open.lot }, { at: before(1) });
    expect(codeOf(early)).toBe('tooEarly');
    await expectAccepted(bid(spine, open, bidder(4), { at: before(1_000) }));
    await expectAccepted(bid(spine, open, bidder(5), { at: before(900) }));
    const [closed, ...racing] = await Promise.all([
      spine.act(spine.people.clock, 'closeBidding', { lot: open.lot }, { at: DRAINED }),
      bid(spine, open, bidder(6), { at: before(500) }),
    ]);
    expect(closed.status).toBe(201);
    const paused = await bid(spine, open, bidder(3), { at: before(400), serial: 5 });
    expect([paused.status, codeOf(paused)]).toEqual([409, 'bidNotTaken']);
    const { rows: live } = await spine.pool.query<{ count: number }>("SELECT count(*)::int AS count FROM stream WHERE owner = $1 AND machine = 'bid' AND stage = 'submitted'", [open.lot]);
    const { rows: hidden } = await spine.pool.query<{ value: string }>("SELECT value FROM disclosure WHERE stream = $1 AND name = 'count'", [open.lot]);
    expect(Number(hidden[0]?.value)).toBe(live[0]?.count);
    expect(racing[0]?.status === 201 || codeOf(racing[0] as Answer) === 'bidNotTaken').toBe(true);
  });

  it('does not open fewer than three', async () => {
    const small = await openLot(spine, 'P9');
    await expectAccepted(bid(spine, small, bidder(0), { at: before(10) }));
    await expectAccepted(bid(spine, small, bidder(1), { at: before(10) }));
    await expectAccepted(spine.act(spine.people.clock, 'closeBidding', { lot: small.lot }, { at: DRAINED }));
    const { rows } = await spine.pool.query('SELECT stage FROM stream WHERE id = $1', [small.lot]);
    expect(rows).toEqual([{ stage: 'failed' }]);
  });
});
