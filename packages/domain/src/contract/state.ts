import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { ProjectLeader } from '../award/state.ts';

/** What a contract must have as tender and bid have it (法 46, 条例 57): price, period, quality, and who leads the works. */
export type ContractTerms = { readonly priceFen: number; readonly period: string; readonly quality: string; readonly projectLeader: ProjectLeader };

export type Proposal = ContractTerms & {
  /** Bid that was awarded: a proposal made to a former winner cannot be concluded by the next one. */
  readonly bid: string;
  /** Digest of the contract text. */
  readonly document: string;
  readonly proposedAt: string;
};

export type ContractRoom = {
  readonly lot: string;
  readonly proposal: Proposal;
  readonly proposals: number;
  readonly concluded: { readonly supplier: string; readonly document: string; readonly concludedAt: string } | null;
  /** The text for the public; `withheld` says what is left out and why. */
  readonly published: { readonly document: string; readonly withheld: string | null; readonly publishedAt: string } | null;
};

export const contractId = (lot: string): string => `contract:${lot.slice('lot:'.length)}`;

const contract = (room: ContractRoom | undefined, change: Partial<ContractRoom>): ContractRoom => {
  if (!room) throw new Error('a contract event before its proposal');
  return { ...room, ...change };
};

export const contractEvents = {
  ContractProposed: defineEvent<ContractRoom>({
    v: 1,
    machine: 'contract',
    fields: { lot: 'public', proposal: 'public' },
    evolve: (room, event) => {
      const { lot, proposal } = fieldsOf<{ readonly lot: string; readonly proposal: Proposal }>(event);
      return { lot, proposal, proposals: (room?.proposals ?? 0) + 1, concluded: null, published: null };
    },
  }),
  ContractConcluded: defineEvent<ContractRoom>({
    v: 1,
    machine: 'contract',
    fields: { supplier: 'public', document: 'public', concludedAt: 'public', warnings: 'public' },
    evolve: (room, event) => {
      const { supplier, document, concludedAt } = fieldsOf<{ readonly supplier: string; readonly document: string; readonly concludedAt: string }>(event);
      return contract(room, { concluded: { supplier, document, concludedAt } });
    },
  }),
  ContractPublished: defineEvent<ContractRoom>({
    v: 1,
    machine: 'contract',
    fields: { document: 'public', withheld: 'public', publishedAt: 'public' },
    evolve: (room, event) => contract(room, { published: fieldsOf<{ readonly document: string; readonly withheld: string | null; readonly publishedAt: string }>(event) }),
  }),
};
