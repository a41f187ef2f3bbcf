import { defineEvent, fieldsOf } from '../act/typed.kernel.ts';

export type PinnedProcedure = { readonly id: string; readonly version: string; readonly digest: string };

export type ProjectRoom = {
  readonly name: string;
  readonly region: string;
  readonly procuringEntity: string;
  readonly agency: string | null;
  readonly procedure: PinnedProcedure;
  readonly estimateFen: number;
  readonly investmentCode: string | null;
};

export const planningEvents = {
  ProjectRegistered: defineEvent<ProjectRoom>({
    v: 1,
    machine: 'project',
    fields: { name: 'public', region: 'public', procuringEntity: 'public', agency: 'public', procedure: 'public', estimateFen: 'public', investmentCode: 'public' },
    evolve: (_room, event) => fieldsOf<ProjectRoom>(event),
  }),
  ProjectTerminated: defineEvent<ProjectRoom>({
    v: 1,
    machine: 'project',
    fields: { reason: 'public' },
    evolve: (room) => {
      if (!room) throw new Error('a project event before its registration');
      return room;
    },
  }),
};
