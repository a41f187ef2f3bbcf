/** A tender document as people read it: the words of the draft it was issued from, filled, every departure from the standard text marked. */
import { checkDraft, differencesFrom, documentView, documentWords, findingAnswers, tenderTerms, templateKey, termsWords, type Draft, type Library, type LotRoom, type Notice, type ProjectRoom } from '@zhaobiao/domain';
import { parseAct } from '@zhaobiao/evidence';
import { z } from 'zod';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

const drafted = z.object({ draft: z.object({ digest: z.string(), terms: tenderTerms }), document: documentWords, answers: findingAnswers });
type Drafted = z.output<typeof drafted>;

/** Drafts of a lot, the newest first: an amendment refers to the last few only. */
const DRAFTS = 50;

/** The words of a draft stand in its act alone: no state carries them. */
async function wordsOf(pool: pg.Pool, lot: string, digest: string): Promise<Drafted | undefined> {
  const { rows } = await pool.query<{ bytes: Buffer; ordinal: number }>({
    name: 'read-drafts',
    text: "SELECT a.bytes, e.ordinal FROM act_event e JOIN act a ON a.id = e.act WHERE e.stream = $1 AND a.name = 'draftDocument' ORDER BY e.version DESC LIMIT $2",
    values: [lot, DRAFTS],
  });
  for (const { bytes, ordinal } of rows) {
    const act = parseAct(bytes);
    const found = drafted.safeParse(act.ok ? act.value.events[ordinal]?.public : undefined);
    if (found.success && found.data.draft.digest === digest) return found.data;
  }
  return undefined;
}

type Case = { readonly lot: LotRoom; readonly project: ProjectRoom };

async function caseOf(pool: pg.Pool, id: string): Promise<Case | undefined> {
  const lot = await streamState<LotRoom>(pool, id);
  if (lot?.machine !== 'lot') return undefined;
  const project = await streamState<ProjectRoom>(pool, lot.room.project);
  return project && { lot: lot.room, project: project.room };
}

async function shown(pool: pg.Pool, library: Library, id: string, { lot, project }: Case, issued: Pick<Draft | Notice, 'title' | 'documents' | 'terms' | 'differences'>, digest: string) {
  const found = await wordsOf(pool, id, digest);
  const template = found && library.templates[templateKey(found.draft.terms.template)];
  if (!found || !template) return undefined;
  const { document, answers, draft: { terms } } = found;
  const view = documentView(template, document, termsWords(project, lot, terms));
  const differences = differencesFrom(template, document);
  const page = { lot: id, title: issued.title, template: { ...terms.template, title: template.title }, documents: issued.documents, terms, sections: view.sections, differences, differencesDigest: issued.differences.digest, answers };
  return { page, view, terms, answers };
}

/** The document in force, for anybody; `undefined` before its notice. */
export async function documentInForce(pool: pg.Pool, library: Library, id: string) {
  const known = await caseOf(pool, id);
  const notice = known?.lot.notice;
  if (!known || !notice) return undefined;
  const found = await shown(pool, library, id, known, notice, notice.draft);
  return found && { ...found.page, version: notice.version, digest: notice.digest, publishedAt: notice.publishedAt };
}

/** The draft that waits to be issued, with what the check finds, for the procuring entity and the agency of this lot; nobody else learns that there is one. */
export async function draftWaiting(pool: pg.Pool, library: Library, id: string, party: string) {
  const known = await caseOf(pool, id);
  const draft = known?.lot.draft;
  if (!known || !draft || ![known.lot.procuringEntity, known.lot.agency].includes(party)) return undefined;
  const found = await shown(pool, library, id, known, draft, draft.digest);
  if (!found) return undefined;
  const { list, blocking, findings } = checkDraft(library, { ...known, terms: found.terms, view: found.view }, found.answers);
  const { number, digest, drafter, keyId, draftedAt, baselineFen } = draft;
  return { ...found.page, number, digest, drafter, keyId, draftedAt, baselineFen, missing: found.view.missing, findings: { ...findings, list: list.map((each) => ({ ...each, blocking: blocking.includes(each) })) } };
}
