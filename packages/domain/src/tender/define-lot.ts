import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { amountFen, localName, streamId, text } from '../act/contract.ts';
import { setOf, type Context } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { asJson, defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import { mandateFault, type ProjectRoom, type TenderBasis } from '../planning/state.ts';
import { parameterOf } from '../procedure/parameter.ts';
import type { ParameterId } from '../procedure/types.ts';
import { hasEnded, lotsOf, type LotRoom } from './state.ts';
import { yuan } from './terms-words.ts';

const contract = z.strictObject({
  project: streamId('project'),
  number: localName,
  name: text(200),
  estimateFen: amountFen,
  /** The lot of this project whose tender came to nothing and is repeated (条例 44, 法 28). */
  retenderOf: streamId('lot').nullable().default(null),
});
type Command = z.output<typeof contract>;

const THRESHOLDS: Readonly<Record<TenderBasis['kind'], ParameterId>> = { works: 'compulsoryWorksFen', goods: 'compulsoryGoodsFen', services: 'compulsoryServicesFen' };

/** Lots of the project that still stand, the new one among them. */
const standing = (context: Context<Command>): readonly number[] => [
  ...setOf(context, lotsOf(context.command.project)).filter((lot) => !hasEnded(lot)).map((lot) => roomOf<LotRoom>(lot).estimateFen),
  context.command.estimateFen,
];

/** 条例 24, 16号令 5: what belongs together is counted together; lots that stay below the threshold one by one do not escape it. */
function splittingWarnings(context: Context<Command>, { basis, estimateFen }: ProjectRoom): readonly Warning[] {
  const estimates = standing(context);
  // Beyond what fen can hold the sum says no more than that it is too much.
  const sum = estimates.reduce((total, each) => Math.min(total + each, Number.MAX_SAFE_INTEGER), 0);
  const threshold = basis ? parameterOf(context.procedure, THRESHOLDS[basis.kind])?.value : undefined;
  const split = typeof threshold === 'number' && estimates.length > 1 && sum >= threshold && estimates.every((each) => each < threshold);
  return [
    ...(split
      ? [warn('TND-004', `本项目 ${estimates.length} 个标段的估算价都低于 ${yuan(threshold)} 元，合计 ${yuan(sum)} 元，达到必须招标的标准。不得以划分标段规避招标。`,
          `Each of the ${estimates.length} lots is estimated below ${yuan(threshold)} yuan, together they reach ${yuan(sum)} yuan and must be tendered. Splitting must not evade it.`)]
      : []),
    ...(sum > estimateFen ? [warn('REG-24', `各标段估算价合计 ${yuan(sum)} 元，超过项目估算价 ${yuan(estimateFen)} 元。`, `The lots are estimated at ${yuan(sum)} yuan together, more than the project's ${yuan(estimateFen)} yuan.`)] : []),
  ];
}

/** Only a tender that came to nothing is repeated. */
function retenderFault(context: Context<Command>): Refusal | undefined {
  const { retenderOf, project } = context.command;
  if (retenderOf === null) return undefined;
  const before = setOf(context, lotsOf(project)).find((lot) => lot.id === retenderOf);
  return before && hasEnded(before) ? undefined : refuse('retenderUnfounded', ['TND-050'], { lot: retenderOf });
}

export const defineLot = defineAct({
  id: 'defineLot',
  room: 'tender',
  title: { zh: '划分标段', en: 'define a lot' },
  machine: 'lot',
  contract,
  plan: (command) => ({
    primary: { id: `lot:${command.project.slice('project:'.length)}/${command.number}`, machine: 'lot', owner: command.project },
    writes: [{ id: command.project, machine: 'project' }],
    sums: [lotsOf(command.project)],
  }),
  decide: (context) => {
    const { command, streams, procedure, primary, actor } = context;
    const project = roomOfStream<ProjectRoom>(streams, command.project);
    const fault = mandateFault(project, 'defineLot', actor) ?? retenderFault(context);
    if (fault) return fail(fault);
    const { procuringEntity, agency, procedure: pinned, basis } = project;
    const envelopes = procedure.envelopes.map((each) => each.kind);
    const warnings = splittingWarnings(context, project).map(asJson);
    const fields = {
      project: command.project, name: command.name, procuringEntity, agency, procedure: pinned, estimateFen: command.estimateFen, envelopes,
      kind: basis?.kind ?? null, stateDominated: basis?.funds.stateDominated ?? false, retenderOf: command.retenderOf, warnings,
    };
    return ok({ events: [{ type: 'LotDefined', fields }], answer: { lot: primary.id, warnings } });
  },
});
