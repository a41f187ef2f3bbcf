/** What happens to a tender of the city while bids are prepared: an objection and its answer, a clarification, the securities of its bids. */
import { addDays, dayOf, present, shift, type Instant, type JsonObject } from '@zhaobiao/basics';
import type { LotRoom } from '@zhaobiao/domain';
import { streamState } from '../http/stream-state.ts';
import { hasBegun, perfect, type Resident } from './resident.ts';
import { lotOf, type DemoTender, type TenderGround } from './tenders.ts';

const HALF_HOUR_MS = 1_800_000;

/** The digest that tenderers sign over afterwards: a clarification makes a new version of the document. */
export async function prepareDemoTender({ door, procuringEntity, suppliers }: TenderGround, tender: DemoTender, signedOver: string): Promise<string> {
  const { preparation, project } = tender;
  if (preparation === null) return signedOver;
  const lot = lotOf(tender);
  const notice = (await streamState<LotRoom>(door.pool, lot))?.room.notice;
  if (notice !== undefined && notice !== null && notice.version > 1) return notice.digest;
  const by = (who: Resident, act: string, command: JsonObject, at: Instant): Promise<JsonObject> => perfect(door, who, { act, command, key: `demo:${act}:${project}`, at });
  const objection = `objection:${lot.slice('lot:'.length)}/Y0231`;
  const objected = { objection, lot, grounds: '招标文件要求类似工程业绩两项以上得满分，认为业绩的规模标准没有写明，投标人无法准确响应。', request: '明确类似工程业绩的规模标准。', concerns: '评标办法 技术部分 类似工程业绩', documents: [] };
  await by(present(suppliers[preparation.objector], 'a supplier of the city'), 'objectToDocument', objected, preparation.filedAt);
  const text = '评标办法已写明业绩以合同金额一千万元以上的市政道路工程计算，招标文件不作修改；为便于理解，另行发出澄清。';
  await by(procuringEntity, 'answerObjection', { objection, lot, outcome: 'dismissed', text, measure: 'none', documents: [] }, preparation.answeredAt);
  const answers = [
    { enquiry: null, question: '类似工程业绩按照什么规模计算？', answer: '合同金额一千万元以上的市政道路工程，以合同和竣工验收文件为准。' },
    { enquiry: null, question: '施工期间的交通疏导费用由谁承担？', answer: '包含在投标报价内，招标人不另行支付。' },
  ];
  const clarified = await by(procuringEntity, 'clarify', { lot, answers, affectsBids: false }, preparation.clarifiedAt);
  return String(clarified['tender']);
}

/** An electronic guarantee for each bid, half an hour before it came in, valid a hundred and twenty days from the closing. */
export async function lodgeDemoSecurities({ door, depository, suppliers }: TenderGround, tender: DemoTender): Promise<void> {
  if (tender.sequel === null) return;
  const lot = lotOf(tender);
  for (const [index, { supplier, at }] of tender.bids.entries()) {
    const { party, creditCode, name } = present(suppliers[supplier], 'a supplier of the city');
    if (await hasBegun(door, `security:${lot.slice('lot:'.length)}/${creditCode}`)) continue;
    const receivedAt = shift(at, -HALF_HOUR_MS);
    const command = {
      lot, tenderer: party, kind: 'electronic', amountFen: tender.securityFen, receivedOn: dayOf(receivedAt), validUntilOn: addDays(dayOf(tender.closingAt), 120), number: `DB-${tender.project}-${index + 1}`, issuer: '清源市融资担保有限公司（演示）',
      payer: name, accountTail: null, domestic: true, fromBasicAccount: false, document: null,
    };
    await perfect(door, depository, { act: 'lodgeSecurity', command, key: `demo:lodgeSecurity:${tender.project}:${creditCode}`, at: receivedAt });
  }
}
