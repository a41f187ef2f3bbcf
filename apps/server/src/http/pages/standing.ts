/** What stands at the top of a tender's page: what holds the case up, how it ended, or what came of it. At most one line a matter, each with its article. */
import type { Measure } from '@zhaobiao/domain';
import { codeText } from '@zhaobiao/rulebook';
import type { ObjectionHold, OrderHold } from '../../complaint/holds.ts';
import type { Ending } from '../../tender/ending.ts';
import type { RuleText } from './deadlines-table.ts';
import { html, type Html } from './html.ts';
import { headed, say, screenTime, withLanguage, written, yuan, type Language } from './language.ts';
import type { Life } from './life.ts';
import { pick, type Text } from './parts.ts';
import { lapsedBy, lastDay } from './times.ts';

export type StandingView = {
  readonly life: Life;
  readonly stage: string;
  readonly ruleText: RuleText;
  /** Platform time in RFC 3339, where its clock is to be trusted. */
  readonly now: string | undefined;
  readonly nameOf: (party: string) => Html | undefined;
};

/** By stage: what an objection holds up, and the article. The acts themselves stand under `suspensions` of the procedure. */
const HELD: Readonly<Record<string, readonly [...Text, ...Text]>> = {
  bidding: ['开标', 'the opening', '条例第二十二条', 'Regulation art. 22'],
  closed: ['开标', 'the opening', '条例第二十二条', 'Regulation art. 22'],
  announced: ['开标', 'the opening', '条例第二十二条、第四十四条', 'Regulation arts. 22 and 44'],
  checked: ['开标', 'the opening', '条例第二十二条、第四十四条', 'Regulation arts. 22 and 44'],
  opening: ['开标', 'the opening', '条例第二十二条、第四十四条', 'Regulation arts. 22 and 44'],
  opened: ['评标', 'the evaluation', '条例第四十四条', 'Regulation art. 44'],
  evaluated: ['候选人公示', 'the publicity of the candidates', '条例第五十四条', 'Regulation art. 54'],
  publicised: ['定标', 'the award', '条例第五十四条', 'Regulation art. 54'],
  decided: ['发出中标通知书', 'the notice of award', '条例第五十四条', 'Regulation art. 54'],
  awarded: ['订立合同', 'the contract', '条例第五十四条', 'Regulation art. 54'],
};
const HELD_ELSE: readonly [...Text, ...Text] = ['后续办理', 'what follows', '条例第五十四条', 'Regulation art. 54'];

/** What an answered objection obliges to, and what waits for it. */
const OWED: Readonly<Record<Measure, readonly [...Text, ...Text]>> = {
  amendDocument: ['修改招标文件', 'the document be amended', '开标', 'the opening'],
  recheck: ['由原评标委员会复核', 'the same committee check again', '定标', 'the award'],
  republicise: ['重新公示中标候选人', 'the candidates be publicised again', '定标', 'the award'],
};

const SEALED = new Set(['bidding', 'closed']);

const mark = (shape: string): Html => html`<span aria-hidden="true">${shape}</span> `;
const strip = (kind: string, shape: string, title: string, content: Html): Html => html`<div class="strip ${kind}"><p><strong>${mark(shape)}${title}</strong> ${content}</p></div>
`;

/** What a tenderer wants to know first. */
const bidding = (language: Language, stage: string): string => (stage === 'bidding' ? say(language, '截止前仍可递交、修改和撤回投标文件。', ' Bids are still taken, replaced and withdrawn until the closing.') : '');

function objectionStrip(language: Language, { sinceOn, answerBy }: ObjectionHold, { stage, now }: StandingView): Html {
  const [zh, en, citeZh, citeEn] = HELD[stage] ?? HELD_ELSE;
  const until = answerBy === null ? undefined : lastDay(answerBy);
  const due = until === undefined ? say(language, '招标人应当在三日内答复', 'The procuring entity must answer within three days')
    : lapsedBy(now, answerBy) ? say(language, `招标人应当在 ${until} 以前答复，现已超期`, `The answer was due by ${until} and is late`)
    : say(language, `招标人最迟 ${until} 答复`, `The procuring entity must answer by ${until}`);
  const silent = SEALED.has(stage) ? say(language, '提出异议的单位在公布投标人以前不公开（法第二十二条）。', ' Who objected is not made public before the tenderers are announced (Bidding Law art. 22).') : '';
  return strip('hold', '‖', say(language, `异议处理中，暂停${zh}。`, `An objection is being dealt with: ${en} stands still.`),
    html`${say(language, `自 ${sinceOn} 起。${due}（${citeZh}）。法定期限不停止计算。`, `Since ${sinceOn}. ${due} (${citeEn}). Periods of law run on.`)}${bidding(language, stage)}${silent}`);
}

const orderStrip = (language: Language, { since, authorityName, reason, article }: OrderHold, { stage }: StandingView): Html =>
  strip('hold', '‖', say(language, '行政监督部门责令暂停。', 'Suspended by order of the supervising authority.'),
    html`${written(language, authorityName)} ${say(language, `自 ${screenTime(since)} 起责令暂停招标投标活动（条例第六十二条）。原因：`, `ordered the tender to stand still from ${screenTime(since)} (Regulation art. 62). Reason: `)}${written(language, reason)}${say(language, '。依据：', '. Rests on: ')}${written(language, article)}${say(language, '。由该部门决定恢复，法定期限不停止计算。', '. The authority decides when it goes on; periods of law run on.')}${bidding(language, stage)}`);

function owedStrip(language: Language, measure: Measure): Html {
  const [zh, en, waitsZh, waitsEn] = OWED[measure];
  return strip('hold', '‖', say(language, `异议成立，应当${zh}。`, `An objection was upheld: it asks that ${en}.`), html`${say(language, `办完以前不得${waitsZh}（条例第二十二条、第五十四条）。`, `Until that is done ${waitsEn} waits (Regulation arts. 22 and 54).`)} <a href="#objections">${say(language, '查看答复', 'See the answer')}</a>`);
}

/** 某情形（某法第几条）, of a list of the rulebook. */
function ground(language: Language, list: string, code: string, ruleText: RuleText): string {
  const found = codeText(list, code);
  if (found === undefined) return code;
  const rules = found.rules.map((rule) => ruleText(rule)[language]).join(language === 'zh' ? '、' : ', ');
  return say(language, `${found.zh}（${rules}）`, ` ${headed(language, found.en)} (${rules})`);
}

const reasonLine = (language: Language, reason: string | null): Html | null => (reason === null ? null : html`${say(language, '说明：', ' Stated: ')}${written(language, reason)}${say(language, '。', '.')}`);

function failedText(language: Language, { failure, cause, reason }: Ending, ruleText: RuleText): Html {
  if (failure === null) return html``;
  const { count } = failure;
  const again = say(language, '招标人应当重新招标。', ' A new tender is required.');
  if (failure.cause === 'fewAtClose') return html`${say(language, `投标人 ${count ?? 0} 家，少于 3 家，依法不得开标（条例第四十四条）。投标文件没有解密。`, `${count ?? 0} tenderers, fewer than three: the bids may not be opened and stay sealed (Regulation art. 44).`)}${again}`;
  if (failure.cause === 'decided') return html`${cause === null ? '' : `${ground(language, 'newTender', cause, ruleText)}${say(language, '。', '.')}`}${reasonLine(language, reason)}${say(language, '招标人决定重新招标。', ' The procuring entity decided on a new tender.')}`;
  const counted = count === null || failure.cause === 'allRejected' ? '' : failure.cause === 'fewAfterDecryption' ? say(language, `已解密 ${count} 份。`, ` ${count} opened.`) : say(language, `有效投标 ${count} 个。`, ` ${count} bids stood.`);
  return html`${ground(language, 'failure', failure.cause, ruleText)}${say(language, '。', '.')}${counted}${again}`;
}

const ENDS: Readonly<Record<Ending['kind'], Text>> = { failed: ['招标失败。', 'The tender failed.'], invalid: ['招标无效。', 'The tender is void.'], terminated: ['招标已终止。', 'The tender is terminated.'] };

function endingText(language: Language, ending: Ending, { ruleText, nameOf }: StandingView): Html {
  const { kind, article, cause, reason, actor } = ending;
  if (kind === 'failed') return failedText(language, ending, ruleText);
  if (kind === 'terminated') return html`${cause === null ? '' : `${ground(language, 'termination', cause, ruleText)}${say(language, '。', '.')}`}${reasonLine(language, reason)}${say(language, '收取的投标保证金及银行同期存款利息退还投标人。', ' Bid securities are returned with interest.')}`;
  return html`${say(language, '招标文件违反', 'The tender document breaks ')}${written(language, article ?? '')}${say(language, '，由', '; declared by ')}${nameOf(actor) ?? say(language, '招标人', 'the procuring entity')}${say(language, '宣布无效。', '.')}${reasonLine(language, reason)}${say(language, '招标人修改招标文件后重新招标（条例第二十三条）。', ' The document is mended and the tender made anew (Regulation art. 23).')}`;
}

function endingStrip(language: Language, ending: Ending, view: StandingView): Html {
  const next = ending.next === null ? null : html` <a href="${withLanguage(language, `/tenders/${ending.next.slice('lot:'.length)}`)}">${say(language, '查看重新招标', 'See the new tender')}</a>`;
  return strip(ending.kind === 'terminated' ? 'quiet' : 'bad', ending.kind === 'terminated' ? '—' : '■', pick(language, ENDS[ending.kind]), html`${endingText(language, ending, view)}${next}`);
}

/** What a citizen came to know: until when one may object, or who won. */
function outcomeStrip(language: Language, { life: { candidates, award }, stage, now }: StandingView): Html | null {
  const more = (to: string, title: string): Html => html`<a href="#${to}">${title}</a>`;
  if (stage === 'publicised' && candidates !== undefined && candidates.publicityEndsAt !== null) {
    const until = html`<span class="fixed">${screenTime(candidates.publicityEndsAt)}</span>`;
    const over = lapsedBy(now, candidates.publicityEndsAt);
    return strip('act', '◐', over ? say(language, '中标候选人公示已结束。', 'The publicity of the candidates has ended.') : say(language, '中标候选人公示中。', 'The candidates are publicised.'),
      html`${over ? say(language, '招标人依法定标。', 'The award is decided next.') : html`${say(language, '投标人和其他利害关系人对评标结果有异议的，在 ', 'Tenderers and others concerned may object to the procuring entity before ')}${until}${say(language, ' 前向招标人提出（条例第五十四条）。', ' (Regulation art. 54).')}`} ${more('candidates', say(language, '查看候选人', 'See the candidates'))}`);
  }
  if (award?.award) {
    const { name, priceFen } = award.award;
    return strip('ok', '●', say(language, '中标结果已公布。', 'The award is published.'), html`${say(language, '中标人：', 'Supplier: ')}${written(language, name)}${say(language, '，中标价 ', ', at ')}<span class="fixed">${yuan(language, priceFen)}</span>${say(language, '。', '. ')}${more('award', say(language, '查看中标结果', 'See the result'))}`);
  }
  return null;
}

/** Holds first: what stands still matters to whoever acts next. */
export function standing(language: Language, view: StandingView): Html {
  const { life } = view;
  const holds = life.objections.holds.map((hold) => (hold.by === 'order' ? orderStrip(language, hold, view) : objectionStrip(language, hold, view)));
  const owed = life.objections.owed.map((measure) => owedStrip(language, measure));
  return html`${life.ending === undefined ? [...holds, ...owed] : endingStrip(language, life.ending, view)}${life.ending === undefined ? outcomeStrip(language, view) : null}`;
}
