import { ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { amountFen, localName, streamId, text } from '../act/contract.ts';
import { defineAct, roomOfStream } from '../act/typed.kernel.ts';
import type { ProjectRoom } from '../planning/state.ts';

export const defineLot = defineAct({
  id: 'defineLot',
  room: 'tender',
  title: { zh: '划分标段', en: 'define a lot' },
  machine: 'lot',
  contract: z.strictObject({ project: streamId('project'), number: localName, name: text(200), estimateFen: amountFen }),
  plan: (command) => ({
    primary: { id: `lot:${command.project.slice('project:'.length)}/${command.number}`, machine: 'lot', owner: command.project },
    reads: [command.project],
  }),
  decide: ({ command, streams, procedure, primary }) => {
    const project = roomOfStream<ProjectRoom>(streams, command.project);
    const { procuringEntity, agency, procedure: pinned } = project;
    const envelopes = procedure.envelopes.map((each) => each.kind);
    const fields = { project: command.project, name: command.name, procuringEntity, agency, procedure: pinned, estimateFen: command.estimateFen, envelopes };
    return ok({ events: [{ type: 'LotDefined', fields }], answer: { lot: primary.id } });
  },
});
