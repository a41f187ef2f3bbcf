import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';

/** An order of the supervising authority that the tender stand still (实施条例 62). */
export type OrderRoom = {
  readonly lot: string;
  readonly authority: string;
  readonly authorityName: string;
  readonly reason: string;
  /** The law the order rests on, as the order cites it. */
  readonly article: string;
  readonly documents: readonly { readonly name: string; readonly digest: string }[];
  readonly issuedAt: string;
  readonly lifted: { readonly reason: string; readonly liftedAt: string } | null;
};

export const supervisionEvents = {
  SuspensionOrdered: defineEvent<OrderRoom>({
    v: 1,
    machine: 'order',
    fields: { lot: 'public', authority: 'public', authorityName: 'public', reason: 'public', article: 'public', documents: 'public', issuedAt: 'public' },
    evolve: (_room, event) => ({ ...fieldsOf<Omit<OrderRoom, 'lifted'>>(event), lifted: null }),
  }),
  SuspensionLifted: defineEvent<OrderRoom>({
    v: 1,
    machine: 'order',
    fields: { reason: 'public', liftedAt: 'public' },
    evolve: (room, event) => {
      if (!room) throw new Error('an order lifted before it was issued');
      return { ...room, lifted: fieldsOf<{ readonly reason: string; readonly liftedAt: string }>(event) };
    },
  }),
};
