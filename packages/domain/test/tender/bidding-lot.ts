/** A lot that is bidding, put into memory as the procedure's own timetable has it: what is tested here begins after the notice. */
import { instantText, parseInstant, present, shift, unwrap, type Instant, type JsonObject } from '@zhaobiao/basics';
import { parseLibrary, parseProcedure, timetable, type BidRoom, type LotRoom, type Procedure, type ProjectRoom, type StreamState } from '@zhaobiao/domain';
import { loadRulebook } from '@zhaobiao/rulebook';
import { memoryCity, type MemoryCity, type Person } from '@zhaobiao/testkit';

export const at = (text: string): Instant => present(parseInstant(text), text);
/** Monday 16 March 2026, 09:30; the notice was published on 10 February. */
export const CLOSING = at('2026-03-16T09:30:00.000+08:00');
export const NOW = at('2026-02-25T10:00:00.000+08:00');
export const LOT = 'lot:P1/1';
export const DIGEST = '11'.repeat(32);

const rulebook = loadRulebook();
const rules = new Set(Object.keys(rulebook.rules));
const parsed = new Map<string, Procedure>();
const procedureOf = (id: string): Procedure => {
  const procedure = parsed.get(id) ?? unwrap(parseProcedure(present(rulebook.procedures[id], id).procedure, rules));
  parsed.set(id, procedure);
  return procedure;
};
export const WORKS = procedureOf('open-tender.works');
const PINNED = { id: WORKS.id, version: WORKS.version, digest: present(rulebook.procedures[WORKS.id], WORKS.id).digest };

export type Ground = MemoryCity & {
  readonly entity: Person;
  readonly agency: Person;
  readonly operator: Person;
  readonly supervisor: Person;
  readonly supplier: (code: string) => Person;
  readonly put: (state: StreamState) => void;
  readonly room: () => LotRoom;
  /** Puts the lot into another stage; nothing else changes. */
  readonly stage: (stage: string) => void;
  /** A bid of a supplier at a stage. */
  readonly bid: (who: Person, stage: string, room?: Partial<BidRoom>) => void;
};

const projectRoom = (entity: Person, agency: Person, mandate: readonly string[]): ProjectRoom => ({
  name: '测试道路工程', region: '350525', procuringEntity: entity.party, agency: agency.party, procedure: PINNED, estimateFen: 4_000_000_000, investmentCode: null, plan: null,
  basis: { form: { kind: 'agency', contract: '委字〔2026〕1号', signedOn: '2026-01-05', mandate } } as unknown as NonNullable<ProjectRoom['basis']>,
});

const lotRoom = (entity: Person, agency: Person): LotRoom =>
  ({
    project: 'project:P1', name: '施工一标段', procuringEntity: entity.party, agency: agency.party, procedure: PINNED, estimateFen: 4_000_000_000, envelopes: ['whole'],
    kind: 'works', stateDominated: true, retenderOf: null, draft: null, drafts: 1, baselineFen: null, parameters: {}, guardianship: null, liveRoot: null, holds: [],
    notice: { version: 1, digest: DIGEST, title: '公告', documents: [{ name: '招标文件', digest: '22'.repeat(32) }], closingAt: instantText(CLOSING) },
  }) as unknown as LotRoom;

export function biddingLot(mandate: readonly string[] = ['draft', 'host', 'answer', 'file']): Ground {
  const law = { ...rulebook, library: unwrap(parseLibrary(rulebook)), platform: procedureOf('platform'), procedureOf: ({ id }: { readonly id: string }) => procedureOf(id) };
  const city = memoryCity(law as unknown as Parameters<typeof memoryCity>[0]);
  const put = (state: StreamState): void => void (city.streams as Map<string, StreamState>).set(state.id, state);
  const [entity, agency] = [city.settle('ENTITY', ['procuringEntity']), city.settle('AGENCY', ['agency'])];
  put({ id: 'project:P1', machine: 'project', version: 1, stage: 'registered', deadlines: {}, room: projectRoom(entity, agency, mandate) });
  const defined: StreamState = { id: LOT, machine: 'lot', version: 2, stage: 'defined', owner: 'project:P1', deadlines: {}, room: lotRoom(entity, agency) };
  const published = at('2026-02-10T09:00:00.000+08:00');
  const chosen = { closingAt: CLOSING, issueEndsAt: at('2026-02-20T17:00:00.000+08:00') };
  const { deadlines } = unwrap(timetable({ procedure: WORKS, machine: 'lot', state: defined, act: 'publishNotice', at: published, chosen, calendar: rulebook.calendar }));
  put({ ...defined, version: 3, stage: 'bidding', deadlines });
  const bid: Ground['bid'] = (who, stage, room = {}) => {
    const id = `bid:P1/1/${who.party.slice('party:'.length)}`;
    const body = { lot: LOT, tenderer: { lead: who.party, members: [] }, name: who.name, creditCode: who.name, sealed: null, commitment: null, submittedAt: null, submissions: 1, refused: 0, attempt: null, attempts: 0, shares: [], capsuleRefused: [], sheet: null, cause: null, openedAt: null, ...room };
    put({ id, machine: 'bid', version: 1, stage, owner: LOT, deadlines: {}, room: body });
  };
  return {
    ...city, entity, agency, put, bid,
    operator: city.settle('OPERATOR', ['operator']), supervisor: city.settle('SUPERVISOR', ['supervisor']),
    supplier: (code) => city.settle(code, ['supplier']),
    room: () => city.state(LOT).room as LotRoom,
    stage: (stage) => put({ ...city.state(LOT), stage }),
  };
}

/** The code of a refusal, or the acceptance. */
export const said = (result: ReturnType<MemoryCity['act']>): string => (result.ok ? 'accepted' : result.fault.code);

/** What an act of the city wrote, as everybody may read it once it is public. */
export const written = (result: ReturnType<MemoryCity['act']>): readonly { readonly type: string; readonly stream: string; readonly public: JsonObject; readonly hidden: JsonObject }[] => {
  const { decision } = unwrap(result);
  return decision.record.events.map((event) => ({ type: event.type, stream: event.stream, public: event.public, hidden: event.hidden as unknown as JsonObject }));
};

export const days = (from: Instant, count: number): Instant => shift(from, count * 86_400_000);
