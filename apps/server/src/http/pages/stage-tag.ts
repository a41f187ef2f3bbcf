/** Stage of a tender as a tag: shape and word, colour never alone. The words are those of the procedure the tender runs under. */
import type { Procedure } from '@zhaobiao/domain';
import { html, type Html } from './html.ts';
import { headed, type Language } from './language.ts';

type Look = { readonly kind: 'act' | 'sealed' | 'ok' | 'bad' | 'quiet'; readonly shape: string };

const LOOKS: Readonly<Record<string, Look>> = {
  bidding: { kind: 'act', shape: '◐' }, closed: { kind: 'sealed', shape: '■' }, announced: { kind: 'act', shape: '◐' }, checked: { kind: 'act', shape: '◐' }, opening: { kind: 'act', shape: '◐' },
  opened: { kind: 'act', shape: '◐' }, evaluated: { kind: 'act', shape: '◐' }, publicised: { kind: 'act', shape: '◐' }, decided: { kind: 'act', shape: '◐' }, awarded: { kind: 'ok', shape: '●' }, contracted: { kind: 'ok', shape: '●' }, archived: { kind: 'quiet', shape: '●' },
  failed: { kind: 'bad', shape: '■' }, invalid: { kind: 'bad', shape: '■' }, terminated: { kind: 'quiet', shape: '—' },
};

export type StageWords = (stage: string) => { readonly zh: string; readonly en: string };

/** The words of a lot's stages in a procedure; the bare name where the rulebook does not know it. */
export const stageWords = (procedure: Procedure | undefined): StageWords => (stage) => procedure?.machines.lot?.stages[stage] ?? { zh: stage, en: stage };

export function stageTag(language: Language, words: StageWords, stage: string): Html {
  const { kind, shape } = LOOKS[stage] ?? { kind: 'quiet', shape: '○' };
  return html`<span class="tag ${kind}"><span aria-hidden="true">${shape}</span> ${headed(language, words(stage)[language])}</span>`;
}
