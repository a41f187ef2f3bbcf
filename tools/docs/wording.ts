/** The parts of a procedure in words: guards, windows, effects, lengths, anchors. */
import { FACTS, MACHINE_TITLES, REFUSALS, RELATION_TITLES, ENVELOPE_TITLES } from '@zhaobiao/domain';
import type { Bilingual, Deadline, DeadlineId, Guard, Length, Machine, Parameter, Procedure, Relation, Stage, Transition } from '@zhaobiao/domain';
import { both, cited, code, plain } from './markdown.ts';

export type Ground = { readonly procedure: Procedure; readonly machine: Machine };

const UNITS = {
  day: { zh: '日', en: 'days' }, workingDay: { zh: '工作日', en: 'working days' }, ms: { zh: '毫秒', en: 'ms' }, fen: { zh: '分', en: 'fen' },
  permille: { zh: '‰', en: 'permille' }, count: { zh: '', en: '' }, none: { zh: '', en: '' },
} as const satisfies Record<Parameter['unit'], Bilingual>;

const UNIT_OF = { calendar: UNITS.day, working: UNITS.workingDay, clock: UNITS.ms } as const satisfies Record<Deadline['count'], Bilingual>;

const SIZES = [[86_400_000, '天', 'day'], [3_600_000, '小时', 'hour'], [60_000, '分钟', 'minute'], [1000, '秒', 'second']] as const;

/** Milliseconds as people say them: 14400000 is 4 小时. */
export function duration(ms: number): Bilingual {
  const size = SIZES.find(([length]) => ms >= length && ms % length === 0);
  if (size === undefined) return { zh: `${ms} 毫秒`, en: `${ms} ms` };
  const many = ms / size[0];
  return { zh: `${many} ${size[1]}`, en: `${many} ${size[2]}${many === 1 ? '' : 's'}` };
}

export const relations = (by: readonly Relation[]): string => by.map((each) => both(RELATION_TITLES[each])).join('、');

/** An act is named by the title it has in this procedure; one act with two titles by both. */
export function actName(procedure: Procedure, act: string): string {
  const titles = new Set(Object.values(procedure.machines).flatMap((machine) => machine.transitions.filter((transition) => transition.act === act).map(({ title }) => title.zh)));
  return titles.size === 0 ? code(act) : `${[...titles].map(plain).join('、')} ${code(act)}`;
}

export function deadlineName({ procedure, machine }: Ground, id: DeadlineId): string {
  const everywhere = [machine, ...Object.values(procedure.machines)].flatMap(({ deadlines }) => deadlines);
  const found = everywhere.find((deadline) => deadline.id === id);
  return found === undefined ? code(id) : `${plain(found.title.zh)} ${code(id)}`;
}

export function parameterValue({ value, unit }: Pick<Parameter, 'value' | 'unit'>): string {
  if (typeof value === 'boolean') return value ? '是 *yes*' : '否 *no*';
  if (unit === 'ms' && typeof value === 'number') return both(duration(value));
  const { zh, en } = UNITS[unit];
  return zh === '' ? String(value) : `${String(value)} ${both({ zh, en })}`;
}

export function lengthText(procedure: Procedure, length: Length, count: Deadline['count']): string {
  if (typeof length === 'number') return length === 0 ? '即时 *at once*' : count === 'clock' ? both(duration(length)) : `${length} ${both(UNIT_OF[count])}`;
  const parameter = procedure.parameters[length.parameter];
  return `${parameter === undefined ? '' : `${parameterValue(parameter)} `}${code(length.parameter)}`;
}

const COMPARED = { equal: '＝', notEqual: '≠', atLeast: '≥', atMost: '≤', below: '＜' } as const satisfies Record<Guard['is'], string>;

function compared(procedure: Procedure, value: Guard['value']): string {
  if (typeof value === 'boolean') return value ? '是 *yes*' : '否 *no*';
  if (typeof value !== 'object') return String(value);
  if ('fact' in value) return both(FACTS[value.fact]);
  const parameter = procedure.parameters[value.parameter];
  return parameter === undefined ? code(value.parameter) : `${both(parameter.title)}（${parameterValue(parameter)}）`;
}

const isCode = (name: string): name is keyof typeof REFUSALS => Object.hasOwn(REFUSALS, name);

/** `投标文件数 ＜ 3`, and what the platform answers when it does not hold. */
export function guardText(procedure: Procedure, { fact, is, value, refusal, cite }: Guard): string {
  const otherwise = refusal === undefined ? '' : `；否则 *otherwise* ${isCode(refusal) ? `“${plain(REFUSALS[refusal].zh)}”` : ''} ${code(refusal)}`;
  return `${both(FACTS[fact])} ${COMPARED[is]} ${compared(procedure, value)}${otherwise}${cite === undefined ? '' : ` ${cited(cite)}`}`;
}

const all = (procedure: Procedure, guards: readonly Guard[] | undefined): string => (guards ?? []).map((guard) => guardText(procedure, guard)).join('；并且 *and* ');

const stageName = (machine: Machine | undefined, stage: Stage): string => {
  const title = machine?.stages[stage];
  return title === undefined ? code(stage) : plain(title.zh);
};

/** Everything that must hold besides stage and relation. */
export function conditions(ground: Ground, transition: Transition): string {
  const { procedure, machine } = ground;
  const parent = machine.parent === undefined ? undefined : procedure.machines[machine.parent];
  const { window, completes, parentIn } = transition;
  const parts = [
    ...(parentIn === undefined || machine.parent === undefined ? [] : [`${MACHINE_TITLES[machine.parent].zh}处于 *its ${MACHINE_TITLES[machine.parent].en} is in* ${parentIn.map((stage) => stageName(parent, stage)).join('、')}`]),
    ...(window?.from === undefined ? [] : [`不早于 *not before* ${deadlineName(ground, window.from)}`]),
    ...(window?.until === undefined ? [] : [`早于 *before* ${deadlineName(ground, window.until)}`]),
    ...(transition.when ?? []).map((guard) => guardText(procedure, guard)),
    ...(completes === undefined ? [] : ['allOf' in completes
      ? `全体${RELATION_TITLES[completes.allOf].zh}都办理后才转入下一阶段 *moves on when all have done it*`
      : `${RELATION_TITLES[completes.atLeast].zh}办理数 ≥ ${compared(procedure, completes.count)} 后才转入下一阶段 *moves on when so many have done it*`]),
  ];
  return parts.join('<br>');
}

/** The stage that follows, with its condition where there are several. */
export function outcome({ procedure, machine }: Ground, { to }: Transition): string {
  if (to === undefined) return '阶段不变 *stays*';
  if (typeof to === 'string') return stageName(machine, to);
  return to.map((branch) => `${branch.if === undefined ? '否则 *otherwise*' : all(procedure, branch.if)} → ${stageName(machine, branch.to)}`).join('<br>');
}

export function effects(ground: Ground, { effects: list }: Transition): string {
  const { procedure, machine } = ground;
  return (list ?? []).map((effect): string => {
    if ('move' in effect) {
      const unless = effect.unless === undefined ? '' : `，除非 *unless* ${all(procedure, effect.unless)}`;
      return `${deadlineName(ground, effect.move)} 顺延，不早于 *moves, not before* ${deadlineName(ground, effect.notBefore)}${unless}`;
    }
    if ('clear' in effect) return `撤销期限 *clears* ${deadlineName(ground, effect.clear)}`;
    if ('release' in effect) return `可以解密 *may be opened*：${both(ENVELOPE_TITLES[effect.release])}${effect.of === undefined ? '' : `，${all(procedure, effect.of)}`}`;
    if ('parent' in effect) return `${machine.parent === undefined ? '' : MACHINE_TITLES[machine.parent].zh}转入 *moves its parent to* ${stageName(machine.parent === undefined ? undefined : procedure.machines[machine.parent], effect.parent)}`;
    if ('publish' in effect) return `公开等待下列事项的内容 *publishes what waited for* ${actName(procedure, effect.publish)}${effect.when === undefined ? '' : `，${all(procedure, effect.when)}`}`;
    return 'spawn' in effect ? `产生 *spawns* ${both(MACHINE_TITLES[effect.spawn])}` : `作废 *invalidates* ${both(MACHINE_TITLES[effect.invalidate])}`;
  }).join('<br>');
}

export function anchorText(ground: Ground, { anchor }: Deadline): string {
  const acts = (list: string | readonly string[]): string => [list].flat().map((act) => actName(ground.procedure, act)).join('、');
  if ('after' in anchor) return `自 *after* ${acts(anchor.after)}`;
  if ('before' in anchor) return `${deadlineName(ground, anchor.before)} 之前 *before*`;
  if ('afterDeadline' in anchor) return `自 *after* ${deadlineName(ground, anchor.afterDeadline)}`;
  return `${acts(anchor.of)} 载明 *as stated there* ${code(anchor.field)}`;
}

export const countText = (count: Deadline['count']): string => ({ calendar: '自然日 *calendar days*', working: '工作日 *working days*', clock: '时刻 *by the clock*' })[count];
export const kindText = (kind: Deadline['kind']): string => ({ atLeast: '不少于 *at least*', atMost: '不超过 *at most*', exactly: '时点 *moment*' })[kind];
