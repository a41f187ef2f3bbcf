/** A city in memory with one project of works, for the tables of planning and of the tender document. */
import { parseInstant, present, unwrap, type Instant, type JsonObject, type Result } from '@zhaobiao/basics';
import type { LotRoom, Refusal } from '@zhaobiao/domain';
import { memoryCity, memoryLaw, worksBasis, worksDraft, type Done, type MemoryCity, type Person } from '@zhaobiao/testkit';

export const at = (text: string): Instant => present(parseInstant(text), text);
export const REGISTERED = at('2026-01-05T09:00:00.000+08:00');
export const PUBLISHED = at('2026-02-10T09:00:00.000+08:00');
export const CLOSING = '2026-03-16T09:30:00.000+08:00';
export const ISSUE_ENDS = '2026-02-20T17:00:00.000+08:00';
export const ESTIMATE = 4_000_000_000;
export const PROJECT = 'project:P1';
export const LOT = 'lot:P1/1';

export const LAW = memoryLaw();

export type Ground = MemoryCity & { readonly entity: Person; readonly agency: Person; readonly stranger: Person; readonly rival: Person };

export function ground(): Ground {
  const city = memoryCity(LAW);
  const settle = (code: string, role: string): Person => city.settle(code, [role]);
  return { ...city, entity: settle('ENTITY', 'procuringEntity'), agency: settle('AGENCY', 'agency'), stranger: settle('STRANGER', 'procuringEntity'), rival: settle('RIVAL', 'agency') };
}

export const projectCommand = ({ entity, agency }: Pick<Ground, 'entity'> & { readonly agency: Person | null }, change: JsonObject = {}): JsonObject => ({
  project: 'P1', name: '测试道路工程', region: '350525', procuringEntity: entity.party, agency: agency?.party ?? null, procedure: LAW.pin('open-tender.works'), estimateFen: ESTIMATE, investmentCode: null,
  basis: worksBasis({ agency: agency?.party ?? null, estimateFen: ESTIMATE }), ...change,
});

export const lotCommand = (change: JsonObject = {}): JsonObject => ({ project: PROJECT, number: '1', name: '施工一标段', estimateFen: ESTIMATE, ...change });

type Drafting = Partial<Parameters<typeof worksDraft>[0]>;
export const draftCommand = (change: Drafting = {}): JsonObject =>
  worksDraft({ lot: LOT, title: '测试道路工程施工招标公告', documents: [], ceilingFen: 3_800_000_000, securityFen: 80_000_000, validityDays: 90, ...change });

export const publishCommand = (draft: string, change: JsonObject = {}): JsonObject => ({ lot: LOT, draft, media: ['national'], issueEndsAt: ISSUE_ENDS, closingAt: CLOSING, ...change });

/** A project and one lot, with whatever basis. */
export function definedLot(basis: JsonObject = {}): Ground {
  const city = ground();
  unwrap(city.act(city.entity, 'registerProject', projectCommand(city, { basis: worksBasis({ agency: city.agency.party, estimateFen: ESTIMATE }, basis) }), REGISTERED));
  unwrap(city.act(city.entity, 'defineLot', lotCommand(), REGISTERED));
  return city;
}

export const drafted = (city: Ground, change: Drafting = {}, moment: Instant = PUBLISHED): string => String(unwrap(city.act(city.agency, 'draftDocument', draftCommand(change), moment)).answer['draft']);

/** A lot that is bidding. */
export function publishedLot(change: Drafting = {}): Ground {
  const city = definedLot();
  unwrap(city.act(city.entity, 'publishNotice', publishCommand(drafted(city, change)), PUBLISHED));
  return city;
}

export const room = (city: MemoryCity): LotRoom => city.state(LOT).room as LotRoom;

/** `accepted`, or the refusal's code with its first article and the field it is about. */
export const said = (result: Result<Done, Refusal>): string => (result.ok ? 'accepted' : [result.fault.code, result.fault.cite[0] ?? '', result.fault.params['field'] ?? ''].join(' ').trim());

export const warned = (result: Result<Done, Refusal>): readonly string[] => {
  const list = unwrap(result).answer['warnings'];
  return Array.isArray(list) ? list.map((each: JsonObject) => String(each['rule'])) : [];
};
