/** What changed in a tender document while bids were prepared, each with when it was delivered. To whom, and to how many, is in none of it (招标投标法 22). */
import { preparationOf, type ChangeKind, type LotRoom, type Notice, type Outage, type SiteVisit } from '@zhaobiao/domain';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';
import { toldAs, toldIn, type Told } from '../http/told.ts';

type Happened = { readonly kind: 'notice' | ChangeKind; readonly at: string; readonly entry: string; readonly deliveredAt: string | null };
export type VersionLine = { readonly version: number; readonly digest: string; readonly closingAt: string; /** Departures from the standard text. */ readonly differences: number };
export type ChangeLine = Happened & {
  /** The document as this change left it; null where the document is the same. */
  readonly document: VersionLine | null;
  readonly reason: string | null;
  /** Whether it may affect the making of bids, so that 15 days must remain (条例 21); null where that is no question. */
  readonly affectsBids: boolean | null;
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
  readonly siteVisit: SiteVisit | null;
  readonly outage: Outage | null;
  /** New last day of the validity that tenderers were asked for. */
  readonly validUntilOn: string | null;
};

const KINDS: Readonly<Record<string, ChangeLine['kind']>> = { publishNotice: 'notice', amendNotice: 'amendment', clarify: 'clarification', announceSiteVisit: 'siteVisit', declareOutage: 'outage', extendValidity: 'validity' };
const DELIVERY = 'deliverChange';

const versionOf = (notice: Notice | undefined): VersionLine | null =>
  notice === undefined ? null : { version: notice.version, digest: notice.digest, closingAt: notice.closingAt, differences: notice.differences?.count ?? 0 };

type Fields = { readonly notice?: Notice; readonly reason?: string; readonly statement?: string; readonly affectsBids?: boolean; readonly answers?: ChangeLine['answers']; readonly lastOn?: string };

function lineOf(told: Told, kind: ChangeLine['kind'], deliveredAt: string | null): ChangeLine {
  const { notice, reason, statement, affectsBids, answers, lastOn } = toldAs<Fields>(told);
  return {
    kind, at: told.at, entry: told.entry, deliveredAt, document: versionOf(notice), reason: reason ?? statement ?? null, affectsBids: affectsBids ?? null, answers: answers ?? [],
    siteVisit: kind === 'siteVisit' ? toldAs<SiteVisit>(told) : null, outage: kind === 'outage' ? toldAs<Outage>(told) : null, validUntilOn: lastOn ?? null,
  };
}

/** Oldest first, beginning with the notice; `undefined` before it. */
export async function changesOf(pool: pg.Pool, lot: string): Promise<readonly ChangeLine[] | undefined> {
  const state = await streamState<LotRoom>(pool, lot);
  if (state?.machine !== 'lot' || state.room.notice === null) return undefined;
  const told = await toldIn(pool, lot, [...Object.keys(KINDS), DELIVERY]);
  const { changes } = preparationOf(state.room);
  const deliveries = told.filter((each) => each.type === 'ChangesDelivered').map((each) => ({ at: each.at, through: toldAs<{ readonly through: number }>(each).through }));
  const deliveredAt = (kind: ChangeLine['kind'], at: string): string | null => {
    const change = changes.find((each) => each.kind === kind && each.at === at);
    return change === undefined ? null : (deliveries.find((each) => each.through >= change.number)?.at ?? null);
  };
  return told.flatMap((each): readonly ChangeLine[] => {
    const kind = KINDS[each.act];
    return kind === undefined ? [] : [lineOf(each, kind, deliveredAt(kind, each.at))];
  });
}
