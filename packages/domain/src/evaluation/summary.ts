/** What a summary of the scores comes to: the evaluation over bids and sheets as they stand, what is open about it, and the report if nothing is. */
import { instantText } from '@zhaobiao/basics';
import { setOf, type Context } from '../act/definition.ts';
import type { Refusal } from '../act/refusal.ts';
import { roomOf } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import { committeeId, committeeOf, isSeated, lotRoomOf, type CommitteeRoom } from '../expert/state.ts';
import { parameterOf } from '../procedure/parameter.ts';
import { noticeOf, passedBids, priceOf, responsiveBids, reviewedBids, termsOf, type ReviewedBid } from './case.ts';
import { evaluate } from './evaluate.ts';
import { impossible } from './fault-text.ts';
import { recommendedOf, reportOf } from './report.ts';
import type { Evaluation, EvaluationBid, EvaluationFinding } from './result.ts';
import { judgedItems } from './sheet.ts';
import { sheetsOf, type Report, type SheetRoom, type Tie } from './state.ts';
import type { Summarise } from './summarise-scores.ts';

export type Summary =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Nothing to evaluate: every bid is rejected, or the committee found competition lacking. */
  | { readonly kind: 'ended'; readonly report: Report; readonly responsive: number; readonly warnings: readonly Warning[] }
  | { readonly kind: 'evaluated'; readonly evaluation: Evaluation; readonly open: readonly EvaluationFinding[]; readonly ties: readonly Tie[]; readonly report: Report | null; readonly responsive: number; readonly warnings: readonly Warning[] };

/** Sheets that count: of this round, not returned, by members who sit; `missing` where the method asks for scores. */
export function judgedSheets(context: Context<Summarise>, room: CommitteeRoom, sheets: readonly SheetRoom[]): { readonly sheets: readonly SheetRoom[]; readonly missing: number } {
  const lot = lotRoomOf(context, context.command.lot);
  if (!lot.notice || judgedItems(termsOf(lot)).length === 0) return { sheets: [], missing: 0 };
  const seated = new Set(room.members.filter((member) => isSeated(room, member)).map((member) => member.number));
  const counting = sheets.filter((sheet) => sheet.round === room.round && sheet.returned === null && seated.has(sheet.number));
  return { sheets: counting, missing: room.members.length - counting.length };
}

/** Names a finding, so that a reason can be given for it: `expertDeviates BID EXPERT`. */
export function findingKey(finding: EvaluationFinding): string {
  if (finding.kind === 'expertDeviates') return `${finding.kind} ${finding.bid} ${finding.expert}`;
  if (finding.kind === 'objectiveDiffers') return `${finding.kind} ${finding.bid} ${finding.item}`;
  if (finding.kind === 'tieOpen') return `${finding.kind} ${finding.bids[0] ?? ''}`;
  return 'bid' in finding ? `${finding.kind} ${finding.bid}` : finding.kind;
}

/** What a reason settles; the rest is settled by what it names: a vote, a changed sheet, a rejection. */
const EXPLAINED = new Set<EvaluationFinding['kind']>(['expertDeviates', 'provisionalDiffers']);

function openFindings(findings: readonly EvaluationFinding[], sheets: readonly SheetRoom[], reasons: Summarise['reasons']): readonly EvaluationFinding[] {
  const given = new Map(sheets.map((sheet) => [sheet.number, sheet.reasons]));
  const explained = (finding: EvaluationFinding): boolean =>
    EXPLAINED.has(finding.kind) && (Object.hasOwn(reasons, findingKey(finding)) || (finding.kind === 'expertDeviates' && given.get(finding.expert)?.[finding.bid] !== undefined));
  return findings.filter((finding) => (finding.blocks || finding.kind === 'expertDeviates') && !explained(finding));
}

const REVOTE = 1000;

/** Votes on ties as the arithmetic takes them: a later vote among some of a tie parts only what the earlier left alike. Ties that not all have voted on are left out. */
function votesOf(room: CommitteeRoom): Readonly<Record<string, number>> {
  const votes = new Map<string, number>();
  for (const tie of room.ties) {
    if (room.members.some((member) => tie.votes[member.number] === undefined)) continue;
    for (const bid of votes.keys()) votes.set(bid, (votes.get(bid) ?? 0) * REVOTE);
    for (const bid of tie.bids) votes.set(bid, (votes.get(bid) ?? 0) + Object.values(tie.votes).filter((chosen) => chosen === bid).length);
  }
  return Object.fromEntries(votes);
}

/** Ties voted on stay, for the next summary needs their votes; one that the vote left whole, or that is new, is open for votes. */
function tiesAfter(room: CommitteeRoom, evaluation: Evaluation): readonly Tie[] {
  const waiting = evaluation.ties.filter((note) => note.open === 'committeeVote').map((note): Tie => ({ bids: note.bids, votes: {} }));
  const same = (left: Tie, right: Tie): boolean => left.bids.join(' ') === right.bids.join(' ');
  const isDone = (tie: Tie): boolean => room.members.every((member) => tie.votes[member.number] !== undefined);
  const unfinished = (tie: Tie): boolean => !isDone(tie) && waiting.some((each) => same(each, tie));
  const kept = room.ties.filter((tie) => unfinished(tie) || (isDone(tie) && !waiting.some((each) => same(each, tie))));
  return [...kept, ...waiting.filter((tie) => !kept.some((each) => same(each, tie)))];
}

function bidsFor({ command }: Context<Summarise>, room: CommitteeRoom, bids: readonly ReviewedBid[], responsive: ReadonlySet<string>): readonly EvaluationBid[] {
  return bids.map((each): EvaluationBid => {
    const [adjustments, provisionalFen] = [command.adjustments[each.bid], each.sheet.provisionalFen];
    return {
      bid: each.bid, no: each.no, priceFen: priceOf(room, each), responsive: responsive.has(each.bid), creditScore: command.credit?.points[each.bid] ?? null,
      ...(adjustments === undefined ? {} : { adjustments }), ...(provisionalFen === null ? {} : { provisionalFen }),
    };
  });
}

const fewWarning = (count: number): readonly Warning[] =>
  count >= 3 ? [] : [warn('TND-076', `有效投标 ${count} 个，不足三个。评标委员会认为仍有竞争性的，推荐并说明。`, `${count} responsive bids, fewer than three: the committee recommends where it finds that there was competition, and says so.`)];

const most = ({ procedure }: Pick<Context, 'procedure'>): number => {
  const value = parameterOf(procedure, 'maxCandidates')?.value;
  return typeof value === 'number' ? value : 3;
};

export function summaryOf(context: Context<Summarise>): Summary {
  const { command, at } = context;
  const room = committeeOf(context);
  const lot = lotRoomOf(context, command.lot);
  const bids = reviewedBids(context, command.lot);
  const passed = new Set(passedBids(room));
  const responsive = responsiveBids(room, bids).filter((each) => passed.has(each.bid)).map((each) => each.bid);
  const made = { madeAt: instantText(at), responsive: responsive.length, reason: command.lacksCompetition };
  const ended = responsive.length === 0 ? 'allRejected' : command.lacksCompetition !== null && responsive.length < 3 ? 'lacksCompetition' : undefined;
  if (ended) return { kind: 'ended', report: reportOf(room, { ...made, outcome: ended, ranking: [], evaluation: null }), responsive: responsive.length, warnings: [] };
  const { sheets } = judgedSheets(context, room, setOf(context, sheetsOf(committeeId(command.lot))).map((each) => roomOf<SheetRoom>(each)));
  const evaluated = evaluate({
    terms: termsOf(lot), ceilingFen: noticeOf(lot).ceilingFen, bids: bidsFor(context, room, bids, new Set(responsive)), sheets: sheets.map(({ number, scores }) => ({ expert: number, scores })),
    coefficients: lot.coefficients ?? {}, votes: votesOf(room), ...(lot.drawSeed ? { drawn: lot.drawSeed } : {}),
  });
  if (!evaluated.ok) return { kind: 'refused', refusal: impossible(evaluated.fault) };
  const evaluation = evaluated.value;
  const open = openFindings(evaluation.findings, sheets, command.reasons);
  const prices = new Map(bids.map((each) => [each.bid, priceOf(room, each)]));
  const report = open.length > 0 ? null : reportOf(room, { ...made, outcome: 'ranked', ranking: recommendedOf(evaluation, prices, most(context)), evaluation });
  return { kind: 'evaluated', evaluation, open, ties: tiesAfter(room, evaluation), report, responsive: responsive.length, warnings: fewWarning(responsive.length) };
}

