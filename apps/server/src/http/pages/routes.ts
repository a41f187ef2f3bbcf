/** The portal: server-rendered pages that work without script, for everybody the same. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actsBelow } from '../../log/queries.ts';
import { openingOf } from '../../opening/queries.ts';
import { listTenders, publicTender } from '../../tender/queries.ts';
import { lotOf, lotPath, searchText } from '../../tender/routes.ts';
import type { App } from '../app.ts';
import type { Ground } from '../context.ts';
import { homePage } from './home-page.ts';
import { languageOf } from './language.ts';
import type { Made } from './layout.ts';
import { lifeOf } from './life.ts';
import { DEMONSTRATION_CSS, PORTAL_CSS } from './portal-css.ts';
import { stageWords } from './stage-tag.ts';
import { tenderPage } from './tender-page.ts';

/** Stages a published tender can be searched by. */
const STAGES = ['bidding', 'closed', 'announced', 'checked', 'opening', 'opened', 'evaluated', 'publicised', 'decided', 'awarded', 'contracted', 'archived', 'failed', 'invalid', 'terminated'] as const;
const PAGE = 20;
const ACTS_SHOWN = 100;
const MAIN_PROCEDURE = 'open-tender.works';

/** Where a person without a session goes; back to the page afterwards. */
export const toLogin = (request: FastifyRequest, reply: FastifyReply): FastifyReply => reply.redirect(`/login?next=${encodeURIComponent(request.url)}`, 303);

export function pageRoutes(app: App, { platform }: Ground): void {
  const { door, rulebook, settings } = platform;
  const { pool } = door;
  const page = (reply: FastifyReply): FastifyReply => reply.type('text/html; charset=utf-8');
  const made = (): Made => ({ origin: settings.publicOrigin, at: door.clock.now() });
  const procedureNamed = (id: string) => (rulebook.procedures.find((each) => each.procedure.id === id) ?? rulebook.procedures.find((each) => each.procedure.id === MAIN_PROCEDURE))?.procedure;

  app.get('/assets/portal.css', { schema: { hide: true } }, async (_request, reply) => reply.type('text/css; charset=utf-8').send(settings.demo ? PORTAL_CSS + DEMONSTRATION_CSS : PORTAL_CSS));

  app.get('/', { schema: { hide: true, querystring: z.object({ q: searchText, stage: z.enum(STAGES).or(z.literal('')).optional(), after: z.string().max(200).optional() }) } }, async (request, reply) => {
    const { q = '', stage = '', after = '' } = request.query;
    const found = await listTenders(pool, { q: q.trim(), stage: stage === '' ? undefined : stage, after, limit: PAGE });
    const words = ({ procedure }: { readonly procedure: string }) => stageWords(procedureNamed(procedure));
    return page(reply).send(homePage(languageOf(request), { ...found, asked: { q, stage, after }, stages: STAGES, words, made: made() }));
  });

  app.get('/tenders/:project/:lot', { schema: { hide: true, params: lotPath, querystring: z.object({ page: z.coerce.number().int().min(0).max(1_000).default(1), acts: z.coerce.number().int().min(-1).max(Number.MAX_SAFE_INTEGER).default(-1), firm: searchText }) } }, async (request, reply) => {
    const lot = lotOf(request.params);
    const tender = await publicTender(pool, lot);
    if (tender === undefined) return reply.callNotFound();
    const [opening, below] = await Promise.all([openingOf(pool, lot), actsBelow(pool, lot, request.query.acts, ACTS_SHOWN)]);
    const life = await lifeOf(pool, lot, below.acts.map((each) => each.actor));
    if (life === undefined) return reply.callNotFound();
    const { page: shown, firm = '' } = request.query;
    const view = { tender, procedure: door.law.procedureOf(tender.procedure), opening, life, page: shown, firm: firm.trim(), acts: below.acts, moreActs: below.next, ruleText: door.law.ruleText, made: made() };
    return page(reply).send(tenderPage(languageOf(request), view));
  });
}
