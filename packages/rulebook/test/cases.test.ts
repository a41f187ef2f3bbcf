/** What each procedure is for, walked once from end to end with its dates. */
import { instantText, parseInstant, present, unwrap } from '@zhaobiao/basics';
import type { Instant } from '@zhaobiao/basics';
import { duesOf, parseProcedure, permit, refusalText, timetable } from '@zhaobiao/domain';
import type { ActId, Facts, MachineId, Procedure, Relation, StreamState } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { loadRulebook, ruleText } from '../src/index.ts';

const rulebook = loadRulebook();
const load = (id: string): Procedure => unwrap(parseProcedure(rulebook.procedures[id]?.procedure, new Set(Object.keys(rulebook.rules))));
const moment = (text: string): Instant => present(parseInstant(`${text.length === 16 ? `${text}:00` : text}+08:00`), text);

type Doing = { readonly by: Relation; readonly at: string; readonly facts?: Facts; readonly chosen?: Record<string, string>; readonly stream?: string };

/** Streams by id, `bid:1` or so; each hangs on the first stream of its parent machine. An act answers with the new stage or the refusal's code. */
function newCase(procedure: Procedure) {
  const streams = new Map<string, StreamState>();
  const streamOf = (machine: MachineId, id: string): StreamState =>
    streams.get(id) ?? { id, machine, version: 0, stage: 'absent', deadlines: {}, room: undefined };
  return {
    stream: (id: string): StreamState | undefined => streams.get(id),
    at: (id: string, deadline: string): string | undefined => {
      const timing = streams.get(id)?.deadlines[deadline];
      return timing === undefined ? undefined : 'at' in timing ? instantText(timing.at).slice(0, 16) : `${timing.awaitingYear}?`;
    },
    act(machine: MachineId, act: ActId, { by, at, facts = {}, chosen = {}, stream = `${machine}:1` }: Doing): string {
      const state = streamOf(machine, stream);
      const parentMachine = procedure.machines[machine]?.parent;
      const parent = parentMachine === undefined ? {} : { parent: streamOf(parentMachine, `${parentMachine}:1`) };
      const suspending = [...streams.values()].filter((other) => other.machine === 'objection').map((other) => ({ machine: other.machine, stage: other.stage }));
      const permitted = permit({ procedure, machine, act, state, ...parent, relations: new Set([by]), at: moment(at), facts, suspending });
      if (!permitted.ok) return `${permitted.fault.code} ${permitted.fault.cite.join(' ')}`;
      const moments = Object.fromEntries(Object.entries(chosen).map(([field, text]) => [field, moment(text)]));
      const times = timetable({ procedure, machine, state, ...parent, act, at: moment(at), chosen: moments, calendar: rulebook.calendar, facts });
      if (!times.ok) return `${times.fault.code} ${times.fault.cite.join(' ')}`;
      streams.set(stream, { ...state, version: state.version + 1, stage: permitted.value.to, deadlines: times.value.deadlines });
      return permitted.value.to;
    },
  };
}

describe('工程公开招标', () => {
  const issued = { draftedByAnother: true, blockingFindings: 0 };
  const registered = { basisGiven: true, approvedOpen: true, fundsSecured: true };
  const published = () => {
    const it = newCase(load('open-tender.works'));
    it.act('project', 'registerProject', { by: 'agency', at: '2026-02-02T09:00', facts: registered });
    it.act('lot', 'defineLot', { by: 'procuringEntity', at: '2026-02-02T10:00' });
    it.act('lot', 'publishNotice', { by: 'procuringEntity', at: '2026-02-10T16:00', facts: issued, chosen: { closingAt: '2026-03-16T09:30' } });
    return it;
  };

  it('one hour too short is refused with the article', () => {
    const it = newCase(load('open-tender.works'));
    it.act('project', 'registerProject', { by: 'agency', at: '2026-11-20T09:00', facts: registered });
    it.act('lot', 'defineLot', { by: 'procuringEntity', at: '2026-11-20T10:00' });
    const publish = (closingAt: string): string => it.act('lot', 'publishNotice', { by: 'procuringEntity', at: '2026-11-24T10:00', facts: issued, chosen: { closingAt } });
    expect([publish('2026-12-14T23:00'), ruleText('TND-021').zh, publish('2026-12-15T00:00')]).toEqual(['periodTooShort TND-021 CAL-01', '招标投标法第二十四条', 'bidding']);
  });

  it('the agency does not issue, and the operator does not bid', () => {
    const it = published();
    expect(it.act('lot', 'amendNotice', { by: 'agency', at: '2026-02-20T09:00' })).toMatch(/^notPermitted/);
    expect(it.act('bid', 'submitBid', { by: 'operator', at: '2026-02-20T09:00' })).toMatch(/^notPermitted/);
  });

  it('from the notice to the opening record', () => {
    const it = published();
    expect([it.at('lot:1', 'closing'), it.at('lot:1', 'objectionUntil')]).toEqual(['2026-03-16T09:30', '2026-03-06T00:00']);
    expect(it.act('bid', 'submitBid', { by: 'anySupplier', at: '2026-03-13T11:57:26' })).toBe('submitted');
    expect(it.act('bid', 'submitBid', { by: 'anySupplier', at: '2026-03-16T09:29:59.999', stream: 'bid:2' })).toBe('submitted');
    expect(it.act('bid', 'submitBid', { by: 'anySupplier', at: '2026-03-16T09:30:00.000', stream: 'bid:3' })).toBe('tooLate TND-021 TND-060 TND-055 ELE-07');
    const procedure = load('open-tender.works');
    expect(duesOf(procedure, 'lot', present(it.stream('lot:1'), 'lot')).map((due) => [due.act, instantText(due.at)])).toEqual([['closeBidding', '2026-03-16T09:30:05.000+08:00']]);
    expect(it.act('lot', 'closeBidding', { by: 'clock', at: '2026-03-16T09:30:05', facts: { liveBidCount: 1528 } })).toBe('closed');
    expect(it.act('bid', 'submitBid', { by: 'anySupplier', at: '2026-03-16T09:29:59.999', stream: 'bid:4' })).toMatch(/^bidNotTaken/);
    expect(it.act('bid', 'releaseShare', { by: 'guardian', at: '2026-03-16T09:30:06' })).toMatch(/^wrongStage/);
    expect(duesOf(procedure, 'lot', present(it.stream('lot:1'), 'lot')).map((due) => due.act)).toEqual(['announceTenderers']);
    expect(it.act('lot', 'announceTenderers', { by: 'clock', at: '2026-03-16T09:30:06' })).toBe('announced');
    expect(it.act('bid', 'releaseShare', { by: 'guardian', at: '2026-03-16T09:30:07' })).toMatch(/^wrongStage/);
    expect(it.act('lot', 'checkSeals', { by: 'clock', at: '2026-03-16T09:30:08', facts: { sealsIntact: true, coefficientCount: 2 } })).toBe('checked');
    expect(it.act('bid', 'releaseShare', { by: 'guardian', at: '2026-03-16T09:30:09' })).toMatch(/^wrongStage/);
    expect(it.act('lot', 'drawCoefficients', { by: 'procuringEntity', at: '2026-03-16T09:30:09.500' })).toBe('opening');
    const shares = { guardianShares: 1, guardianThreshold: 1 };
    expect(it.act('bid', 'releaseShare', { by: 'guardian', at: '2026-03-16T09:30:10', facts: shares })).toBe('released');
    expect(it.act('lot', 'recordOpening', { by: 'clock', at: '2026-03-16T09:30:11', facts: { unopenedCount: 2 } })).toMatch(/^openingIncomplete/);
    expect(it.act('bid', 'openBid', { by: 'clock', at: '2026-03-16T09:30:40', facts: { decrypted: true } })).toBe('opened');
    it.act('bid', 'releaseShare', { by: 'guardian', at: '2026-03-16T09:30:41', facts: shares, stream: 'bid:2' });
    expect(it.act('bid', 'openBid', { by: 'clock', at: '2026-03-16T09:30:42', facts: { decrypted: false }, stream: 'bid:2' })).toBe('unopened');
    expect(it.act('lot', 'recordOpening', { by: 'clock', at: '2026-03-16T09:31:00', facts: { unopenedCount: 0, openedCount: 1 } })).toBe('failed');
  });

  it('without coefficients to draw the seals lead straight to decryption', () => {
    const it = published();
    it.act('lot', 'closeBidding', { by: 'clock', at: '2026-03-16T09:30:05', facts: { liveBidCount: 3 } });
    it.act('lot', 'announceTenderers', { by: 'clock', at: '2026-03-16T09:30:06' });
    expect(it.act('lot', 'checkSeals', { by: 'notary', at: '2026-03-16T09:30:07', facts: { sealsIntact: true, coefficientCount: 0 } })).toBe('opening');
    expect(it.act('lot', 'recordOpening', { by: 'clock', at: '2026-03-16T09:31:00', facts: { unopenedCount: 0, openedCount: 3 } })).toBe('opened');
  });

  it('from the report to the archive, each duty with its days', () => {
    const it = published();
    it.act('lot', 'closeBidding', { by: 'clock', at: '2026-03-16T09:30:05', facts: { liveBidCount: 3 } });
    it.act('lot', 'announceTenderers', { by: 'clock', at: '2026-03-16T09:30:06' });
    it.act('lot', 'checkSeals', { by: 'clock', at: '2026-03-16T09:30:07', facts: { sealsIntact: true, coefficientCount: 0 } });
    it.act('lot', 'recordOpening', { by: 'clock', at: '2026-03-16T09:31:00', facts: { unopenedCount: 0, openedCount: 3 } });
    expect([it.at('lot:1', 'validityEnd'), it.at('lot:1', 'spotObjections')]).toEqual(['2026-06-15T00:00', '2026-03-16T10:01']);
    const receive = (reportSigned: boolean): string => it.act('lot', 'receiveReport', { by: 'procuringEntity', at: '2026-03-17T16:00', facts: { reportSigned, candidateCount: 3 } });
    expect([receive(false), receive(true)]).toEqual(['reportUnsigned TND-071', 'evaluated']);
    // Received on Tuesday: the third day is Friday 03-20.
    expect(it.at('lot:1', 'publicising')).toBe('2026-03-21T00:00');
    const publicise = (publicityEndsAt: string): string => it.act('lot', 'publishCandidates', { by: 'procuringEntity', at: '2026-03-18T09:00', chosen: { publicityEndsAt } });
    expect([publicise('2026-03-21T23:59'), publicise('2026-03-22T00:00')]).toEqual(['periodTooShort TND-073 CAL-01', 'publicised']);
    const decide = (at: string, firstInRank: boolean): string => it.act('lot', 'decideAward', { by: 'procuringEntity', at, facts: { firstInRank } });
    expect([decide('2026-03-21T23:59', true), decide('2026-03-22T00:00', false), decide('2026-03-22T00:00', true)]).toEqual(['tooEarly TND-073 TND-075 REG-55', 'notFirstInRank TND-075', 'decided']);
    // The fifteenth day is Monday 04-06, 清明: the duty ends with Tuesday 04-07.
    expect(it.at('lot:1', 'writtenReport')).toBe('2026-04-08T00:00');
    const award = (writtenReportMet: boolean): string => it.act('lot', 'issueAward', { by: 'procuringEntity', at: '2026-03-23T09:00', facts: { writtenReportMet } });
    expect([award(false), award(true)]).toEqual(['writtenReportFirst TND-077', 'awarded']);
    expect(it.at('lot:1', 'contracting')).toBe('2026-04-23T00:00');
    it.act('lot', 'passOver', { by: 'procuringEntity', at: '2026-03-24T09:00' });
    expect(it.stream('lot:1')?.stage).toBe('publicised');
  });

  it('two bids are never opened (条例 44)', () => {
    const it = published();
    expect(it.act('lot', 'closeBidding', { by: 'clock', at: '2026-03-16T09:30:05', facts: { liveBidCount: 2 } })).toBe('failed');
    expect(it.act('lot', 'announceTenderers', { by: 'clock', at: '2026-03-16T09:30:06' })).toMatch(/^wrongStage/);
  });

  it('an unanswered objection stops the closing; the clocks run on (条例 22)', () => {
    const it = published();
    expect(it.act('objection', 'objectToDocument', { by: 'anySupplier', at: '2026-03-05T23:59:59.999' })).toBe('sealed');
    expect(it.act('objection', 'objectToDocument', { by: 'anySupplier', at: '2026-03-06T00:00', stream: 'objection:2' })).toMatch(/^windowClosed TND-026/);
    // Filed on Thursday 03-05: the third day is Sunday 03-08, which rolls over to Monday 03-09.
    expect(it.at('objection:1', 'answering')).toBe('2026-03-10T00:00');
    const close = (): string => it.act('lot', 'closeBidding', { by: 'clock', at: '2026-03-16T09:30:05', facts: { liveBidCount: 3 } });
    expect(close()).toBe('suspended TND-028');
    expect(it.at('lot:1', 'closing')).toBe('2026-03-16T09:30');
    expect(it.act('objection', 'answerObjection', { by: 'procuringEntity', at: '2026-03-16T10:00' })).toBe('answered');
    expect(close()).toBe('closed');
  });

  it('a change within 15 days moves the closing and the objections with it (条例 21)', () => {
    const it = published();
    expect(it.act('lot', 'amendNotice', { by: 'procuringEntity', at: '2026-03-06T18:00', facts: issued })).toBe('bidding');
    expect([it.at('lot:1', 'closing'), it.at('lot:1', 'objectionUntil')]).toEqual(['2026-03-22T09:30', '2026-03-12T00:00']);
  });
});

it('双信封: a price envelope opens at its own time, and only of a responsive bid', () => {
  const it = newCase(load('two-envelope.works'));
  it.act('project', 'registerProject', { by: 'agency', at: '2026-03-02T09:00' });
  it.act('lot', 'defineLot', { by: 'agency', at: '2026-03-02T09:10' });
  const publish = (lotCount: number): string => it.act('lot', 'publishNotice', { by: 'procuringEntity', at: '2026-03-03T09:00', facts: { lotCount }, chosen: { closingAt: '2026-03-30T09:30' } });
  expect([publish(1), publish(2)]).toEqual(['belowMinimum REG-24', 'bidding']);
  const two = ['bid:1', 'bid:2'];
  for (const stream of two) it.act('bid', 'submitBid', { by: 'anySupplier', at: '2026-03-29T09:00', stream });
  it.act('lot', 'closeBidding', { by: 'clock', at: '2026-03-30T09:30:05', facts: { liveBidCount: 3 } });
  it.act('lot', 'announceTenderers', { by: 'clock', at: '2026-03-30T09:30:06' });
  const shares = { guardianShares: 1, guardianThreshold: 1, bidResponsive: true };
  for (const stream of two) {
    it.act('bid', 'releaseTechnicalShare', { by: 'guardian', at: '2026-03-30T09:31', facts: shares, stream });
    it.act('bid', 'openTechnical', { by: 'clock', at: '2026-03-30T09:32', facts: { decrypted: true }, stream });
  }
  expect(it.act('bid', 'releasePriceShare', { by: 'guardian', at: '2026-03-30T09:33', facts: shares })).toMatch(/^wrongStage/);
  it.act('lot', 'recordTechnicalOpening', { by: 'clock', at: '2026-03-30T09:40', facts: { sealedCount: 0 } });
  const experts = { expertsDone: 5, expertCount: 5 };
  expect(it.act('bid', 'decideResponsiveness', { by: 'expert', at: '2026-03-31T10:00', facts: { expertsDone: 4, expertCount: 5, bidResponsive: true } })).toBe('technicalOpened');
  expect(it.act('bid', 'decideResponsiveness', { by: 'expert', at: '2026-03-31T10:01', facts: { ...experts, bidResponsive: true } })).toBe('responsive');
  expect(it.act('bid', 'decideResponsiveness', { by: 'expert', at: '2026-03-31T10:02', facts: { ...experts, bidResponsive: false }, stream: 'bid:2' })).toBe('rejected');
  expect(it.act('lot', 'recordTechnicalReview', { by: 'expert', at: '2026-03-31T11:00', facts: { ...experts, technicalReviewComplete: true, responsiveCount: 3 } })).toBe('reviewed');
  expect(it.act('bid', 'releasePriceShare', { by: 'guardian', at: '2026-03-31T11:01', facts: shares })).toMatch(/^wrongStage/);
  const schedule = (priceOpeningAt: string): string => it.act('lot', 'schedulePriceOpening', { by: 'procuringEntity', at: '2026-03-31T12:00', chosen: { priceOpeningAt } });
  expect([schedule('2026-04-01T11:59'), schedule('2026-04-01T14:00')]).toEqual(['intervalTooShort ELE-09', 'reviewed']);
  expect(it.act('lot', 'openPrices', { by: 'clock', at: '2026-04-01T13:59' })).toMatch(/^tooEarly/);
  expect(it.act('lot', 'openPrices', { by: 'clock', at: '2026-04-01T14:00' })).toBe('priceAnnounced');
  expect(it.act('bid', 'releasePriceShare', { by: 'guardian', at: '2026-04-01T14:01', facts: shares })).toBe('priceReleased');
  expect(it.act('bid', 'releasePriceShare', { by: 'guardian', at: '2026-04-01T14:01', facts: shares, stream: 'bid:2' })).toMatch(/^wrongStage/);
});

it('资格预审: five days of issue, five more to apply, two for objections, three qualified', () => {
  const it = newCase(load('prequalification.works'));
  it.act('project', 'registerProject', { by: 'agency', at: '2026-03-02T09:00' });
  it.act('lot', 'defineLot', { by: 'agency', at: '2026-03-02T09:10' });
  const publish = (prequalificationIssueEndsAt: string, applicationsCloseAt: string): string =>
    it.act('lot', 'publishPrequalification', { by: 'procuringEntity', at: '2026-03-03T09:00', chosen: { prequalificationIssueEndsAt, applicationsCloseAt } });
  expect(publish('2026-03-08T17:00', '2026-03-20T09:00')).toMatch(/^periodTooShort TND-020/);
  expect(publish('2026-03-09T17:00', '2026-03-14T17:00')).toMatch(/^periodTooShort TND-022/);
  expect(publish('2026-03-09T17:00', '2026-03-16T09:00')).toBe('applying');
  expect(it.at('lot:1', 'prequalificationObjectionUntil')).toBe('2026-03-14T00:00');
  expect(it.act('lot', 'amendPrequalification', { by: 'procuringEntity', at: '2026-03-14T08:00' })).toBe('applying');
  expect(it.at('lot:1', 'applicationsClosing')).toBe('2026-03-18T09:00');
  it.act('application', 'submitApplication', { by: 'anySupplier', at: '2026-03-17T09:00' });
  expect(it.act('lot', 'closeApplications', { by: 'clock', at: '2026-03-18T09:00:05', facts: { liveApplicationCount: 4 } })).toBe('reviewing');
  const experts = { expertsDone: 5, expertCount: 5 };
  expect(it.act('application', 'reviewApplication', { by: 'expert', at: '2026-03-19T09:00', facts: { ...experts, applicationQualified: true } })).toBe('qualified');
  expect(it.act('lot', 'recordPrequalification', { by: 'expert', at: '2026-03-19T10:00', facts: { ...experts, qualifiedCount: 3 } })).toBe('shortlisted');
  it.act('lot', 'issueTenderDocument', { by: 'procuringEntity', at: '2026-03-20T09:00', chosen: { closingAt: '2026-04-15T09:30' } });
  expect(it.act('bid', 'submitBid', { by: 'anySupplier', at: '2026-04-01T09:00' })).toMatch(/^notPermitted/);
  expect(it.act('bid', 'submitBid', { by: 'invitedSupplier', at: '2026-04-01T09:00' })).toBe('submitted');
});

it('竞争性谈判: working days, rounds, final offers, the chain of 2, 5 and 2 days', () => {
  const it = newCase(load('negotiation.procurement'));
  it.act('project', 'registerProject', { by: 'agency', at: '2026-09-25T09:00' });
  it.act('lot', 'defineLot', { by: 'agency', at: '2026-09-25T09:00' });
  const invite = (invitedCount: number): string => it.act('lot', 'inviteSuppliers', { by: 'agency', at: '2026-09-28T09:00', facts: { invitedCount } });
  expect([invite(2), invite(3)]).toEqual(['belowMinimum NBP-03', 'inviting']);
  const issue = (responsesCloseAt: string): string => it.act('lot', 'issueNegotiationDocument', { by: 'procuringEntity', at: '2026-09-29T09:00', chosen: { responsesCloseAt } });
  // 09-30, 10-08, 10-09: three working days over the National Day week.
  expect([issue('2026-10-09T17:00'), issue('2026-10-10T00:00')]).toEqual(['workingPeriodTooShort NBP-06 CAL-05', 'responding']);
  it.act('application', 'submitResponse', { by: 'invitedSupplier', at: '2026-10-09T10:00' });
  expect(it.act('lot', 'closeResponses', { by: 'clock', at: '2026-10-10T00:00:05', facts: { liveApplicationCount: 3 } })).toBe('negotiating');
  expect(it.act('lot', 'requestFinalOffers', { by: 'expert', at: '2026-10-10T08:00', facts: { roundNumber: 0 } })).toMatch(/^guardFailed/);
  expect(it.act('round', 'openRound', { by: 'expert', at: '2026-10-10T09:00', facts: { roundNumber: 6 }, chosen: { roundClosesAt: '2026-10-10T11:00' } })).toMatch(/^guardFailed/);
  expect(it.act('round', 'openRound', { by: 'expert', at: '2026-10-10T09:00', facts: { roundNumber: 1 }, chosen: { roundClosesAt: '2026-10-10T11:00' } })).toBe('open');
  expect(it.act('offer', 'submitOffer', { by: 'tenderer', at: '2026-10-10T10:00' })).toBe('submitted');
  expect(it.act('offer', 'submitOffer', { by: 'tenderer', at: '2026-10-10T11:00' })).toMatch(/^windowClosed/);
  expect(it.act('round', 'closeRound', { by: 'clock', at: '2026-10-10T11:00:05' })).toBe('closed');
  it.act('lot', 'requestFinalOffers', { by: 'expert', at: '2026-10-10T13:00', facts: { roundNumber: 1 }, chosen: { finalOffersCloseAt: '2026-10-10T16:00' } });
  expect(it.act('bid', 'submitFinalOffer', { by: 'tenderer', at: '2026-10-10T15:00' })).toBe('submitted');
  expect(it.act('lot', 'closeFinalOffers', { by: 'clock', at: '2026-10-10T16:00:05', facts: { finalOfferCount: 3 } })).toBe('ranked');
  it.act('lot', 'signReport', { by: 'expert', at: '2026-10-10T18:00', facts: { expertsDone: 3, expertCount: 3 } });
  it.act('lot', 'deliverReport', { by: 'agency', at: '2026-10-12T18:00' });
  it.act('lot', 'determineSupplier', { by: 'procuringEntity', at: '2026-10-14T18:00' });
  // Saturday 10-10 is a working day itself; counted from it: 10-12, 10-13. From 10-12: 10-13 … 10-19. From 10-14: 10-15, 10-16.
  expect([it.at('lot:1', 'reporting'), it.at('lot:1', 'determining'), it.at('lot:1', 'publishing')]).toEqual(['2026-10-14T00:00', '2026-10-20T00:00', '2026-10-17T00:00']);
});

it('网络竞价: an offer in the last minutes moves the end, one before them does not', () => {
  const it = newCase(load('ascending-auction'));
  it.act('project', 'registerProject', { by: 'procuringEntity', at: '2026-03-02T09:00' });
  const list = (auctionStartsAt: string): string => it.act('auction', 'publishListing', { by: 'procuringEntity', at: '2026-03-02T10:00', chosen: { auctionStartsAt } });
  expect([list('2026-03-09T10:00'), list('2026-03-10T10:00')]).toEqual(['periodTooShort AUC-01 CAL-01', 'listed']);
  expect(it.act('application', 'submitApplication', { by: 'anySupplier', at: '2026-03-10T09:00' })).toMatch(/^windowClosed/);
  it.act('auction', 'startAuction', { by: 'clock', at: '2026-03-10T10:00', facts: { qualifiedCount: 2 } });
  const offer = (at: string, offerBeatsBest = true): string => it.act('auction', 'placeOffer', { by: 'tenderer', at, facts: { offerBeatsBest } });
  expect([offer('2026-03-10T10:10'), it.at('auction:1', 'auctionEnd')]).toEqual(['running', '2026-03-10T10:30']);
  expect([offer('2026-03-10T10:29'), it.at('auction:1', 'auctionEnd')]).toEqual(['running', '2026-03-10T10:34']);
  expect(offer('2026-03-10T10:30', false)).toBe('offerTooLow AUC-02 AUC-05');
  expect([offer('2026-03-10T10:33:59.999'), offer('2026-03-10T10:39')]).toEqual(['running', 'windowClosed AUC-05 AUC-02']);
  expect(it.act('auction', 'closeAuction', { by: 'clock', at: '2026-03-10T10:39:02', facts: { offerCount: 3 } })).toBe('sold');
});

describe('阳光平台', () => {
  const procedure = load('sunshine-draw.works');
  const small = { belowCompulsoryThreshold: true, noticeComplete: true };
  const notice = (facts: Facts) => {
    const it = newCase(procedure);
    it.act('project', 'registerProject', { by: 'procuringEntity', at: '2026-03-02T09:00' });
    return { it, answer: it.act('draw', 'publishDrawNotice', { by: 'procuringEntity', at: '2026-03-02T10:00', facts, chosen: { entriesCloseAt: '2026-03-10T17:00' } }) };
  };

  it('refuses works at or above the threshold, and a notice without duties, penalties and pledge', () => {
    expect([notice({ ...small, belowCompulsoryThreshold: false }).answer, notice({ ...small, noticeComplete: false }).answer, notice(small).answer]).toEqual(['compulsoryTender SML-02 SML-15 TND-001', 'guardFailed SML-07', 'entering']);
  });

  it('takes every supplier that is not on the negative list and has signed', () => {
    const { it } = notice(small);
    const enter = (facts: Facts): string => it.act('entry', 'enterDraw', { by: 'anySupplier', at: '2026-03-03T10:00', facts });
    expect([enter({ onNegativeList: true, pledgeSigned: true }), enter({ onNegativeList: false, pledgeSigned: false }), enter({ pledgeSigned: true }), enter({ onNegativeList: false, pledgeSigned: true })])
      .toEqual(['onNegativeList SML-04', 'pledgeMissing SML-06', 'onNegativeList SML-04', 'entered']);
  });

  it('draws after every commitment is revealed; an abandonment promotes an alternate and begins publicity again', () => {
    const { it } = notice(small);
    it.act('draw', 'commitRandomness', { by: 'notary', at: '2026-03-09T10:00' });
    it.act('draw', 'freezeEntries', { by: 'clock', at: '2026-03-10T17:00:05', facts: { entryCount: 12, commitmentCount: 2 } });
    const draw = (revealCount: number): string => it.act('draw', 'drawWinner', { by: 'operator', at: '2026-03-11T10:00', facts: { revealCount, commitmentCount: 2 } });
    expect([draw(1), draw(2)]).toEqual(['belowMinimum SML-14 SML-13C', 'drawn']);
    it.act('draw', 'attestDraw', { by: 'notary', at: '2026-03-11T10:30' });
    const letter = (at: string): string => it.act('draw', 'issueSelectionLetter', { by: 'procuringEntity', at });
    expect([it.at('draw:1', 'publicityEnd'), letter('2026-03-14T23:59'), letter('2026-03-15T00:00')]).toEqual(['2026-03-15T00:00', 'tooEarly SML-13B CAL-01', 'selected']);
    expect(it.at('draw:1', 'contracting')).toBe('2026-04-15T00:00');
    const abandon = (alternateCount: number, at: string): string => it.act('draw', 'recordAbandonment', { by: 'procuringEntity', at, facts: { alternateCount } });
    expect([abandon(1, '2026-03-20T10:00'), it.at('draw:1', 'publicityEnd'), it.at('draw:1', 'contracting')]).toEqual(['drawn', '2026-03-24T00:00', undefined]);
    it.act('draw', 'attestDraw', { by: 'supervisor', at: '2026-03-20T11:00' });
    expect(abandon(0, '2026-03-21T10:00')).toBe('failed');
  });

  it('never speaks the words of tendering', () => {
    expect(JSON.stringify(procedure)).not.toMatch(/投标|中标|招标|评标/);
    const it = newCase(procedure);
    it.act('project', 'registerProject', { by: 'procuringEntity', at: '2026-03-02T09:00' });
    const result = permit({ procedure, machine: 'entry', act: 'withdrawEntry', state: { id: 'entry:1', machine: 'entry', version: 1, stage: 'entered', deadlines: {}, room: undefined }, relations: new Set(['public']), at: moment('2026-03-03T10:00'), facts: {}, suspending: [] });
    expect(result.ok ? '' : `${result.fault.params['whoZh']} ${refusalText(result.fault).zh}`).toContain('报名响应人');
  });
});
