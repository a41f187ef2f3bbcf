import { fail, instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { refuse } from '../act/refusal.ts';
import { asJson, defineAct, roomIfAny, roomOf } from '../act/typed.kernel.ts';
import { bidsOf } from '../bid/state.ts';
import { committeeId, type CommitteeRoom } from '../expert/state.ts';
import { parameterOf } from '../procedure/parameter.ts';
import type { StreamState } from '../procedure/types.ts';
import { statementDigest, type LotRoom } from '../tender/state.ts';
import { candidateOf, lapse } from './candidates.ts';
import { mediaFault } from './publish-candidates.ts';
import type { Award, Candidate } from './state.ts';

const contract = z.strictObject({
  lot: streamId('lot'),
  bid: streamId('bid'),
  /** Number of the notice of award (中标通知书编号). */
  number: text(80),
  media: z.array(text(200)).min(1).max(20),
});
type Issue = z.infer<typeof contract>;

/** What a tenderer is told of its own bid (中标结果通知书): nothing of others but who won, which is published anyway. */
export type ResultLine =
  | { readonly bid: string; readonly outcome: 'awarded' | 'candidate' | 'notAwarded' | 'unopened' }
  | { readonly bid: string; readonly outcome: 'rejected'; readonly code: string; readonly clause: string; readonly reason: string };

/** Everybody whose bid stood at the opening is told, in order of bid id (法 45: all tenderers who did not win). */
function resultsOf(context: Context<Issue>): readonly ResultLine[] {
  const { command, primary, streams } = context;
  const report = roomIfAny<CommitteeRoom>(streams.get(committeeId(command.lot)))?.report;
  const rejected = new Map((report?.rejected ?? []).map((each) => [each.bid, each]));
  const candidates = new Set((roomOf<LotRoom>(primary).candidates ?? []).map((each) => each.bid));
  const line = (bid: StreamState): ResultLine => {
    const cause = rejected.get(bid.id);
    if (cause) return { bid: bid.id, outcome: 'rejected', code: cause.code, clause: cause.clause, reason: cause.reason };
    if (bid.id === command.bid) return { bid: bid.id, outcome: 'awarded' };
    return { bid: bid.id, outcome: bid.stage === 'unopened' ? 'unopened' : candidates.has(bid.id) ? 'candidate' : 'notAwarded' };
  };
  return setOf(context, bidsOf(command.lot))
    .filter((bid) => bid.stage === 'opened' || bid.stage === 'unopened')
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    .map(line);
}

const awardOf = ({ bid, party, name, members, priceFen, period, quality, projectLeader }: Candidate, number: string, issuedAt: string): Award => ({
  bid, supplier: party, name, members, priceFen, period, quality, projectLeader, number, issuedAt,
});

/**
 * 法 45: the notice of award binds both sides, so it must go out while the bid still binds (条例 25); at the same time everybody who did not win is told (the clock delivers it at once), and the result is published. Now the names of the
 * committee and its work are public too (法 37), so that the act touches the committee and reveals what was sealed until it.
 */
export const issueAward = defineAct({
  id: 'issueAward',
  room: 'award',
  title: { zh: '发出中标通知书并公告结果', en: 'issue the notice of award and publish the result' },
  machine: 'lot',
  contract,
  plan: (command) => ({
    primary: { id: command.lot, machine: 'lot' },
    writes: [{ id: committeeId(command.lot), machine: 'committee', owner: command.lot }],
    sums: [bidsOf(command.lot)],
  }),
  reveals: true,
  facts: ({ procedure, primary }) => ({
    // Some sectors want the report first (表 TND-077); elsewhere it may follow.
    writtenReportMet: parameterOf(procedure, 'reportBeforeAward')?.value !== true || Boolean(roomOf<LotRoom>(primary).writtenReport),
  }),
  decide: (context) => {
    const { command, primary, at, procedure } = context;
    const room = roomOf<LotRoom>(primary);
    const candidate = candidateOf(room, command.bid);
    if (room.decision?.bid !== command.bid || candidate?.standing !== 'stands') return fail(refuse('notCandidate', ['LAW-45'], { bid: candidate?.name ?? command.bid }));
    const bid = present(setOf(context, bidsOf(command.lot)).find((each) => each.id === command.bid), command.bid);
    const fault = lapse(primary, bid, at) ?? mediaFault(command.media);
    if (fault) return fail(fault);
    const award = awardOf(candidate, command.number, instantText(at));
    const contractDays = present(parameterOf(procedure, 'contractDays')?.value, 'contractDays');
    const results = resultsOf(context);
    const terms = room.notice?.terms.contract;
    const publication = { media: command.media, supplier: award.name, contractDays, performanceRequired: terms?.performanceRequired ?? false, performancePermille: terms?.performancePermille ?? 0 };
    return ok({
      events: [
        { type: 'AwardIssued', fields: { award, results, publication, digest: statementDigest(command.lot, 'result', { award: asJson(award), results: results.map(asJson) }) } },
        { type: 'CommitteeDisclosed', stream: committeeId(command.lot), fields: { lot: command.lot } },
      ],
      answer: { lot: command.lot, number: award.number, bid: award.bid, supplier: award.name, priceFen: award.priceFen, issuedAt: award.issuedAt },
    });
  },
});
