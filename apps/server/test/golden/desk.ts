/** Who acts in the golden cases, and the pace at which they act: one second after the other, everything from one seed. */
import { addDays, dayOf, instantText, parseInstant, present, shift, startOf, toHex, type Day, type Instant, type JsonObject } from '@zhaobiao/basics';
import { chunkDigest, type Signer } from '@zhaobiao/evidence';
import type { Actor, StreamState } from '@zhaobiao/domain';
import { START, expectAccepted, type Party, type Spine } from '../spine.ts';

export type Who = Actor & { readonly signer: Signer };
export type Moment = { readonly at?: Instant; readonly tender?: string };

export type Cast = {
  readonly operator: Party;
  readonly supervisor: Party;
  readonly depository: Party;
  /** Suppliers, `firm(1)` the first. */
  readonly firm: (index: number) => Party;
  /** Experts of the bank, numbered `E1`, `E2`, … */
  readonly expert: (index: number) => Party;
  /** Who represents the procuring entity on a committee. */
  readonly delegate: Party;
};

export type Desk = {
  readonly spine: Spine;
  readonly cast: Cast;
  /** Bytes of documents and ciphertexts by digest, in the place of an object store. */
  readonly objects: Map<string, Uint8Array>;
  readonly now: () => Instant;
  readonly wait: (ms: number) => void;
  /** Lets the time pass to a moment that lies ahead. */
  readonly until: (moment: Instant) => void;
  /** Performs one second later, or at the moment said, and gives the answer's body; throws when it is refused. */
  readonly must: (who: Who, act: string, command: JsonObject, moment?: Moment) => Promise<JsonObject>;
  /** Performs what will be refused and kept (a late bid); gives the code of the refusal. */
  readonly refused: (who: Who, act: string, command: JsonObject, moment: Moment) => Promise<string>;
};

function person(spine: Spine, index: number, number: string): Party {
  return { ...spine.party(index, ['expert']), party: `party:${number}`, creditCode: number };
}

export const castOf = (spine: Spine): Cast => ({
  operator: spine.party(6, ['operator']), supervisor: spine.party(7, ['supervisor']), depository: spine.party(8, ['depository']),
  firm: (index) => spine.party(100 + index, ['supplier']), expert: (index) => person(spine, 300 + index, `E${index}`), delegate: person(spine, 399, 'D1'),
});

/** A case that begins at a moment; each case keeps its own time. */
export function deskAt(spine: Spine, start: Instant = START): Desk {
  let now = start;
  const at = (moment: Instant | undefined): Instant => {
    now = moment ?? shift(now, 1_000);
    return now;
  };
  const options = ({ at: moment, tender }: Moment) => ({ at: at(moment), ...(tender === undefined ? {} : { tender }) });
  return {
    spine, cast: castOf(spine), objects: new Map(), now: () => now,
    wait: (ms) => void (now = shift(now, ms)),
    until: (moment) => void (now = moment > now ? moment : now),
    must: async (who, act, command, moment = {}) => {
      const answer = await expectAccepted(spine.act(who, act, command, options(moment))).catch((error: unknown) => {
        throw new Error(`${act} by ${who.party} at ${instantText(now)}`, { cause: error });
      });
      return answer.body;
    },
    refused: async (who, act, command, moment) => {
      const { status, body } = await spine.act(who, act, command, options(moment));
      const refusal = body['refused'] as JsonObject | undefined;
      if (status < 400 || body['act'] === undefined) throw new Error(`${act} was to be refused and kept: ${status} ${JSON.stringify(body)}`);
      return String(refusal?.['code']);
    },
  };
}

/** A lot and the document its bids are made for. */
export type Case = { readonly desk: Desk; readonly project: string; readonly lot: string; readonly tender: string };

export const local = (lot: string): string => lot.slice('lot:'.length);
export const bidOf = (lot: string, firm: Party): string => `bid:${local(lot)}/${firm.creditCode}`;
export const securityOf = (lot: string, firm: Party): string => `security:${local(lot)}/${firm.creditCode}`;

/** A digest of a document that is named and not kept. */
export const paper = (name: string): string => toHex(chunkDigest(new TextEncoder().encode(name)));

/** Uploads a paper in the name of who acts. */
export async function uploaded(desk: Desk, who: Who, name: string): Promise<string> {
  await desk.spine.upload(who.party, paper(name));
  return paper(name);
}

export async function stateOf<Room = unknown>(desk: Desk, id: string): Promise<StreamState<Room>> {
  const { rows } = await desk.spine.pool.query<{ readonly state: string }>('SELECT state FROM stream WHERE id = $1', [id]);
  return JSON.parse(present(rows[0], id).state) as StreamState<Room>;
}

/** Lets the time pass to a deadline of the lot. */
export async function untilDeadline(desk: Desk, lot: string, deadline: string): Promise<void> {
  const timing = present((await stateOf(desk, lot)).deadlines[deadline], deadline);
  if (!('at' in timing)) throw new Error(`${deadline} waits for a calendar`);
  desk.until(timing.at);
}

/** Half past nine, so many days on. */
export const morning = (desk: Desk, days: number): Instant => shift(startOf(addDays(dayOf(desk.now()), days)), 34_200_000);
export const today = (desk: Desk): Day => dayOf(desk.now());
export const momentOf = (text: unknown): Instant => present(parseInstant(String(text)), `moment ${String(text)}`);

/** An act of the clock on the lot. */
export const clock = (desk: Desk, act: string, lot: string): Promise<JsonObject> => desk.must(desk.spine.people.clock, act, { lot });
