/** A city over the network: citizens with their connections, and the acts that bring a tender to the point where bids come in. */
import type { JsonObject } from '@zhaobiao/basics';
import { connect, obtainToken, type Answer, type Command, type Connection } from '@zhaobiao/client';
import { signer, type Entropy } from '@zhaobiao/evidence';
import type { Citizen } from './citizen.ts';
import { defineLotCommand, draftDocumentCommand, lotId, publishNoticeCommand, registerProjectCommand, type LotFacts, type NoticeFacts, type ProjectFacts } from './commands.ts';
import type { DraftFacts } from './works.ts';

export type CitySettings = {
  /** `http://127.0.0.1:8080` */
  readonly base: string;
  readonly entropy: Entropy;
  readonly attempts?: number;
};

export type City = {
  readonly base: string;
  /** A citizen's connection with a token of its own, kept. Throws where the citizen is not registered. */
  readonly of: (who: Citizen) => Promise<Connection>;
  /** A connection whose every act bears this moment: for batches in a demonstration. */
  readonly at: (who: Citizen, moment: string) => Promise<Connection>;
  /** Performs an act that must succeed; throws with the refusal otherwise. A moment stamps it in a demonstration. */
  readonly act: (who: Citizen, command: Command, moment?: string) => Promise<JsonObject>;
  /** A public read, without a token. */
  readonly read: (path: string) => Promise<Answer>;
};

/** Header by which a request to a demonstration brings its own moment. */
export const DEMO_AT = 'zhaobiao-demo-at';

const accepted = (command: Pick<Command, 'act' | 'stream'>, { status, body }: Answer): JsonObject => {
  if (status < 300) return body;
  throw new Error(`${command.act} on ${command.stream} was answered ${status}: ${JSON.stringify(body)}`);
};

export function cityOf(settings: CitySettings): City {
  const { base, entropy } = settings;
  const shared = { base, entropy, ...(settings.attempts === undefined ? {} : { attempts: settings.attempts }) };
  // Reads of the public need no key; the one here signs nothing.
  const stranger = connect({ ...shared, party: '', signer: signer('ed25519', entropy(32)) });
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (who: Citizen): Promise<string> => {
    const known = tokens.get(who.party) ?? obtainToken({ ...shared, party: who.party, signer: who.signer }).then((token) => {
      if (token === undefined) throw new Error(`${who.name} (${who.party}) gets no token: is it registered?`);
      return token;
    });
    tokens.set(who.party, known);
    known.catch(() => tokens.delete(who.party));
    return known;
  };
  const of = async (who: Citizen, headers: Readonly<Record<string, string>> = {}): Promise<Connection> =>
    connect({ ...shared, party: who.party, signer: who.signer, token: await tokenOf(who), headers });
  return {
    base,
    of: (who) => of(who),
    at: (who, moment) => of(who, { [DEMO_AT]: moment }),
    act: async (who, command, moment) => accepted(command, await (await of(who)).act(command, moment === undefined ? {} : { [DEMO_AT]: moment })),
    read: (path) => stranger.get(path),
  };
}

export type TenderFacts = { readonly project: ProjectFacts; readonly lot: LotFacts; readonly document: Omit<DraftFacts, 'lot'>; readonly notice: Pick<NoticeFacts, 'issueEndsAt' | 'closingAt'> };
export type PublishedTender = { readonly lot: string; /** Digest of the notice: what tenderers sign over. */ readonly tender: string };

export type Issuers = { readonly procuringEntity: Citizen; /** Draws the document up: who issues it may not. */ readonly agency: Citizen };

/** Project, lot, document and notice of one tender. The files of the document must have been uploaded by the agency. `moments`: when each happens, RFC 3339, in a demonstration. */
export async function publishTender(city: City, { procuringEntity, agency }: Issuers, facts: TenderFacts, moments: { readonly registered?: string; readonly published?: string } = {}): Promise<PublishedTender> {
  await city.act(procuringEntity, registerProjectCommand(facts.project), moments.registered);
  await city.act(procuringEntity, defineLotCommand(facts.lot), moments.registered);
  const lot = lotId(facts.lot);
  const drafted = await city.act(agency, draftDocumentCommand({ lot, ...facts.document }), moments.published);
  const answer = await city.act(procuringEntity, publishNoticeCommand({ lot, draft: String(drafted['draft']), ...facts.notice }), moments.published);
  return { lot, tender: String(answer['tender']) };
}
