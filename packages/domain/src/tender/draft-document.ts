import { fail, instantText, ok, present, toHex, utf8, type Json } from '@zhaobiao/basics';
import { canonicalBytes, digest } from '@zhaobiao/evidence';
import { z } from 'zod';
import { amountFen, hex, streamId, text } from '../act/contract.ts';
import type { Context, Verdict } from '../act/definition.ts';
import { refuse } from '../act/refusal.ts';
import { asJson, defineAct, roomOf, roomOfStream } from '../act/typed.kernel.ts';
import { mandateFault, projectOf, type ProjectRoom } from '../planning/state.ts';
import { withParameters } from '../procedure/parameter.ts';
import type { Finding } from './check/types.ts';
import { checkDraft, findingAnswers } from './check-draft.ts';
import { differencesDigest, differencesFrom, documentView, documentWords, wordsFault } from './document.ts';
import type { Draft, LotRoom } from './state.ts';
import { templateKey, type Template } from './template.ts';
import { parametersOf, termsFault, termsWarnings } from './terms-fault.ts';
import { termsWords } from './terms-words.ts';
import { tenderTerms } from './terms.ts';

const contract = z.strictObject({
  lot: streamId('lot'),
  title: text(200),
  /** Drawings, bill of quantities and whatever else is handed out beside the words of the document. */
  documents: z.array(z.strictObject({ name: text(200), digest: hex(32) })).max(200),
  terms: tenderTerms,
  document: documentWords,
  /** To the findings of the check. */
  answers: findingAnswers,
  /** 标底: at most one, hidden until the tenderers are announced (条例 27). */
  baselineFen: amountFen.nullable(),
});
type Command = z.output<typeof contract>;

const objectsOf = ({ documents, terms }: Command): readonly string[] => [...new Set([...documents.map((each) => each.digest), ...(terms.billOfQuantities === null ? [] : [terms.billOfQuantities])])];

/** SHA-256 over `draft/v1` and the canonical bytes of everything the issuer signs for but the reference price; the number makes every draft another. */
const draftDigest = (lot: string, number: number, { title, documents, terms, document, answers }: Command): string =>
  toHex(digest('sha256', utf8('draft/v1'), canonicalBytes(asJson({ lot, number, title, documents, terms, document, answers }))));

/** Findings an answer shows; the digest is over all of them. */
const SHOWN = 200;

const shown = (found: readonly Finding[], blocking: readonly Finding[]): Json =>
  found.slice(0, SHOWN).map((each) => {
    const { id, rule, kind, sentence, place, why, offer, exceptions } = each;
    return { id, rule, kind, sentence, section: place?.section ?? null, why: { ...why }, offer: { ...offer }, exceptions: [...exceptions], blocking: blocking.includes(each) };
  });

function drafted(context: Context<Command>, template: Template): Verdict {
  const { command, primary, streams, actor, at, library } = context;
  const { title, documents, terms, document, answers, baselineFen } = command;
  const lot = roomOf<LotRoom>(primary);
  const project = roomOfStream<ProjectRoom>(streams, projectOf(primary.id));
  const list = differencesFrom(template, document);
  const view = documentView(template, document, termsWords(project, lot, terms));
  const { findings, list: found, blocking } = checkDraft(library, { project, lot, terms, view }, answers);
  const number = lot.drafts + 1;
  const draft: Omit<Draft, 'baselineFen'> = {
    number, digest: draftDigest(primary.id, number, command), drafter: actor.party, keyId: actor.keyId, draftedAt: instantText(at), title, documents, terms, differences: differencesDigest(list), findings,
  };
  const warnings = termsWarnings(terms, { lot }, baselineFen, list).map(asJson);
  return {
    events: [{ type: 'DocumentDrafted', fields: { draft: asJson(draft), document: asJson(document), answers: answers.map(asJson), baselineFen, warnings } }],
    answer: { lot: primary.id, draft: draft.digest, differences: list.length, findings: { ...findings, list: shown(found, blocking) }, missing: view.missing, warnings },
  };
}

/**
 * 条例 15: the document is drawn up on a standard one, every departure from it visible. Who draws it up does not issue it. The act stays sealed until the
 * document is issued; the check runs here, so that the standing of the draft is fixed under the lot's lock.
 */
export const draftDocument = defineAct({
  id: 'draftDocument',
  room: 'tender',
  title: { zh: '起草招标文件', en: 'draft the tender document' },
  machine: 'lot',
  contract,
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot', owner: projectOf(command.lot) }, reads: [projectOf(command.lot)], objects: objectsOf(command) }),
  decide: (context) => {
    const { command, primary, streams, actor, procedure, library } = context;
    const lot = roomOf<LotRoom>(primary);
    const project = roomOfStream<ProjectRoom>(streams, projectOf(primary.id));
    const beyond = mandateFault(project, 'draftDocument', actor);
    if (beyond) return fail(beyond);
    const key = templateKey(command.terms.template);
    if (!Object.hasOwn(library.templates, key)) return fail(refuse('termsInvalid', ['TND-041'], { field: 'template', problemZh: `没有标准文本 ${key}`, problemEn: `there is no standard document ${key}` }));
    const template = present(library.templates[key], key);
    const bounded = withParameters(procedure, 'tender', parametersOf(command.terms));
    if (!bounded.ok) return bounded;
    const lawful = termsFault(command.terms, { procedure, lot });
    if (!lawful.ok) return lawful;
    const unreadable = wordsFault(template, command.document);
    return unreadable ? fail(unreadable) : ok(drafted(context, template));
  },
});
