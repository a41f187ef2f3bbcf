import { instantText, unwrap } from '@zhaobiao/basics';
import { ACTS, preparationOf, type MailboxRoom, type RecipientRoom } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { CLOSING, DIGEST, LOT, NOW, at, biddingLot, days, said, written, type Ground } from './bidding-lot.ts';

const ENQUIRY = 'ab'.repeat(16);
const clarification = { lot: LOT, answers: [{ enquiry: null, question: '工期能否延长？', answer: '不能。' }], affectsBids: false };
const ask = (change: object = {}) => ({ lot: LOT, name: ENQUIRY, clause: null, question: '工期能否延长？', ...change });
const mailbox = (ground: Ground): MailboxRoom => ground.state('mailbox:P1/1').room as MailboxRoom;

describe('obtaining the document', () => {
  it('registers a supplier once, with the version it got', () => {
    const ground = biddingLot();
    const supplier = ground.supplier('S1');
    const done = ground.act(supplier, 'obtainDocument', { lot: LOT }, NOW);
    expect(unwrap(done).answer).toMatchObject({ version: 1, digest: DIGEST, documents: [{ name: '招标文件' }] });
    expect(ground.state('recipient:P1/1/S1').room).toMatchObject({ party: 'party:S1', version: 1, acknowledged: [] });
    expect(unwrap(done).decision.publicAt).toBe('never');
    expect(said(ground.act(supplier, 'obtainDocument', { lot: LOT }, NOW))).toBe('alreadyExists');
  });

  it('is refused to who is no supplier, and when the lot is not bidding', () => {
    const ground = biddingLot();
    expect(said(ground.act(ground.entity, 'obtainDocument', { lot: LOT }, NOW))).toBe('notPermitted');
    ground.stage('closed');
    expect(said(ground.act(ground.supplier('S1'), 'obtainDocument', { lot: LOT }, NOW))).toBe('wrongStage');
  });
});

describe('a question', () => {
  it('is taken and stays sealed; its asker is known to the platform only', () => {
    const ground = biddingLot();
    const done = ground.act(ground.supplier('S1'), 'askQuestion', ask(), NOW);
    expect(unwrap(done).answer).toEqual({ enquiry: `enquiry:P1/1/${ENQUIRY}`, warnings: [] });
    expect(unwrap(done).decision.publicAt).toBe('never');
    expect(ground.state(`enquiry:P1/1/${ENQUIRY}`).room).toMatchObject({ asker: 'party:S1', question: '工期能否延长？' });
  });

  it('warns when less than ten days are left, and is refused from the deadline on', () => {
    const ground = biddingLot();
    const supplier = ground.supplier('S1');
    expect(said(ground.act(ground.entity, 'askQuestion', ask(), NOW))).toBe('notPermitted');
    expect(unwrap(ground.act(supplier, 'askQuestion', ask(), days(CLOSING, -5))).answer['warnings']).toMatchObject([{ rule: 'ELE-18' }]);
    expect(said(ground.act(supplier, 'askQuestion', ask(), days(CLOSING, -5)))).toBe('alreadyExists');
    expect(said(ground.act(supplier, 'askQuestion', ask({ name: 'cd'.repeat(16) }), CLOSING))).toBe('windowClosed');
    ground.stage('closed');
    expect(said(ground.act(supplier, 'askQuestion', ask({ name: 'cd'.repeat(16) }), NOW))).toBe('wrongStage');
  });

  it('has no name in its id', () => {
    expect(ACTS.get('askQuestion')?.contract.safeParse(ask({ name: 'S1-Construction' })).success).toBe(false);
  });
});

describe('a clarification', () => {
  it('is a new version of the document, and names nobody who asked', () => {
    const ground = biddingLot();
    unwrap(ground.act(ground.supplier('S1'), 'askQuestion', ask(), NOW));
    const answers = [{ enquiry: `enquiry:P1/1/${ENQUIRY}`, question: '工期能否延长？', answer: '不能。' }, { enquiry: null, question: '图纸有误', answer: '以清单为准。' }];
    const done = ground.act(ground.agency, 'clarify', { ...clarification, answers }, NOW);
    const [event] = written(done);
    expect(JSON.stringify(event?.public)).not.toMatch(/enquiry|S1|ab{3}/);
    expect(Object.keys(event?.hidden ?? {})).toEqual(['enquiries']);
    const { notice } = ground.room();
    expect(notice).toMatchObject({ version: 2, digest: unwrap(done).answer['tender'], closingAt: instantText(CLOSING) });
    expect(notice?.clarifications).toHaveLength(1);
    expect(notice?.digest).not.toBe(DIGEST);
    expect(preparationOf(ground.room()).answered).toEqual({ [`enquiry:P1/1/${ENQUIRY}`]: 2 });
    expect(ground.state(LOT).deadlines['closing']).toMatchObject({ at: CLOSING });
  });

  it('looks the same whether somebody asked or not', () => {
    const [asked, unasked] = [biddingLot(), biddingLot()].map((ground, index) => {
      unwrap(ground.act(ground.supplier('S1'), 'askQuestion', ask(), NOW));
      const answers = [{ ...clarification.answers[0], enquiry: index === 0 ? `enquiry:P1/1/${ENQUIRY}` : null }];
      return unwrap(ground.act(ground.entity, 'clarify', { ...clarification, answers } as never, NOW)).decision;
    });
    expect(asked?.bytes.length).toBe(unasked?.bytes.length);
    expect(asked?.record.events[0]?.public).toEqual(unasked?.record.events[0]?.public);
  });

  it('moves the deadline by whole days when it may affect bids: fifteen days are given', () => {
    const ground = biddingLot();
    unwrap(ground.act(ground.entity, 'clarify', { ...clarification, affectsBids: true }, at('2026-03-10T16:00:00.000+08:00')));
    // Fifteen whole days after 10 March are over at the beginning of the 26th; the time of day stays.
    expect(ground.state(LOT).deadlines['closing']).toMatchObject({ at: at('2026-03-26T09:30:00.000+08:00') });
  });

  it('gives the time it says itself, but never brings the deadline forward', () => {
    const ground = biddingLot();
    const later = instantText(days(CLOSING, 7));
    expect(said(ground.act(ground.entity, 'clarify', { ...clarification, closingAt: instantText(days(CLOSING, -1)) }, NOW))).toBe('closingEarlier');
    unwrap(ground.act(ground.entity, 'clarify', { ...clarification, closingAt: later }, NOW));
    expect(ground.room().notice?.closingAt).toBe(later);
    expect(ground.state(LOT).deadlines['closing']).toMatchObject({ at: days(CLOSING, 7) });
  });

  it.each([
    ['a supplier', 'notPermitted', (ground: Ground) => ground.act(ground.supplier('S1'), 'clarify', clarification, NOW)],
    ['another lot’s question', 'unknownStream', (ground: Ground) => {
      ground.put({ id: 'enquiry:P2/1/x', machine: 'enquiry', version: 1, stage: 'asked', owner: 'lot:P2/1', deadlines: {}, room: {} });
      return ground.act(ground.entity, 'clarify', { ...clarification, answers: [{ enquiry: 'enquiry:P2/1/x', question: '问', answer: '答' }] }, NOW);
    }],
    ['a question that is not there', 'unknownStream', (ground: Ground) => ground.act(ground.entity, 'clarify', { ...clarification, answers: [{ enquiry: 'enquiry:P1/1/x', question: '问', answer: '答' }] }, NOW)],
    ['after the deadline', 'windowClosed', (ground: Ground) => ground.act(ground.entity, 'clarify', clarification, CLOSING)],
    ['a lot that is closed', 'wrongStage', (ground: Ground) => {
      ground.stage('closed');
      return ground.act(ground.entity, 'clarify', clarification, NOW);
    }],
    ['a suspended lot', 'suspended', (ground: Ground) => {
      ground.put({ ...ground.state(LOT), room: { ...ground.room(), holds: [{ machine: 'order', id: 'order:P1/1/1', stage: 'issued' }] } });
      return ground.act(ground.entity, 'clarify', clarification, NOW);
    }],
  ])('%s: %s', (_case, code, attempt) => {
    expect(said(attempt(biddingLot()))).toBe(code);
  });

  it('by an agency needs the part of its mandate', () => {
    const ground = biddingLot(['draft']);
    expect(said(ground.act(ground.agency, 'clarify', clarification, NOW))).toBe('mandateExceeded');
    expect(said(ground.act(ground.entity, 'clarify', clarification, NOW))).toBe('accepted');
  });
});

describe('a site visit', () => {
  const visit = (change: object = {}) => ({ lot: LOT, place: '项目现场东门', at: instantText(days(NOW, 3)), contact: '0595-12345678', statement: '自备交通。', ...change });

  it('is open to all: there is no field for who is invited', () => {
    const ground = biddingLot();
    expect(ACTS.get('announceSiteVisit')?.contract.safeParse(visit()).success).toBe(true);
    expect(ACTS.get('announceSiteVisit')?.contract.safeParse(visit({ invitees: ['party:S1'] })).success).toBe(false);
    expect(unwrap(ground.act(ground.agency, 'announceSiteVisit', visit(), NOW)).answer['warnings']).toEqual([]);
    expect(preparationOf(ground.room()).siteVisits).toEqual([{ place: '项目现场东门', at: instantText(days(NOW, 3)), contact: '0595-12345678', statement: '自备交通。' }]);
  });

  it('at less than a day’s notice is held with a warning, in answer and event', () => {
    const ground = biddingLot();
    const done = ground.act(ground.entity, 'announceSiteVisit', visit({ at: instantText(days(NOW, 0.5)) }), NOW);
    expect(unwrap(done).answer['warnings']).toMatchObject([{ rule: 'TND-037' }]);
    expect(written(done)[0]?.public['warnings']).toEqual(unwrap(done).answer['warnings']);
  });

  it.each([
    ['momentPassed', 'entity', {}, days(NOW, 3)],
    ['siteVisitLate', 'entity', { at: instantText(CLOSING) }, NOW],
    ['windowClosed', 'entity', { at: instantText(days(CLOSING, 2)) }, CLOSING],
    ['notPermitted', 'operator', {}, NOW],
  ] as const)('is refused: %s', (code, who, change, when) => {
    const ground = biddingLot();
    expect(said(ground.act(ground[who], 'announceSiteVisit', visit(change), when))).toBe(code);
  });

  it('by an agency needs the part of its mandate', () => {
    const ground = biddingLot(['draft', 'answer']);
    expect(said(ground.act(ground.agency, 'announceSiteVisit', visit(), NOW))).toBe('mandateExceeded');
  });
});

describe('delivery', () => {
  const told = (ground: Ground): unknown => mailbox(ground).deliveries.map(({ change, told: parties, urged }) => ({ number: change.number, kind: change.kind, told: parties, urged }));

  it('is due at once after each change, once', () => {
    const ground = biddingLot();
    expect(ground.dues().filter((due) => due.act === 'deliverChange')).toEqual([]);
    unwrap(ground.act(ground.entity, 'clarify', clarification, NOW));
    expect(ground.dues().filter((due) => due.act === 'deliverChange')).toMatchObject([{ stream: LOT, at: NOW }]);
    expect(said(ground.act(ground.clock, 'deliverChange', { lot: LOT }, NOW))).toBe('accepted');
    expect(ground.dues().filter((due) => due.act === 'deliverChange')).toEqual([]);
    expect(said(ground.act(ground.clock, 'deliverChange', { lot: LOT }, NOW))).toBe('nothingToDeliver');
    expect(said(ground.act(ground.entity, 'deliverChange', { lot: LOT }, NOW))).toBe('notPermitted');
  });

  it('reaches who has the document, a bid, a transfer begun or a security; owners of live bids are urged to read again', () => {
    const ground = biddingLot();
    unwrap(ground.act(ground.supplier('S1'), 'obtainDocument', { lot: LOT }, NOW));
    unwrap(ground.act(ground.supplier('S2'), 'obtainDocument', { lot: LOT }, NOW));
    ground.bid(ground.supplier('S2'), 'submitted');
    ground.bid(ground.supplier('S3'), 'withdrawn');
    ground.bid(ground.supplier('S4'), 'attempted');
    ground.put({ id: 'security:P1/1/S5', machine: 'security', version: 1, stage: 'lodged', owner: LOT, deadlines: {}, room: {} });
    unwrap(ground.act(ground.entity, 'clarify', clarification, NOW));
    unwrap(ground.act(ground.entity, 'clarify', clarification, NOW));
    unwrap(ground.act(ground.clock, 'deliverChange', { lot: LOT }, NOW));
    const everybody = ['party:S1', 'party:S2', 'party:S3', 'party:S4', 'party:S5'];
    expect(told(ground)).toEqual([1, 2].map((number) => ({ number, kind: 'clarification', told: everybody, urged: ['party:S2'] })));
    expect(preparationOf(ground.room()).delivered).toBe(2);
  });

  it('says nothing of whom it reached: nobody and fifty look alike', () => {
    const [none, many] = [0, 50].map((count) => {
      const ground = biddingLot();
      for (let index = 0; index < count; index += 1) unwrap(ground.act(ground.supplier(`S${index}`), 'obtainDocument', { lot: LOT }, NOW));
      unwrap(ground.act(ground.entity, 'clarify', clarification, NOW));
      const done = ground.act(ground.clock, 'deliverChange', { lot: LOT }, NOW);
      const { bytes, record } = unwrap(done).decision;
      // The key is this test's own and counts what it has seen.
      return { length: bytes.length - record.key.length, events: written(done) };
    });
    expect(none?.length).toBe(many?.length);
    expect(none?.events.map((event) => event.public)).toEqual(many?.events.map((event) => event.public));
    expect(none?.events.map((event) => Object.keys(event.hidden))).toEqual([[], ['told', 'urged']]);
  });

  it('is confirmed by the recipient, with the digest, once', () => {
    const ground = biddingLot();
    const supplier = ground.supplier('S1');
    unwrap(ground.act(supplier, 'obtainDocument', { lot: LOT }, NOW));
    const { answer } = unwrap(ground.act(ground.entity, 'clarify', clarification, NOW));
    const acknowledge = { lot: LOT, change: 1, digest: String(answer['tender']) };
    expect(said(ground.act(supplier, 'acknowledgeChange', acknowledge, NOW))).toBe('changeUnknown');
    unwrap(ground.act(ground.clock, 'deliverChange', { lot: LOT }, NOW));
    expect(said(ground.act(supplier, 'acknowledgeChange', { ...acknowledge, digest: DIGEST }, NOW))).toBe('changeUnknown');
    expect(said(ground.act(supplier, 'acknowledgeChange', { ...acknowledge, change: 2 }, NOW))).toBe('changeUnknown');
    expect(said(ground.act(ground.supplier('S2'), 'acknowledgeChange', acknowledge, NOW))).toBe('wrongStage');
    const done = ground.act(supplier, 'acknowledgeChange', acknowledge, NOW);
    expect(unwrap(done).decision.publicAt).toBe('never');
    expect((ground.state('recipient:P1/1/S1').room as RecipientRoom).acknowledged).toEqual([{ change: 1, at: instantText(NOW) }]);
    expect(said(ground.act(supplier, 'acknowledgeChange', acknowledge, NOW))).toBe('alreadyAnswered');
  });
});
