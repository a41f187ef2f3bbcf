/** One page a procedure: everything that its data say, laid out so that a lawyer can check it against the articles. */
import { MACHINE_TITLES, RELATION_TITLES, ENVELOPE_TITLES, machineIds, matrixOf } from '@zhaobiao/domain';
import type { ActId, Deadline, Machine, MachineId, MatrixRow, Procedure, Relation, Transition } from '@zhaobiao/domain';
import { warningsOf } from '@zhaobiao/rulebook';
import { GENERATED, both, cited, code, page, plain, table, tableUnder } from './markdown.ts';
import { rulesTable } from './rules-table.ts';
import { actName, anchorText, conditions, countText, deadlineName, effects, kindText, lengthText, outcome, parameterValue, relations } from './wording.ts';
import type { Ground } from './wording.ts';

const MAY_CHANGE = { never: '不可改 *nobody*', region: '地区 *region*', tender: '地区、招标文件 *region, tender*' } as const;

function parameters(procedure: Procedure): readonly string[] {
  const rows = Object.entries(procedure.parameters).map(([id, parameter]) => {
    const { min, max } = parameter.bounds ?? {};
    const edge = (value: number | undefined): string => (value === undefined ? '—' : parameterValue({ value, unit: parameter.unit }));
    return [`${both(parameter.title)} ${code(id)}`, parameterValue(parameter), MAY_CHANGE[parameter.mayChange], parameter.bounds === undefined ? '' : `${edge(min)} … ${edge(max)}`, cited(parameter.cite)];
  });
  return tableUnder('## 参数 *Parameters*', ['参数 *parameter*', '值 *value*', '谁可以改 *who may change it*', '范围 *bounds*', '依据 *article*'], rows);
}

/** Relations that may do an act at exactly the same stages with the same outcome share a row. */
type Row = { readonly act: ActId; readonly by: readonly Relation[]; readonly stages: ReadonlySet<string> };

export function matrixRows(matrix: readonly MatrixRow[], machine: MachineId): readonly Row[] {
  const allowed = matrix.filter((row) => row.allowed && row.machine === machine);
  const acts = [...new Set(allowed.map(({ act }) => act))];
  return acts.flatMap((act) => {
    const byStages = new Map<string, { by: Relation[]; stages: Set<string> }>();
    for (const relation of new Set(allowed.filter((row) => row.act === act).map((row) => row.relation))) {
      const stages = allowed.filter((row) => row.act === act && row.relation === relation).map(({ stage }) => stage);
      const key = stages.join(' ');
      const row = byStages.get(key) ?? { by: [], stages: new Set(stages) };
      row.by.push(relation);
      byStages.set(key, row);
    }
    return [...byStages.values()].map(({ by, stages }): Row => ({ act, by, stages }));
  });
}

/** ✓ where the act leaves the stage as it is, → with the number of the stage it leads to, or of several by its conditions. */
function mark(machine: Machine, act: ActId, stage: string, numbers: ReadonlyMap<string, number>): string {
  const to = machine.transitions.find((transition) => transition.act === act && transition.from.includes(stage))?.to;
  if (to === undefined) return '✓';
  const targets = typeof to === 'string' ? [to] : to.map((branch) => branch.to);
  return `→${[...new Set(targets)].map((target) => numbers.get(target) ?? '?').join('/')}`;
}

function matrix({ procedure, machine }: Ground, id: MachineId): string {
  const stages = Object.keys(machine.stages);
  const numbers = new Map(stages.map((stage, index) => [stage, index + 1]));
  const rows = matrixRows(matrixOf(procedure), id).map(({ act, by, stages: where }) => {
    const cites = new Set(machine.transitions.filter((transition) => transition.act === act && transition.from.some((stage) => where.has(stage))).flatMap(({ cite }) => cite));
    return [actName(procedure, act), by.map((relation) => RELATION_TITLES[relation].zh).join('、'), ...stages.map((stage) => (where.has(stage) ? mark(machine, act, stage, numbers) : '')), cited([...cites])];
  });
  return table(['行为 *act*', '谁 *who*', ...stages.map((stage, index) => `${index + 1} ${plain(machine.stages[stage]?.zh ?? stage)}`), '依据 *article*'], rows);
}

const published = (procedure: Procedure, { publicAt }: Transition): string =>
  publicAt === undefined ? '即时 *at once*' : publicAt === 'never' ? '不公开 *never*' : `${actName(procedure, publicAt)} 时 *then*`;

function transitions(ground: Ground): string {
  const { procedure, machine } = ground;
  return table(
    ['行为 *act*', '谁 *who*', '由 *from*', '条件 *conditions*', '结果 *outcome*', '效果 *effects*', '公开 *public*', '依据 *article*'],
    machine.transitions.map((transition) => [
      `${both(transition.title)} ${code(transition.act)}`,
      relations(transition.by),
      transition.from.map((stage) => plain(machine.stages[stage]?.zh ?? stage)).join('、'),
      conditions(ground, transition),
      outcome(ground, transition),
      effects(ground, transition),
      published(procedure, transition),
      cited(transition.cite),
    ]),
  );
}

/** What follows when a moment passes or a duty is done. */
function passing(ground: Ground, { onPass, drain, metBy, limits, rollOver }: Deadline): string {
  const { procedure } = ground;
  return [
    ...(onPass === undefined ? [] : [`届时由平台时钟办理 *the clock does* ${actName(procedure, onPass)}${drain === undefined ? '' : `，再等 *after* ${lengthText(procedure, drain, 'clock')}`}`]),
    ...(metBy === undefined ? [] : [`履行 *met by* ${metBy.map((act) => actName(procedure, act)).join('、')}`]),
    ...(limits === undefined ? [] : [`约束 *bounds* ${deadlineName(ground, limits)}`]),
    ...(rollOver ? ['末日为休假日的顺延 *rolls over a day off*'] : []),
  ].join('<br>');
}

function machineBlocks(procedure: Procedure, id: MachineId): readonly string[] {
  const machine = procedure.machines[id];
  if (machine === undefined) return [];
  const ground: Ground = { procedure, machine };
  const about = [
    ...(machine.parent === undefined ? [] : [`属于 *belongs to* ${both(MACHINE_TITLES[machine.parent])}`]),
    ...(machine.many === true ? ['可以有多个 *there may be many*'] : []),
  ];
  return [
    `## ${both(machine.title)} ${code(id)}`,
    ...(about.length === 0 ? [] : [about.join('；')]),
    '### 阶段 *Stages*',
    table(['', '阶段 *stage*', ''], Object.entries(machine.stages).map(([stage, { zh, en, final, resting }], index) => [
      String(index + 1), `${both({ zh, en })} ${code(stage)}`, final === true ? '终点 *final*' : resting === true ? '可以停留 *may rest here*' : '',
    ])),
    '### 谁在什么阶段可以做什么 *Who may do what at which stage*',
    matrix(ground, id),
    '### 行为的条件和结果 *Conditions and outcomes*',
    transitions(ground),
    ...tableUnder('### 期限 *Deadlines*', ['期限 *deadline*', '起算 *begins*', '长度 *length*', '计算 *counted in*', '性质 *kind*', '届满、履行 *passing, fulfilment*', '依据 *article*'],
      machine.deadlines.map((deadline) => [
        `${both(deadline.title)} ${code(deadline.id)}`, anchorText(ground, deadline), lengthText(procedure, deadline.length, deadline.count), countText(deadline.count), kindText(deadline.kind), passing(ground, deadline), cited(deadline.cite),
      ])),
    ...tableUnder('### 暂停 *Suspensions*', ['因 *by*', '处于 *while*', '不得进行 *blocked*', '期限 *clocks*', '依据 *article*'],
      machine.suspensions.map((suspension) => [
        both(MACHINE_TITLES[suspension.by]), suspension.while.map((stage) => plain(procedure.machines[suspension.by]?.stages[stage]?.zh ?? stage)).join('、'),
        suspension.blocks.map((act) => actName(procedure, act)).join('、'), '继续计算 *run on*', cited(suspension.cite),
      ])),
  ];
}

function nodes(procedure: Procedure): readonly string[] {
  return tableUnder(`## 监管节点（${procedure.nodes.length}） *Supervision nodes*`, ['', '节点 *node*', '对象 *on*', '开始 *opens*', '结束 *closes*', '时限 *clock*', '责任方 *owner*', '证据 *evidence*', '转黄 *amber*'],
    procedure.nodes.map((node, index) => {
      const machine = procedure.machines[node.machine];
      const names = (acts: readonly ActId[]): string => acts.map((act) => actName(procedure, act)).join('、');
      return [
        String(index + 1), `${both(node.title)} ${code(node.id)}`, MACHINE_TITLES[node.machine].zh, names(node.opens), names(node.closes),
        machine === undefined ? code(node.clock) : deadlineName({ procedure, machine }, node.clock), RELATION_TITLES[node.owner].zh, names(node.evidence), `剩余 ${node.amberAtPermille}‰`,
      ];
    }));
}

function citedIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => (key === 'cite' && Array.isArray(value) ? value.map(String) : citedIn(value)));
}

const LEGEND = `表“谁在什么阶段可以做什么”：✓ 可以做，阶段不变；→ 可以做，转入该编号的阶段，几个编号按条件择一；空白为不可以。阶段之外的条件见其后各表。
*In the tables of who may do what: ✓ allowed, the stage stays; → allowed and leads there, to one of several by its conditions; empty: refused. What must hold besides the stage stands in the tables that follow.*`;

export function procedurePage(procedure: Procedure): string {
  const warnings = warningsOf(procedure);
  return page([
    `# ${plain(procedure.title.zh)} *${plain(procedure.title.en)}*`,
    GENERATED,
    `${code(procedure.id)} ${procedure.version} · 依据 *rests on* ${cited(procedure.cite)}`,
    ...(warnings.length === 0 ? [] : [
      `## 尚未核对原文的依据（${warnings.length}） *Articles not yet checked against their text*`,
      '标记 K、K? 的依据凭知识录入，启用前应当取得原文核对；在此之前规则表按提示处理。 *Marked K or K?: entered from knowledge, to be checked before use; until then the rule table warns of them only.*',
      warnings.map(({ rule, mark }) => `${cited([rule])} ${rule} ${mark}`).join(' · '),
    ]),
    ...parameters(procedure),
    LEGEND,
    ...machineIds(procedure).flatMap((id) => machineBlocks(procedure, id)),
    ...tableUnder('## 连带义务 *What an act lays upon others*', ['行为 *act*', '落到 *upon*', '应办 *due*', '时限 *within*', '依据 *article*'],
      procedure.reactions.map((reaction) => {
        const machine = procedure.machines[reaction.each];
        return [actName(procedure, reaction.on), both(MACHINE_TITLES[reaction.each]), actName(procedure, reaction.due), machine === undefined ? code(reaction.within) : deadlineName({ procedure, machine }, reaction.within), cited(reaction.cite)];
      })),
    ...tableUnder('## 密封件 *Envelopes*', ['密封件 *envelope*', '可以解密自 *may be opened from*'], procedure.envelopes.map(({ kind, releasedBy }) => [both(ENVELOPE_TITLES[kind]), actName(procedure, releasedBy)])),
    ...nodes(procedure),
    '## 所引规则 *Rules cited*',
    rulesTable(citedIn(procedure)),
  ]);
}
