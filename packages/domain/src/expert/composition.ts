/** Who may sit on a committee, and in what proportion (法 37, 条例 46). Pure over what the register says of the persons. */
import { toHex, utf8 } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import { z } from 'zod';
import { streamId, text } from '../act/contract.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { asJson } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import type { PartyRoom, Person } from '../party/state.ts';
import type { Facts } from '../procedure/types.ts';
import type { Member } from './state.ts';

/** A member as entered. `field`: the professional field (专业) the person is to judge. */
export const entry = z.strictObject({ party: streamId('party'), kind: z.enum(['expert', 'entity']), field: text(60) });
export type Entry = z.infer<typeof entry>;

/** SHA-256 over 'committee/v1' and the canonical bytes of lot and members: what the confirming person says was read. */
export const listDigest = (lot: string, members: readonly Member[]): string =>
  toHex(digest('sha256', utf8('committee/v1'), canonicalBytes(asJson({ lot, members: members.map((member) => ({ ...member })) }))));

/** What the guards of the procedure ask of a list of members. */
export function composition(members: readonly Member[]): Facts {
  const experts = members.filter((member) => member.kind === 'expert').length;
  return {
    memberCount: members.length,
    oddMembers: members.length % 2 === 1,
    twoThirdsExperts: experts * 3 >= members.length * 2,
    supervisorStaffCount: members.filter((member) => member.supervisorStaff).length,
  };
}

const unfit = (number: string, zh: string, en: string): Refusal => refuse('memberUnfit', ['LAW-37', 'REG-46'], { member: number, problem: en, problemZh: zh, problemEn: en });

const plain = (name: string): string => name.normalize('NFKC').replace(/\s+/gu, '');
/** Names of units as people type them: wide characters, brackets and spaces make no other unit. */
export const sameUnit = (left: string, right: string): boolean => plain(left) === plain(right);

type Judged = { readonly ok: true; readonly member: Member; readonly warnings: readonly Warning[] } | { readonly ok: false; readonly fault: Refusal };

/**
 * A person of the register as a member. Whoever works for the procuring entity or its agency represents it and is counted so, whatever was entered: an expert is
 * independent of both (法 37). Years and title are a warning: the law also knows the same professional level (同等专业水平), which no register field proves.
 */
export function memberFrom({ party, kind, field }: Entry, room: PartyRoom, employers: readonly string[]): Judged {
  const { person, creditCode: number } = room;
  if (!person) return { ok: false, fault: unfit(number, '不是已登记的个人', 'is not a registered person') };
  if (kind === 'expert' && !person.fields.includes(field)) return { ok: false, fault: unfit(number, `没有登记“${field}”专业`, `is not registered in the field ${field}`) };
  const own = employers.some((each) => sameUnit(each, person.employer));
  const member: Member = { party, number, kind: own ? 'entity' : kind, field, employer: person.employer, supervisorStaff: person.supervisorStaff };
  return { ok: true, member, warnings: [...(own && kind === 'expert' ? [ofTheEntity(number)] : []), ...(member.kind === 'expert' ? standing(number, person) : [])] };
}

const ofTheEntity = (number: string): Warning =>
  warn('LAW-37', `${number} 在招标人或者招标代理机构工作，按招标人代表计算，不计入专家。`, `${number} works for the procuring entity or its agency and is counted as its representative, not as an expert.`);

function standing(number: string, { yearsInField, seniorTitle }: Person): readonly Warning[] {
  if (yearsInField >= 8 && seniorTitle) return [];
  const [years, title] = [String(yearsInField), seniorTitle ? { zh: '有高级职称', en: 'a senior title' } : { zh: '没有高级职称', en: 'no senior title' }];
  return [warn('TND-064', `${number} 从事相关领域工作 ${years} 年，${title.zh}。请核对是否满八年并具有高级职称或者同等专业水平。`, `${number}: ${years} years in the field, ${title.en}. Check that there are eight years and a senior title or the same professional level.`)];
}

/** EXP-06: several experts of one employer. Usual local rule, not the law's: a warning. */
export function employerWarnings(members: readonly Member[]): readonly Warning[] {
  const byEmployer = Map.groupBy(members.filter((member) => member.kind === 'expert'), (member) => member.employer);
  return [...byEmployer].filter(([, list]) => list.length > 1).map(([employer, list]) =>
    warn('EXP-06', `${employer} 有 ${list.length} 名专家：${numbers(list)}。通常同一单位不超过 1 名。`, `${list.length} experts of one employer (${employer}): ${numbers(list)}. Usually one at most.`));
}

const numbers = (members: readonly Member[]): string => members.map((member) => member.number).toSorted().join('、');
