import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';

/** A question about the document. Who asked is known to the platform only; the answer is a clarification for everybody (条例 21). */
export type EnquiryRoom = { readonly lot: string; readonly asker: string; readonly clause: string | null; readonly question: string; readonly askedAt: string };

/** `name`: 16 random bytes in hexadecimal, chosen by who asks, so that the id says nothing of them. */
export const enquiryId = (lot: string, name: string): string => `enquiry:${lot.slice('lot:'.length)}/${name}`;

export const enquiryEvents = {
  QuestionAsked: defineEvent<EnquiryRoom>({
    v: 1,
    machine: 'enquiry',
    fields: { lot: 'public', clause: 'public', question: 'public', askedAt: 'public', warnings: 'public' },
    evolve: (_room, event) => {
      const { lot, clause, question, askedAt } = fieldsOf<Omit<EnquiryRoom, 'asker'>>(event);
      return { lot, clause, question, askedAt, asker: event.actor };
    },
  }),
};
