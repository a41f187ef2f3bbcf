import { fail, instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { defineAct, roomIfAny, roomOfStream } from '../act/typed.kernel.ts';
import { committeeId, type CommitteeRoom, type Report } from '../expert/state.ts';
import { mandateFault, projectOf, type ProjectRoom } from '../planning/state.ts';
import { parameterOf } from '../procedure/parameter.ts';
import type { Ranked, ReportExtract } from './state.ts';

const contract = z.strictObject({ lot: streamId('lot') });
type Receive = z.infer<typeof contract>;

const committeeRoom = ({ streams, command }: Context<Receive>): CommitteeRoom | undefined => roomIfAny<CommitteeRoom>(streams.get(committeeId(command.lot)));

/** The signed report, or nothing: signed by all, or by the end of the time for signing (条例 53). */
function reportOf(context: Context<Receive>): Report | undefined {
  const signed = context.streams.get(committeeId(context.command.lot))?.stage === 'reported';
  return signed ? (committeeRoom(context)?.report ?? undefined) : undefined;
}

/** 条例 53: at most three, ranked. */
function candidatesOf(context: Context<Receive>): readonly Ranked[] {
  const report = reportOf(context);
  const most = parameterOf(context.procedure, 'maxCandidates')?.value;
  if (report?.outcome !== 'ranked') return [];
  return report.ranking
    .toSorted((left, right) => left.rank - right.rank)
    .slice(0, typeof most === 'number' ? most : 3)
    .map(({ rank, bid, priceFen, total, evaluatedFen }) => ({ rank, bid, priceFen, total, evaluatedFen }));
}

/** Nobody's name leaves the committee before the result (法 37): members are counted, not listed. */
const extractOf = (context: Context<Receive>, report: Report): ReportExtract => ({
  candidates: candidatesOf(context),
  responsive: report.responsive,
  rejected: report.rejected.map(({ bid, code, clause, page, reason }) => ({ bid, code, clause, page, reason })),
  members: committeeRoom(context)?.members.length ?? 0,
  dissents: report.dissents.length,
});

/**
 * The procuring entity takes over the evaluation report (条例 53, 法 42). From here run the three days to the publicity (条例 54). A report without a
 * candidate — all bids rejected, or too little competition left — ends the tender; its reasons are public at once.
 */
export const receiveReport = defineAct({
  id: 'receiveReport',
  room: 'award',
  title: { zh: '接收评标报告', en: 'receive the evaluation report' },
  machine: 'lot',
  contract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' }, reads: [committeeId(command.lot), projectOf(command.lot)] }),
  facts: (context) => ({ reportSigned: reportOf(context) !== undefined, candidateCount: candidatesOf(context).length }),
  decide: (context) => {
    const { command, streams, actor, at } = context;
    const beyond = mandateFault(roomOfStream<ProjectRoom>(streams, projectOf(command.lot)), 'receiveReport', actor);
    if (beyond) return fail(beyond);
    const report = present(reportOf(context), 'report that the guard asked for');
    const extract = extractOf(context, report);
    const type = extract.candidates.length === 0 ? 'EvaluationFailed' : 'ReportReceived';
    const receivedAt = instantText(at);
    return ok({
      events: [{ type, fields: { round: report.round, outcome: report.outcome, receivedAt, extract } }],
      answer: { lot: command.lot, outcome: report.outcome, candidates: extract.candidates.length, receivedAt },
    });
  },
});
