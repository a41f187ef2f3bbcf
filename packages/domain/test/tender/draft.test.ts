/** The tender document: drawn up on a standard text by one, checked, issued by another. Each table in the law's order of refusals. */
import { unwrap, type JsonObject } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { CLOSING, ESTIMATE, LOT, PUBLISHED, at, definedLot, draftCommand, drafted, ground, lotCommand, projectCommand, publishCommand, publishedLot, room, said, warned, type Ground } from './works-city.ts';

const draft = (city: Ground, terms: JsonObject = {}, change: Parameters<typeof draftCommand>[0] = {}, who: 'agency' | 'entity' | 'stranger' | 'rival' = 'agency') => city.act(city[who], 'draftDocument', draftCommand({ terms, ...change }), PUBLISHED);
const security = (amountFen: number): JsonObject => ({ security: { amountFen, kinds: ['transfer'] } });
const coefficient = { name: 'K', title: '下浮系数', values: { kind: 'list', values: ['0.95', '0.96'] } };
const contract = { form: 'unitPrice', performanceRequired: true, performancePermille: 100, payment: '按月支付' };
const drawing = (drawCommitment: string | null): JsonObject => ({ evaluation: { method: 'lowestEvaluated', ties: ['priceLow'], coefficients: [coefficient] }, drawCommitment });

describe('draftDocument', () => {
  it.each<[string, JsonObject]>([
    ['accepted', {}],
    ['termsInvalid TND-041 template', { template: { id: 'works', version: '9.9' } }],
    ['termsInvalid TND-041 template', { template: { id: 'constructor', version: '1.0' } }],
    ['parameterOutOfBounds TND-073 publicityDays', { publicityDays: 2 }],
    ['parameterOutOfBounds TND-061 spotObjectionMs', { spotObjectionMs: 59_999 }],
    ['parameterOutOfBounds TND-071 signingMs', { signingMs: 1 }],
    ['termsInvalid TND-035 ceiling', { ceiling: { kind: 'none' } }],
    ['accepted', { ceiling: { kind: 'method', text: '按照招标时现行的计价依据编制' } }],
    ['securityTooHigh TND-029', security(80_000_001)],
    ['accepted', security(80_000_000)],
    ['accepted', { security: null }],
    ['termsInvalid TND-029 kinds of security', { security: { amountFen: 1, kinds: ['cheque', 'cheque'] } }],
    ['termsInvalid REG-37 consortium', { consortium: { allowed: true, maxMembers: null } }],
    ['termsInvalid REG-37 consortium', { consortium: { allowed: false, maxMembers: 2 } }],
    ['accepted', { decryption: { mode: 'guardiansAndTenderer', remedy: '无' } }],
    ['accepted', { decryption: { mode: 'guardiansAndTenderer', remedy: '无', ownKeyMs: 1_800_000 } }],
    ['parameterOutOfBounds ELE-09 ownKeyMs', { decryption: { mode: 'guardiansAndTenderer', remedy: '无', ownKeyMs: 1_799_999 } }],
    ['parameterOutOfBounds ELE-09 ownKeyMs', { decryption: { mode: 'guardiansAndTenderer', remedy: '无', ownKeyMs: 86_400_001 } }],
    ['termsInvalid TND-080 performance bond', { contract: { ...contract, performancePermille: 101 } }],
    ['termsInvalid TND-080 performance bond', { contract: { ...contract, performanceRequired: false } }],
    ['termsInvalid TND-080 performance bond', { contract: { ...contract, performancePermille: 0 } }],
    ['termsInvalid EVL-07 draw commitment', { drawCommitment: 'ab'.repeat(32) }],
    ['termsInvalid EVL-07 draw commitment', drawing(null)],
    ['accepted', drawing('ab'.repeat(32))],
  ])('%s', (expected, terms) => {
    expect(said(draft(definedLot(), terms))).toBe(expected);
  });

  it('lets a lot without state funds do without a ceiling', () => {
    expect(said(draft(definedLot({ funds: { source: '自筹', secured: true, amountFen: ESTIMATE, stateDominated: false } }), { ceiling: { kind: 'none' } }))).toBe('accepted');
  });

  it('cannot demand a consortium, name a floor price or weigh qualification twice: such terms cannot be written', () => {
    const city = definedLot();
    for (const terms of [{ consortium: { allowed: true, maxMembers: 2, required: true } }, { floorFen: 1 }, { qualification: { mode: 'both', requirements: ['资质'] } }] as const) {
      expect(() => draft(city, terms)).toThrow(/[Uu]nrecognized|Invalid|invalid/);
    }
  });

  it.each<[string, JsonObject]>([
    ['termsInvalid TND-041 nowhere', { answers: { nowhere: '甲' } }],
    ['termsInvalid TND-041 N2', { changes: [{ clause: 'N2', section: null, text: '甲' }, { clause: 'N2', section: null, text: '乙' }] }],
    ['termsInvalid TND-041 N2', { changes: [{ clause: 'N2', section: 'notice', text: '甲' }] }],
    ['termsInvalid TND-041 X1', { changes: [{ clause: 'X1', section: null, text: '甲' }] }],
    ['termsInvalid TND-041 X1', { changes: [{ clause: 'X1', section: 'nowhere', text: '甲' }] }],
    ['termsInvalid TND-041 X1', { changes: [{ clause: 'X1', section: 'forms', text: null }] }],
    ['termsInvalid TND-041 N2', { changes: [{ clause: 'N2', section: null, text: '见 {{secret}}' }] }],
    ['accepted', { changes: [{ clause: 'X1', section: 'forms', text: '工期：{{period}}' }, { clause: 'N9', section: null, text: null }] }],
  ])('%s for the words %j', (expected, words) => {
    expect(said(draft(definedLot(), {}, { words }))).toBe(expected);
  });

  it('is done by procuring entity or agency, before the notice or while bids are prepared', () => {
    const city = definedLot();
    expect((['entity', 'agency', 'stranger', 'rival'] as const).map((who) => said(draft(city, {}, {}, who)).split(' ')[0])).toEqual(['accepted', 'accepted', 'notPermitted', 'notPermitted']);
    expect(said(draft(publishedLot()))).toBe('accepted');
    const mandate = { kind: 'agency', contract: '委字1号', signedOn: '2020-06-20', mandate: ['host', 'answer', 'file'] };
    expect(said(draft(definedLot({ form: mandate })))).toBe('mandateExceeded REG-13');
  });

  it('warns of what the law only frowns on', () => {
    const wide = ground();
    unwrap(wide.act(wide.entity, 'registerProject', projectCommand(wide, { estimateFen: ESTIMATE * 10 }), PUBLISHED));
    unwrap(wide.act(wide.entity, 'defineLot', lotCommand({ estimateFen: ESTIMATE * 10 }), PUBLISHED));
    expect(warned(draft(wide, security(80_000_001)))).toEqual(['TND-030']);
    expect(warned(draft(wide, security(80_000_000)))).toEqual([]);
    expect(warned(draft(definedLot(), { ceiling: { kind: 'amount', fen: ESTIMATE + 1 } }))).toEqual(['TND-035']);
    expect(warned(draft(definedLot(), {}, { baselineFen: 3_800_000_001 }))).toEqual(['TND-036']);
    expect(warned(draft(definedLot(), {}, { words: { changes: [{ clause: 'I15', section: null, text: '投标人少于三个的，重新招标。' }] } }))).toEqual(['TND-041']);
  });

  it('makes every draft another, keeps who drew it up, and hides the reference price from the act', () => {
    const city = definedLot();
    const [first, second] = [draft(city, {}, { baselineFen: 3_700_000_000 }), draft(city)].map(unwrap);
    expect(first?.answer['draft']).not.toBe(second?.answer['draft']);
    expect(room(city).draft).toMatchObject({ number: 2, drafter: city.agency.party, keyId: city.agency.keyId, findings: { count: 0, blocking: 0 }, differences: { count: 0 }, baselineFen: null });
    const [event] = first?.decision.record.events ?? [];
    expect(first?.decision.publicAt).toBe('publishNotice');
    expect(Object.keys(event?.hidden ?? {})).toEqual(['baselineFen']);
    expect(JSON.stringify(event?.public)).not.toContain('3700000000');
  });

  it('is sealed until the amendment where bids are prepared already', () => {
    expect(unwrap(draft(publishedLot())).decision.publicAt).toBe('amendNotice');
  });

  it('counts what nobody has answered and what the check finds as standing in the way', () => {
    const city = definedLot();
    const missing = { ...draftCommand(), document: { answers: {}, changes: [] } };
    const answer = unwrap(city.act(city.agency, 'draftDocument', missing, PUBLISHED)).answer;
    expect(answer['missing']).toContain('entityContact');
    expect(room(city).draft?.findings.blocking).toBeGreaterThanOrEqual(10);
    const unlawful = unwrap(draft(city, { qualification: { mode: 'post', requirements: ['投标人须在本市设有分公司'] } })).answer['findings'] as { readonly blocking: number; readonly list: readonly { readonly id: string; readonly rule: string; readonly kind: string; readonly blocking: boolean }[] };
    expect(unlawful.blocking).toBeGreaterThan(0);
    expect(unlawful.list.find((each) => each.rule === 'NEG-06')).toMatchObject({ kind: 'law', blocking: true });
  });
});

describe('publishNotice', () => {
  const publish = (city: Ground, digest: string, change: JsonObject = {}, who: 'agency' | 'entity' | 'stranger' = 'entity') => city.act(city[who], 'publishNotice', publishCommand(digest, change), PUBLISHED);

  it('refuses in the law’s order: who, stage, another hand, findings, the draft itself, media, guardians', () => {
    const city = definedLot();
    const nothing = '00'.repeat(32);
    expect(said(publish(city, nothing, {}, 'agency'))).toBe('notPermitted TND-021');
    expect(said(publish(city, nothing))).toBe('draftMissing REG-13');
    const ownHand = String(unwrap(draft(city, {}, {}, 'entity')).answer['draft']);
    expect(said(publish(city, ownHand))).toBe('sameDrafter REG-13');
    const unlawful = String(unwrap(draft(city, { qualification: { mode: 'post', requirements: ['投标人须在本市设有分公司'] } })).answer['draft']);
    expect(said(publish(city, unlawful))).toBe('findingsOpen NEG-02');
    const first = drafted(city);
    const second = drafted(city);
    expect(said(publish(city, first))).toBe('draftChanged REG-13');
    expect(said(publish(city, second, { media: ['某报'] }))).toBe('termsInvalid TND-040 media');
    expect(said(publish(city, second, { closingAt: '2026-03-02T23:59:59.999+08:00' }))).toBe('periodTooShort TND-021 closing');
    expect(said(publish(city, second, { issueEndsAt: '2026-02-15T23:00:00.000+08:00' }))).toBe('periodTooShort TND-020 issueEnd');
    expect(said(publish(city, second, { media: ['provincial', '某报'] }))).toBe('accepted');
    expect(said(publish(city, second))).toBe('wrongStage TND-021');
  });

  it('says what the readers of today and of tomorrow need, and sets the parameters of the case', () => {
    const city = definedLot();
    const digest = drafted(city, { baselineFen: 3_700_000_000, terms: { publicityDays: 5 }, words: { changes: [{ clause: 'X1', section: 'forms', text: '甲' }] } });
    const done = unwrap(publish(city, digest));
    const { notice, parameters, draft: left, baselineFen, drafts } = room(city);
    expect(notice).toMatchObject({ version: 1, ceilingFen: 3_800_000_000, securityFen: 80_000_000, validityDays: 90, closingAt: CLOSING, draft: digest, media: ['national'], differences: { count: 1 }, digest: done.answer['tender'] });
    expect(notice?.terms).toMatchObject({ publicityDays: 5, evaluation: { method: 'lowestEvaluated', candidateCount: 3 } });
    expect([parameters, left, drafts, baselineFen]).toEqual([{ validityDays: 90, spotObjectionMs: 1_800_000, signingMs: 14_400_000, publicityDays: 5 }, null, 1, 3_700_000_000]);
    expect(done.decision.reveals).toEqual(['publishNotice']);
    expect(JSON.stringify(done.decision.record.events[0]?.public)).not.toContain('3700000000');
    expect(city.state(LOT).deadlines['validityEnd']).toMatchObject({ at: at('2026-06-15T00:00:00.000+08:00') });
  });
});

describe('amendNotice', () => {
  const amend = (city: Ground, change: JsonObject = {}, moment = '2026-02-25T10:00:00.000+08:00', who: 'agency' | 'entity' = 'entity') =>
    city.act(city[who], 'amendNotice', { lot: LOT, draft: room(city).draft?.digest ?? '00'.repeat(32), media: ['national'], closingAt: null, reason: '更正', affectsBids: false, ...change }, at(moment));
  const redrafted = (change: Parameters<typeof draftCommand>[0] = {}): Ground => {
    const city = publishedLot();
    drafted(city, change, at('2026-02-25T09:00:00.000+08:00'));
    return city;
  };

  it('refuses in the law’s order', () => {
    expect(said(amend(publishedLot()))).toBe('draftMissing REG-13');
    expect(said(amend(redrafted(), {}, undefined, 'agency'))).toBe('notPermitted TND-023');
    expect(said(amend(redrafted(), {}, CLOSING))).toBe('windowClosed TND-021');
    expect(said(amend(redrafted(), { draft: '00'.repeat(32) }))).toBe('draftChanged REG-13');
    expect(said(amend(redrafted(), { media: ['某报'] }))).toBe('termsInvalid TND-040 media');
    expect(said(amend(redrafted()))).toBe('accepted');
  });

  /** 15 whole days between the day of the amendment and the day of the closing (条例 21): from 6 March on, 16 March is too near. */
  it.each<[string, boolean, string, boolean, string]>([
    ['words only, the entity says they do not matter', false, '2026-03-10T10:00:00.000+08:00', false, CLOSING],
    ['words only, the entity says they matter', true, '2026-03-10T10:00:00.000+08:00', true, '2026-03-26T09:30:00.000+08:00'],
    ['words that matter, in good time', true, '2026-02-25T10:00:00.000+08:00', true, CLOSING],
  ])('%s', (_what, affectsBids, moment, affects, closingAt) => {
    const city = redrafted({ title: '更正公告' });
    expect(unwrap(amend(city, { affectsBids }, moment)).answer).toMatchObject({ affectsBids: affects, closingAt });
    expect(room(city).notice).toMatchObject({ version: 2, title: '更正公告', closingAt });
    expect(city.state(LOT).deadlines['closing']).toMatchObject({ at: at(closingAt) });
  });

  it('lets nobody say that changed terms or an earlier deadline do not matter', () => {
    const changed = redrafted({ terms: { validityDays: 120 } });
    expect(unwrap(amend(changed, {}, '2026-03-10T10:00:00.000+08:00')).answer).toMatchObject({ affectsBids: true, closingAt: '2026-03-26T09:30:00.000+08:00' });
    expect([room(changed).parameters['validityDays'], room(changed).notice?.validityDays]).toEqual([120, 120]);
    const sooner = redrafted();
    expect(unwrap(amend(sooner, { closingAt: '2026-03-12T09:30:00.000+08:00' })).answer).toMatchObject({ affectsBids: true, closingAt: '2026-03-13T09:30:00.000+08:00' });
  });

  it('keeps what was issued before: the days of issue, the lot’s own standing, bids in', () => {
    const city = redrafted({ baselineFen: 1 });
    const before = room(city).notice;
    unwrap(amend(city));
    expect(room(city).notice).toMatchObject({ issueEndsAt: before?.issueEndsAt, version: 2 });
    expect([room(city).baselineFen, room(city).draft, city.state(LOT).stage]).toEqual([1, null, 'bidding']);
  });
});
