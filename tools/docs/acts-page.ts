/** The page of all acts: who, on what, with which fields, under which locks and articles. */
import { ACTS, EVENTS, MACHINE_TITLES, RELATION_TITLES } from '@zhaobiao/domain';
import type { ActDefinition, EventType, FieldClass, Plan, Procedure } from '@zhaobiao/domain';
import { GENERATED, both, cited, code, page, plain, table, tableUnder } from './markdown.ts';
import { fieldsOf, sampleOf } from './contract.ts';
import { rulesTable } from './rules-table.ts';

const CLASSES: Readonly<Record<string, string>> = { public: '公开 *public*', personal: '个人信息 *personal*', secret: '不公开 *secret*' };
const classText = (name: FieldClass): string => CLASSES[name] ?? `${code(name.slice('until:'.length))} 后公开 *public then*`;

/** `lot:P/1` is of the machine `lot`; the platform's own streams have their name alone. */
const kindOf = (id: string): string => {
  const kind = id.split(':')[0] ?? id;
  const title = Object.entries(MACHINE_TITLES).find(([machine]) => machine === kind)?.[1];
  return title === undefined ? code(kind) : `${title.zh} ${code(kind)}`;
};

/** What the plan of a made-up command locks: kinds of streams, not their names. */
export function planOf(definition: ActDefinition): Plan | undefined {
  try {
    return definition.plan(sampleOf(definition.contract), { party: 'party:X' });
  } catch {
    return undefined;
  }
}

function locks(definition: ActDefinition): string {
  const plan = planOf(definition);
  if (plan === undefined) return '所锁定的流随内容而定。 *The streams it locks depend on its content.*';
  const kinds = (ids: readonly string[]): string => [...new Set(ids.map(kindOf))].join('、');
  return [
    `写 *writes* ${kinds([plan.primary.id, ...(plan.writes ?? []).map(({ id }) => id)])}`,
    ...(plan.reads === undefined || plan.reads.length === 0 ? [] : [`读 *reads* ${kinds(plan.reads)}`]),
    ...(plan.sums === undefined || plan.sums.length === 0 ? [] : [`汇总 *sums* ${plan.sums.map(({ owner, machine }) => `${kindOf(owner)} 的全部 *all* ${MACHINE_TITLES[machine].zh} ${code(machine)}`).join('、')}`]),
    ...(plan.objects === undefined || plan.objects.length === 0 ? [] : ['所附文件 *documents*']),
  ].join(' · ');
}

/** Who may do it in which procedure, with the articles there. */
function standing(id: string, procedures: readonly Procedure[]): readonly (readonly string[])[] {
  return procedures.flatMap((procedure) => {
    const rows = Object.values(procedure.machines).flatMap((machine) => machine.transitions.filter(({ act }) => act === id));
    if (rows.length === 0) return [];
    const by = [...new Set(rows.flatMap((row) => row.by))].map((relation) => RELATION_TITLES[relation].zh);
    return [[`[${plain(procedure.title.zh)}](procedures/${procedure.id}.md)`, by.join('、'), cited([...new Set(rows.flatMap(({ cite }) => cite))])]];
  });
}

const eventsOn = (machine: string): readonly [string, EventType][] => Object.entries(EVENTS).filter(([, type]) => type.machine === machine).toSorted(([left], [right]) => left.localeCompare(right, 'en'));

/** How events of the act's own machine keep a field of the same name. */
function kept(machine: string, name: string): string {
  const classes = new Set(eventsOn(machine).flatMap(([, { fields }]) => (Object.hasOwn(fields, name) ? [fields[name] ?? 'public'] : [])));
  return [...classes].map(classText).join('、');
}

function actBlocks(definition: ActDefinition, procedures: readonly Procedure[]): readonly string[] {
  const fields = fieldsOf(definition.contract);
  return [
    `### ${both(definition.title)} ${code(definition.id)}`,
    `对象 *on* ${both(MACHINE_TITLES[definition.machine])} · ${locks(definition)}`,
    ...tableUnder('', ['字段 *field*', '类型 *type*', '必填 *required*', '存证后 *as kept*'], fields.map(({ name, type, required }) => [code(name), plain(type), required ? '是 *yes*' : '', kept(definition.machine, name)])).slice(1),
    ...tableUnder('', ['程序 *procedure*', '谁 *who*', '依据 *article*'], standing(definition.id, procedures)).slice(1),
  ];
}

/** Rooms in the order of the catalogue. */
export function actsPage(procedures: readonly Procedure[]): string {
  const acts = [...ACTS.values()];
  const rooms = [...new Set(acts.map(({ room }) => room))];
  const cites = procedures.flatMap((procedure) => Object.values(procedure.machines).flatMap(({ transitions }) => transitions.filter(({ act }) => ACTS.has(act)).flatMap(({ cite }) => cite)));
  const machines = [...new Set(Object.values(EVENTS).map(({ machine }) => machine))].toSorted();
  return page([
    '# 行为目录 *The catalogue of acts*',
    GENERATED,
    `${acts.length} 种行为。每个被接受的行为是存证日志的一片叶子，含一个或者几个事件；不公开的字段只以承诺值存证。字段“存证后”一列取自同一对象的同名事件字段。 *${acts.length} acts. An accepted act is one leaf of the log and holds one or more events; hidden fields stand in it as commitments. “As kept” is the class of the field of that name in the events of the same stream.*`,
    ...rooms.flatMap((room) => [`## ${code(room)}`, ...acts.filter((act) => act.room === room).flatMap((act) => actBlocks(act, procedures))]),
    '## 事件和字段 *Events and their fields*',
    ...machines.flatMap((machine) => [
      `### ${both(MACHINE_TITLES[machine])} ${code(machine)}`,
      table(['事件 *event*', '字段 *fields*'], eventsOn(machine).map(([name, { fields }]) => [code(name), Object.entries(fields).map(([field, each]) => `${code(field)} ${classText(each)}`).join('、')])),
    ]),
    '## 所引规则 *Rules cited*',
    rulesTable(cites),
  ]);
}
