import { z } from 'zod';
import { hex, text } from '../act/contract.ts';
import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';
import type { Measure, Owed } from '../award/state.ts';
import type { Hold, LotRoom } from '../tender/state.ts';

/** To what the objection is: the document (条例 22), the opening (44), the result of the evaluation (54). */
export type ObjectionKind = 'document' | 'opening' | 'result';
export type Outcome = 'upheld' | 'partly' | 'dismissed';
/** Documents that come with an act, each an uploaded object. */
export const papers = z.array(z.strictObject({ name: text(200), digest: hex(32) })).max(50);
export type Paper = { readonly name: string; readonly digest: string };

export type ObjectionAnswer = { readonly outcome: Outcome; readonly text: string; readonly measure: Measure | 'none'; readonly documents: readonly Paper[]; readonly answeredAt: string };

export type ObjectionRoom = {
  readonly lot: string;
  readonly kind: ObjectionKind;
  /** Party that objects: until the opening nobody's business but its own and the procuring entity's (法 22). */
  readonly objector: string;
  readonly objectorName: string;
  readonly grounds: string;
  readonly request: string;
  /** Where in the document, the opening record or the publicity. */
  readonly concerns: string;
  readonly documents: readonly Paper[];
  readonly filedAt: string;
  readonly answer: ObjectionAnswer | null;
};

export const KIND_TITLES = {
  document: { zh: '招标文件', en: 'the tender document' },
  opening: { zh: '开标', en: 'the opening' },
  result: { zh: '评标结果', en: 'the result of the evaluation' },
} as const satisfies Record<ObjectionKind, unknown>;

export const MEASURE_TITLES = {
  none: { zh: '不采取措施', en: 'no measure' },
  amendDocument: { zh: '修改招标文件', en: 'amend the document' },
  recheck: { zh: '组织复核', en: 'have the committee check again' },
  republicise: { zh: '重新公示', en: 'publicise again' },
} as const satisfies Record<Measure | 'none', unknown>;

/** Acts of the clock that may have waited for an objection or an order: tried at once when it is gone. */
export const HELD_UP = ['closeBidding', 'announceTenderers', 'checkSeals', 'drawWithoutNonce', 'openBid', 'recordOpening', 'closeSigning'] as const;

/** The lot `lot:P/1` of a stream `objection:P/1/NAME`. */
export const lotOfStream = (stream: string): string => `lot:${stream.slice(stream.indexOf(':') + 1).split('/').slice(0, 2).join('/')}`;

const objection = (room: ObjectionRoom | undefined, change: Partial<ObjectionRoom>): ObjectionRoom => {
  if (!room) throw new Error('an objection event before it was filed');
  return { ...room, ...change };
};

const held = (room: LotRoom | undefined, change: (room: LotRoom) => Partial<LotRoom>): LotRoom => {
  if (!room) throw new Error('a hold before the lot');
  return { ...room, ...change(room) };
};

const filed = {
  lot: 'public', kind: 'public', objector: 'public', objectorName: 'public', grounds: 'public', request: 'public', concerns: 'public', documents: 'public', filedAt: 'public',
} as const;

export const complaintEvents = {
  ObjectionFiled: defineEvent<ObjectionRoom>({
    v: 1,
    machine: 'objection',
    fields: filed,
    evolve: (_room, event) => ({ ...fieldsOf<Omit<ObjectionRoom, 'answer'>>(event), answer: null }),
  }),
  ObjectionAnswered: defineEvent<ObjectionRoom>({
    v: 1,
    machine: 'objection',
    fields: { answer: 'public', warnings: 'public' },
    evolve: (room, event) => objection(room, { answer: fieldsOf<{ readonly answer: ObjectionAnswer }>(event).answer }),
  }),
  ObjectionWithdrawn: defineEvent<ObjectionRoom>({ v: 1, machine: 'objection', fields: { reason: 'public' }, evolve: (room) => objection(room, {}) }),
  /** Something holds the lot up from here on; who is not said (法 22). */
  HoldBegun: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { hold: 'public' },
    evolve: (room, event) => held(room, (before) => ({ holds: [...before.holds, fieldsOf<{ readonly hold: Hold }>(event).hold] })),
  }),
  /** It holds the lot up no longer; `owed` is what the answer obliges to. */
  HoldEnded: defineEvent<LotRoom>({
    v: 1,
    machine: 'lot',
    fields: { id: 'public', owed: 'public' },
    evolve: (room, event) => {
      const { id, owed } = fieldsOf<{ readonly id: string; readonly owed: Owed | null }>(event);
      return held(room, (before) => ({ holds: before.holds.filter((hold) => hold.id !== id), ...(owed ? { owed: [...(before.owed ?? []), owed] } : {}) }));
    },
  }),
};
