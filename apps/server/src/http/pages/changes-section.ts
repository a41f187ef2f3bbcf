/** 澄清与修改: the versions of the document and everything else its recipients were told, each with what it says and when it was delivered. */
import { codeText } from '@zhaobiao/rulebook';
import type { ChangeLine } from '../../tender/changes.ts';
import { html, type Html } from './html.ts';
import { say, screenTime, written, type Language } from './language.ts';
import { fact, pick, wideFact, type Text } from './parts.ts';

const KINDS: Readonly<Record<ChangeLine['kind'], Text>> = {
  notice: ['招标公告和招标文件', 'Notice and document'], amendment: ['修改招标文件', 'Amendment'], clarification: ['澄清', 'Clarification'], siteVisit: ['组织踏勘', 'Site visit'], outage: ['平台故障，延长截止时间', 'Outage, deadline extended'],
  validity: ['请求延长投标有效期', 'Extension of validity asked for'], invalid: ['招标无效', 'Void'], terminated: ['终止招标', 'Terminated'], result: ['中标结果', 'Result'], failed: ['招标失败', 'Failed'],
};

const time = (moment: string): Html => html`<time datetime="${moment}">${screenTime(moment)}</time>`;

/** Nobody is told of the first version: whoever obtains the document has it. */
const delivery = (language: Language, { kind, deliveredAt }: ChangeLine): Html | null =>
  kind === 'notice' ? null : fact(say(language, '送达', 'Delivered'), deliveredAt === null ? say(language, '正在送达', 'under way') : html`${time(deliveredAt)} ${say(language, '已送达全部获取招标文件的单位', 'to everybody who has the document')}`);

const affects = (language: Language, { kind, affectsBids }: ChangeLine): Html | null =>
  affectsBids === null || kind === 'notice' ? null : fact(say(language, '对投标的影响', 'Effect on bids'), affectsBids ? say(language, '可能影响投标文件编制，距截止不少于 15 日（条例第二十一条）', 'may affect bids: at least 15 days remain (Regulation art. 21)') : say(language, '不影响投标文件编制', 'does not affect bids'));

function body(language: Language, line: ChangeLine): Html {
  const { document, reason, answers, siteVisit, outage, validUntilOn } = line;
  const cause = outage === null ? undefined : codeText('outage', outage.cause);
  return html`<dl class="facts">
${document === null ? null : [
    fact(say(language, '投标截止', 'Closing'), time(document.closingAt)),
    fact(say(language, '与标准文本的差异', 'Departures from the standard text'), say(language, `${document.differences} 处`, String(document.differences))),
  ]}
${siteVisit === null ? null : [fact(say(language, '时间', 'When'), time(siteVisit.at)), fact(say(language, '地点', 'Where'), written(language, siteVisit.place)), fact(say(language, '联系', 'Contact'), written(language, siteVisit.contact))]}
${outage === null ? null : [
    fact(say(language, '原因', 'Cause'), cause?.[language] ?? outage.cause), fact(say(language, '故障时间', 'Down'), html`${time(outage.from)} — ${time(outage.to)}`), fact(say(language, '新的投标截止', 'New closing'), time(outage.closingAt)),
  ]}
${validUntilOn === null ? null : fact(say(language, '新的有效期至', 'Valid until'), validUntilOn)}
${affects(language, line)}${delivery(language, line)}
${reason === null ? null : wideFact(say(language, '说明', 'Stated'), written(language, reason))}
${document === null ? null : wideFact(say(language, '版本摘要', 'Digest of the version'), html`<code class="digest">${document.digest}</code>`)}
</dl>${answers.length === 0 ? null : html`<dl class="answered">${answers.map(({ question, answer }) => html`<dt>${say(language, '问：', 'Q: ')}${written(language, question)}</dt><dd>${say(language, '答：', 'A: ')}${written(language, answer)}</dd>`)}</dl>`}`;
}

const entry = (language: Language, line: ChangeLine): Html => html`<li><h3>${pick(language, KINDS[line.kind])}${line.document === null ? null : html` <span class="chip">${say(language, `第 ${line.document.version} 版`, `version ${line.document.version}`)}</span>`} <span class="note">${time(line.at)}</span></h3>
${body(language, line)}</li>`;

/** Undefined while there is the first version alone. */
export function changesSection(language: Language, path: string, changes: readonly ChangeLine[]): Html | undefined {
  if (changes.length < 2) return undefined;
  return html`<p class="note">${say(language, '按时间先后排列。已递交的投标文件继续有效，截止前可以替换或者撤回。', 'In order of time. Bids already in stay valid; until the closing they may be replaced or withdrawn.')} <a href="/api/v1${path}/document">${say(language, '现行招标文件的全部条款和逐条差异', 'Every clause of the document in force and its departures')}</a></p>
<ol class="entries">${changes.map((line) => entry(language, line))}</ol>`;
}
