/** The opening record for everybody, and for a guardian what it needs to release its shares. */
import { instant, instantText, present, toBase64, toHex, type Json } from '@zhaobiao/basics';
import type { BidRoom, LotRoom, OpeningLine, StreamState, TenderFailure } from '@zhaobiao/domain';
import { parseAct } from '@zhaobiao/evidence';
import type pg from 'pg';
import { ownedStates, statesAt, streamState } from '../http/stream-state.ts';

export type OpeningRecord = {
  readonly lot: string; readonly stage: string; readonly recorded: true; readonly entry: string; readonly index: number | null; readonly recordedAt: string;
  readonly opened: number; readonly unopened: number;
  /** Of the bids left unopened: by the tenderer's doing, by the platform's (20号令 31). */
  readonly revoked: number; readonly withdrawn: number; readonly failure: TenderFailure | null; readonly lines: readonly OpeningLine[];
};
/** Before the record: the stage and when, after the announcement whether the seals are whole. Nothing else, whoever asks (招标投标法 22). */
export type OpeningAwaited = { readonly lot: string; readonly stage: string; readonly recorded: false; readonly closingAt: string | null; readonly sealsIntact: boolean | null; readonly failure: TenderFailure | null };

type ActRow = { readonly entry: Buffer; readonly salt: Buffer; readonly bytes: Buffer; readonly at: string; readonly index: string | null };

/** The latest public act of a name in a stream. */
async function latestAct(pool: pg.Pool, stream: string, name: string): Promise<ActRow | undefined> {
  const { rows } = await pool.query<ActRow>({
    name: 'latest-act',
    text: `SELECT a.entry, a.salt, a.bytes, a.at, e.index FROM act_event v JOIN act a ON a.id = v.act LEFT JOIN log_entry e ON e.act = a.id
      WHERE v.stream = $1 AND a.name = $2 AND (a.until IS NULL OR a.published_by IS NOT NULL) ORDER BY v.version DESC LIMIT 1`,
    values: [stream, name],
  });
  return rows[0];
}

type Recorded = Pick<OpeningRecord, 'lines' | 'opened' | 'unopened' | 'revoked' | 'withdrawn' | 'failure'>;

/** What records of the first release do not say. */
const LATER = { revoked: 0, withdrawn: 0, failure: null };
const LATER_IN_LINE = { members: [], regardedAs: null, items: null, flags: [] };

function recordedIn(bytes: Uint8Array): Recorded {
  const record = parseAct(bytes);
  const event = record.ok ? record.value.events.find((each) => each.type === 'OpeningRecorded') : undefined;
  // The act was written by `recordOpening` and parsed above; its public fields are what the event declares.
  const fields: Recorded = JSON.parse(JSON.stringify(present(event, 'the OpeningRecorded event of a recordOpening act').public));
  return fields;
}

export async function openingOf(pool: pg.Pool, lot: string): Promise<OpeningRecord | OpeningAwaited | undefined> {
  const state = await streamState<LotRoom>(pool, lot);
  if (state?.machine !== 'lot' || state.room.notice === null) return undefined;
  const act = await latestAct(pool, lot, 'recordOpening');
  const closing = state.deadlines['closing'];
  if (act === undefined) return { lot, stage: state.stage, recorded: false, closingAt: closing && 'at' in closing ? instantText(closing.at) : null, sealsIntact: state.room.seals?.intact ?? null, failure: state.room.failure ?? null };
  const { lines, opened, unopened, revoked, withdrawn, failure } = { ...LATER, ...recordedIn(act.bytes) };
  const recordedAt = instantText(present(instant(Number(act.at)), 'moment of an act'));
  return { lot, stage: state.stage, recorded: true, entry: toHex(act.entry), index: act.index === null ? null : Number(act.index), recordedAt, opened, unopened, revoked, withdrawn, failure, lines: lines.map((each) => ({ ...LATER_IN_LINE, ...each })) };
}

/** Bids are decrypted at this stage only: tenderers announced, seals checked, coefficients drawn. */
const OPENING = 'opening';

export const isGuardian = (lot: StreamState<LotRoom>, party: string): boolean => lot.room.guardianship?.guardians.some((each) => each.party === party) === true;

const awaits = (bid: StreamState<BidRoom>, guardian: string): boolean =>
  bid.stage === 'submitted' && !bid.room.shares.some((share) => share.guardian === guardian) && !bid.room.capsuleRefused.includes(guardian);

/** Lots whose seals are checked and whose bids still lack this guardian's share. */
export async function openingsFor(pool: pg.Pool, guardian: string): Promise<readonly { readonly lot: string; readonly awaiting: number }[]> {
  const lots = (await statesAt<LotRoom>(pool, 'lot', OPENING)).filter((lot) => isGuardian(lot, guardian));
  const counted = await Promise.all(lots.map(async (lot) => ({ lot: lot.id, awaiting: (await ownedStates<BidRoom>(pool, lot.id, 'bid')).filter((bid) => awaits(bid, guardian)).length })));
  return counted.filter((each) => each.awaiting > 0);
}

export type SealedBid = { readonly bid: string; readonly stage: string; readonly commitment: string; readonly salt: string; readonly sealed: Json; readonly awaiting: boolean };

const AT_OPENING = new Set(['submitted', 'released', 'opened', 'unopened']);

/** The bids that stood at the deadline, in order of id: with their commitments they give the live root that the close bound the platform to. */
async function sealedBids(pool: pg.Pool, lot: string, guardian: string): Promise<readonly SealedBid[]> {
  const bids = (await ownedStates<BidRoom>(pool, lot, 'bid')).filter((bid) => AT_OPENING.has(bid.stage));
  const { rows } = await pool.query<{ stream: string; salt: Buffer; value: string }>(
    `SELECT DISTINCT ON (stream) stream, salt, value FROM disclosure WHERE stream = ANY($1::text[]) AND name = 'sealed' AND value IS NOT NULL ORDER BY stream, act DESC`,
    [bids.map((bid) => bid.id)],
  );
  const sealed = new Map(rows.map((row) => [row.stream, row]));
  return bids
    .flatMap((bid): readonly SealedBid[] => {
      const row = sealed.get(bid.id);
      if (row === undefined || bid.room.commitment === null) return [];
      return [{ bid: bid.id, stage: bid.stage, commitment: bid.room.commitment, salt: toHex(row.salt), sealed: JSON.parse(row.value), awaiting: awaits(bid, guardian) }];
    })
    .toSorted((left, right) => (left.bid < right.bid ? -1 : 1));
}

export type GuardianOpening = {
  readonly lot: string; readonly notice: LotRoom['notice']; readonly guardianship: LotRoom['guardianship']; readonly liveRoot: string | null;
  readonly closeAct: { readonly index: number | null; readonly entry: string; readonly salt: string; readonly bytes: string };
  readonly bids: readonly SealedBid[];
};

/** Everything a guardian checks before it releases a share. The caller has asked `isGuardian` and `mayGuard`. That the seals were checked and the coefficients drawn it reads from the lot's own acts. */
export async function guardianOpening(pool: pg.Pool, lot: StreamState<LotRoom>, guardian: string): Promise<GuardianOpening> {
  const [close, bids] = await Promise.all([latestAct(pool, lot.id, 'closeBidding'), sealedBids(pool, lot.id, guardian)]);
  const { entry, salt, bytes, index } = present(close, `the close of ${lot.id}, which is being opened`);
  const { notice, guardianship, liveRoot } = lot.room;
  return {
    lot: lot.id, notice, guardianship, liveRoot,
    closeAct: { index: index === null ? null : Number(index), entry: toHex(entry), salt: toHex(salt), bytes: toBase64(bytes) }, bids,
  };
}

export const mayGuard = (lot: StreamState<LotRoom>): boolean => lot.stage === OPENING;
