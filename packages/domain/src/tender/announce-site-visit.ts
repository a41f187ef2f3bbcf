import { DAY, fail, instantText, ok, shift } from '@zhaobiao/basics';
import { z } from 'zod';
import { moment, streamId, text } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOfStream } from '../act/typed.kernel.ts';
import { warn } from '../act/warning.ts';
import { mandateFault, projectOf, type ProjectRoom } from '../planning/state.ts';
import { statementDigest } from './preparation.ts';

/**
 * 踏勘 (条例 28): for all or for none. There is no field for who is invited: everybody is, and everybody who has the document is told.
 * It may not come after the deadline; at short notice it is held with a warning.
 */
export const announceSiteVisit = defineAct({
  id: 'announceSiteVisit',
  room: 'tender',
  title: { zh: '组织踏勘', en: 'announce a site visit' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot'), place: text(300), at: moment, contact: text(200), statement: text(2000) }),
  plan: ({ lot }) => ({ primary: { id: lot, machine: 'lot' }, reads: [projectOf(lot)] }),
  decide: ({ command, streams, primary, actor, act, at }) => {
    const beyond = mandateFault(roomOfStream<ProjectRoom>(streams, projectOf(command.lot)), act, actor);
    if (beyond) return fail(beyond);
    if (command.at <= at) return fail(refuse('momentPassed', ['TND-037'], { field: 'at', fieldZh: '踏勘时间', fieldEn: 'the time of the visit', at: instantText(at) }));
    const closing = primary.deadlines['closing'];
    if (closing !== undefined && 'at' in closing && command.at >= closing.at) return fail(refuse('siteVisitLate', ['TND-037'], { until: instantText(closing.at) }));
    const warnings = command.at < shift(at, DAY) ? [warn('TND-037', '距踏勘不足 1 日，部分潜在投标人可能来不及参加。', 'Less than a day ahead: some may not be able to come.')] : [];
    const statement = { place: command.place, at: instantText(command.at), contact: command.contact, statement: command.statement };
    const digest = statementDigest(primary.id, 'siteVisit', statement);
    return ok({ events: [{ type: 'SiteVisitAnnounced', fields: { ...statement, digest, warnings } }], answer: { lot: primary.id, digest, warnings } });
  },
});
