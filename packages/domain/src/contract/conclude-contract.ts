import { amountText, fail, fen, instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { amountFen, hex, streamId, text } from '../act/contract.ts';
import { setOf, type Context, type Plan } from '../act/definition.ts';
import { refuse, type Refusal } from '../act/refusal.ts';
import { defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { warn, type Warning } from '../act/warning.ts';
import type { Award } from '../award/state.ts';
import { performanceId, securitiesOf } from '../security/state.ts';
import type { LotRoom } from '../tender/state.ts';
import { contractId, type ContractRoom, type ContractTerms, type Proposal } from './state.ts';

const yuan = (amount: number): string => amountText(present(fen(amount), 'whole fen'), 2, 2);
const blank = (value: string): string => value.replace(/\s+/gu, '');

/** Every point on which the contract is not what was awarded, in words. */
export function deviations(terms: ContractTerms, award: Award): readonly { readonly zh: string; readonly en: string }[] {
  const lines = [
    { same: terms.priceFen === award.priceFen, zh: '合同价', en: 'price', was: `${yuan(award.priceFen)} 元`, is: `${yuan(terms.priceFen)} 元` },
    { same: blank(terms.period) === blank(award.period), zh: '工期', en: 'period', was: award.period, is: terms.period },
    { same: blank(terms.quality) === blank(award.quality), zh: '质量', en: 'quality', was: award.quality, is: terms.quality },
    { same: blank(terms.projectLeader.name) === blank(award.projectLeader.name), zh: '项目负责人', en: 'project leader', was: award.projectLeader.name, is: terms.projectLeader.name },
    {
      same: blank(terms.projectLeader.certificateNumber) === blank(award.projectLeader.certificateNumber),
      zh: '项目负责人证书编号', en: 'certificate of the project leader', was: award.projectLeader.certificateNumber, is: terms.projectLeader.certificateNumber,
    },
  ];
  return lines.filter((each) => !each.same).map(({ zh, en, was, is }) => ({ zh: `${zh}（中标为“${was}”，合同为“${is}”）`, en: `${en} (awarded "${was}", contract "${is}")` }));
}

/** 条例 58: where the document asks for a performance bond, it is on record before there is a contract. */
function bondFault(context: Context<{ readonly lot: string }>): Refusal | undefined {
  const { award, notice } = roomOfStream<LotRoom>(context.streams, context.command.lot);
  if (notice?.terms.contract.performanceRequired !== true || !award) return undefined;
  const id = performanceId(context.command.lot, award.supplier);
  const lodged = setOf(context, securitiesOf(context.command.lot)).some((each) => each.id === id && each.stage === 'lodged');
  return lodged ? undefined : refuse('bondMissing', ['REG-58', 'TND-080']);
}

/** The lot is locked whole: a candidate is passed over or a contract concluded, never both. */
const planned = (lot: string): Plan => ({ primary: { id: contractId(lot), machine: 'contract', owner: lot }, writes: [{ id: lot, machine: 'lot' }], sums: [securitiesOf(lot)] });

const proposeContractForm = z.strictObject({
  lot: streamId('lot'),
  priceFen: amountFen,
  period: text(500),
  quality: text(500),
  projectLeader: z.strictObject({ name: text(60), certificateName: text(100), certificateNumber: text(60) }),
  document: hex(32),
});

/** The procuring entity's signed offer of the contract: as tendered and awarded, or not at all (法 46). Proposed again, it replaces the one before. */
export const proposeContract = defineAct({
  id: 'proposeContract',
  room: 'contract',
  title: { zh: '提出合同', en: 'propose the contract' },
  machine: 'contract',
  contract: proposeContractForm,
  plan: (command) => ({ ...planned(command.lot), objects: [command.document] }),
  decide: (context) => {
    const { command, streams, at } = context;
    const { lot, ...terms } = command;
    const award = present(roomOfStream<LotRoom>(streams, lot).award, 'award of an awarded lot');
    const found = deviations(terms, award);
    if (found.length > 0) {
      const [zh, en] = [found.map((each) => each.zh).join('；'), found.map((each) => each.en).join('; ')];
      return fail(refuse('contractDeviates', ['LAW-46', 'REG-57'], { fields: en, fieldsZh: zh, fieldsEn: en }));
    }
    const bond = bondFault(context);
    if (bond) return fail(bond);
    const proposal: Proposal = { ...terms, bid: award.bid, proposedAt: instantText(at) };
    return ok({ events: [{ type: 'ContractProposed', fields: { lot, proposal } }], answer: { contract: contractId(lot), document: proposal.document, supplier: award.name, proposedAt: proposal.proposedAt } });
  },
});

/** 30 days from the notice (法 46). A late contract is a red light for both sides, not a refusal. */
function lateness({ command, streams, at }: Context<{ readonly lot: string }>): readonly Warning[] {
  const due = streams.get(command.lot)?.deadlines['contracting'];
  if (due === undefined || !('at' in due) || due.metAt !== undefined || at < due.at) return [];
  return [warn('TND-078', `应当在 ${instantText(due.at)} 前订立书面合同，逾期已记录。`, `The contract was due before ${instantText(due.at)}; the delay is on record.`)];
}

/** The supplier signs the same text, and the contract stands: both signatures are over its digest. The lot moves with it. */
export const concludeContract = defineAct({
  id: 'concludeContract',
  room: 'contract',
  title: { zh: '签订合同', en: 'conclude the contract' },
  machine: 'contract',
  contract: z.strictObject({ lot: streamId('lot'), document: hex(32) }),
  plan: (command) => planned(command.lot),
  decide: (context) => {
    const { command, streams, primary, actor, at } = context;
    const { lot, document } = command;
    const award = present(roomOfStream<LotRoom>(streams, lot).award, 'award of an awarded lot');
    const { proposal } = roomOf<ContractRoom>(primary);
    if (proposal.document !== document || proposal.bid !== award.bid) return fail(refuse('contractChanged', ['LAW-46']));
    const bond = bondFault(context);
    if (bond) return fail(bond);
    const warnings = lateness(context);
    const concludedAt = instantText(at);
    return ok({
      events: [
        { type: 'ContractConcluded', fields: { supplier: actor.party, document, concludedAt, warnings } },
        { type: 'LotContracted', stream: lot, fields: { contract: primary.id, document, concludedAt } },
      ],
      answer: { contract: primary.id, document, priceFen: proposal.priceFen, concludedAt, warnings },
    });
  },
});

/** 合同公开: the text for the public, with what is withheld and why. */
export const publishContract = defineAct({
  id: 'publishContract',
  room: 'contract',
  title: { zh: '公开合同', en: 'publish the contract' },
  machine: 'contract',
  contract: z.strictObject({ lot: streamId('lot'), document: hex(32), withheld: text(2000).nullable() }),
  plan: (command) => ({ primary: { id: contractId(command.lot), machine: 'contract', owner: command.lot }, reads: [command.lot], objects: [command.document] }),
  decide: ({ command, primary, at }) => {
    const { document, withheld } = command;
    const { concluded } = roomOf<ContractRoom>(primary);
    if (withheld === null && concluded?.document !== document) return fail(refuse('contractChanged', ['LAW-46']));
    const publishedAt = instantText(at);
    return ok({ events: [{ type: 'ContractPublished', fields: { document, withheld, publishedAt } }], answer: { contract: primary.id, document, publishedAt } });
  },
});
