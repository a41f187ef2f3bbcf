/** The evaluation report (评标报告, 条例 53) from what the committee concluded. Pure. */
import { toHex, utf8 } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import { asJson } from '../act/typed.kernel.ts';
import type { CommitteeRoom } from '../expert/state.ts';
import { rejections } from './case.ts';
import { HUNDRED, decimal, exactText, multiply } from './rational.ts';
import type { Evaluation } from './result.ts';
import type { Ranked, Rejected, Report } from './state.ts';

export const evaluationDigest = (evaluation: Evaluation): string => toHex(digest('sha256', utf8('evaluation/v1'), canonicalBytes(asJson(evaluation))));

/** What a member signs: the report without the signatures. */
type Unsigned = Omit<Report, 'digest' | 'signed' | 'dissents' | 'silent'>;
export const reportDigest = (report: Unsigned): string => toHex(digest('sha256', utf8('evaluation-report/v1'), canonicalBytes(asJson(report))));

const rejectedOf = (room: CommitteeRoom): readonly Rejected[] =>
  [...rejections(room).values()].toSorted((left, right) => (left.bid < right.bid ? -1 : 1)).map(({ bid, code, clause, page, reason, votes }) => {
    const cast = room.members.map((member) => votes[member.number]);
    return { bid, code, clause, page, reason, inFavour: cast.filter((vote) => vote === true).length, against: cast.filter((vote) => vote === false).length };
  });

/** 元 as the arithmetic writes it, in fen: `'118050246.26'` → `'11805024626'`. */
const fenText = (yuan: string): string => exactText(multiply(decimal(yuan), HUNDRED));

/** At most `most` candidates (条例 53), best first; a tie that the document leaves open may end on one rank. */
export function recommendedOf(evaluation: Evaluation, prices: ReadonlyMap<string, number>, most: number): readonly Ranked[] {
  const chosen = new Set(evaluation.candidates);
  const lowest = evaluation.method === 'lowestEvaluated';
  return evaluation.ranking.filter(({ bid, rank }) => chosen.has(bid) && rank <= most).map(({ bid, rank, result }) => ({
    bid, rank, priceFen: prices.get(bid) ?? 0, evaluatedFen: lowest ? fenText(result) : null, total: lowest ? null : result,
  }));
}

type Made = { readonly outcome: Report['outcome']; readonly reason: string | null; readonly madeAt: string; readonly ranking: readonly Ranked[]; readonly responsive: number; readonly evaluation: Evaluation | null };

export function reportOf(room: CommitteeRoom, { outcome, reason, madeAt, ranking, responsive, evaluation }: Made): Report {
  const unsigned: Unsigned = {
    round: room.round, outcome, reason, madeAt, ranking, responsive, rejected: rejectedOf(room),
    corrections: room.corrections.toSorted((left, right) => (left.bid < right.bid ? -1 : 1)), questions: room.questions,
    evaluation: evaluation && evaluationDigest(evaluation),
  };
  return { ...unsigned, digest: reportDigest(unsigned), signed: [], dissents: [], silent: [] };
}
