/** 法 22, 37: what somebody is refused must not tell whether a bid, an objection or a question that is none of his business exists. */
import type { JsonObject } from '@zhaobiao/basics';
import { refusalText } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { LOT, NOW, biddingLot, type Ground } from '../tender/bidding-lot.ts';

const motion = (bid: string): JsonObject => ({ bid, code: 'REJ-03D', clause: '3.5.3', page: '45', reason: '不符合' });
const told = (bid: string): JsonObject => ({ bid, period: '365 日', quality: '合格', projectLeader: { name: '张', certificateName: '证', certificateNumber: '1' }, evaluation: '略', qualification: '略' });

/** Acts that name another's stream, and the command for that stream. */
const PROBES: readonly (readonly [string, 'bid' | 'objection' | 'enquiry', (id: string) => JsonObject])[] = [
  ['decideAward', 'bid', (bid) => ({ lot: LOT, bid, reason: '略' })],
  ['passOver', 'bid', (bid) => ({ lot: LOT, bid, cause: 'renounced', reason: '略', documents: [] })],
  ['moveRejection', 'bid', (bid) => ({ lot: LOT, motions: [motion(bid)] })],
  ['correctArithmetic', 'bid', (bid) => ({ lot: LOT, bid })],
  ['askTenderer', 'bid', (bid) => ({ lot: LOT, bid, kind: 'clarification', text: '问', answerBy: '2026-03-01T10:00:00.000+08:00' })],
  ['publishCandidates', 'bid', (bid) => ({ lot: LOT, candidates: [told(bid)], publicityEndsAt: '2026-04-01T00:00:00.000+08:00', channel: { recipient: '甲', phone: '1', address: '乙', online: '丙' }, media: ['national'], other: null, reason: null })],
  ['releaseShare', 'bid', (bid) => ({ bid, lot: LOT, shares: [], refused: 'capsuleInvalid' })],
  ['openBid', 'bid', (bid) => ({ bid, lot: LOT, result: { outcome: 'unopened', cause: 'truncated' } })],
  ['returnSecurity', 'bid', (bid) => ({ security: bid.replace('bid:', 'security:'), lot: LOT, paidOn: '2026-02-25', ratePermille: null })],
  ['returnWithdrawn', 'bid', (bid) => ({ security: bid.replace('bid:', 'security:'), lot: LOT, paidOn: '2026-02-25', ratePermille: null })],
  ['forfeitSecurity', 'bid', (bid) => ({ security: bid.replace('bid:', 'security:'), lot: LOT, cause: 'revoked', reason: '略', evidence: null })],
  ['orderRecheck', 'objection', (objection) => ({ lot: LOT, reason: '略', objection })],
  ['withdrawObjection', 'objection', (objection) => ({ lot: LOT, objection, reason: '略' })],
  ['answerObjection', 'objection', (objection) => ({ lot: LOT, objection, outcome: 'dismissed', text: '略', measure: 'none', documents: [] })],
  ['clarify', 'enquiry', (enquiry) => ({ lot: LOT, answers: [{ enquiry, question: '问', answer: '答' }], affectsBids: false })],
];

function city(): Ground {
  const ground = biddingLot();
  const rival = ground.supplier('RIVAL');
  ground.bid(rival, 'submitted');
  ground.put({ id: 'security:P1/1/RIVAL', machine: 'security', version: 1, stage: 'lodged', owner: LOT, deadlines: {}, room: { lot: LOT, tenderer: rival.party, purpose: 'bid', kind: 'transfer', amountFen: 1 } });
  ground.put({ id: 'objection:P1/1/RIVAL', machine: 'objection', version: 1, stage: 'sealed', owner: LOT, deadlines: {}, room: { lot: LOT, kind: 'document', objector: rival.party } });
  ground.put({ id: 'enquiry:P1/1/RIVAL', machine: 'enquiry', version: 1, stage: 'asked', owner: LOT, deadlines: {}, room: { lot: LOT, asker: rival.party } });
  return ground;
}

describe('a refusal does not tell what exists', () => {
  it.each(PROBES)('%s, by a rival, by nobody of the case and by the operator', (act, machine, command) => {
    const ground = city();
    for (const who of [ground.supplier('CURIOUS'), ground.agency, ground.operator]) {
      if (act === 'clarify' && who === ground.agency) continue;
      const answers = ['RIVAL', 'NOBODY'].map((code) => {
        const result = ground.act(who, act, command(`${machine}:P1/1/${code}`), NOW);
        return result.ok ? 'accepted' : JSON.stringify([result.fault, refusalText(result.fault)]).replaceAll(code, 'X');
      });
      expect(answers[1]).toBe(answers[0]);
      expect(answers[0]).toContain('notPermitted');
    }
  });

  it.each(PROBES.filter(([act, machine]) => machine === 'bid' && act !== 'openBid'))('%s, by the procuring entity before the announcement', (act, machine, command) => {
    const ground = city();
    const [there, absent] = ['RIVAL', 'NOBODY'].map((code) => {
      const result = ground.act(ground.entity, act, command(`${machine}:P1/1/${code}`), NOW);
      return result.ok ? 'accepted' : JSON.stringify(result.fault).replaceAll(code, 'X');
    });
    expect(absent).toBe(there);
  });
});
