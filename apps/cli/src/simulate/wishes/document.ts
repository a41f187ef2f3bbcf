/** The tender document: drawn up by one, issued by another, changed while bids are prepared. */
import { instantText, toHex, type Instant, type JsonObject } from '@zhaobiao/basics';
import { asObject } from '@zhaobiao/domain';
import { drawCommitment } from '@zhaobiao/evidence';
import { seeded, worksDraft, type Citizen } from '@zhaobiao/testkit';
import type { LotSeen } from '../landscape.ts';
import { ESTIMATE } from './planning.ts';
import { REASON, anySupplier, choose, dayAt, entityOf, trait, type Scene, type Wishes } from './wish.ts';

export const CEILING = 3_800_000_000;
const SECURITY = 70_000_000;

/** The number that the procuring entity commits to in the document and reveals after the close. */
export const nonceOf = ({ author: { seed } }: Pick<Scene, 'author'>, lot: string): Uint8Array => seeded(`${seed}/${lot}/nonce`)(32);

/** Whether the tenderers of a lot open their bids together with the guardians. */
export const ownKeys = (scene: Pick<Scene, 'author'>, lot: string): boolean => trait(scene, lot, 'own keys', 25);

const suspicions: JsonObject[] = [{ below: 'mean', percent: '80', of: 'bidPrice' }];

/** Scores by experts, and the price against a base that a drawn coefficient moves or the lowest. */
function scored(drawn: boolean): JsonObject {
  const formula: JsonObject = drawn
    ? { kind: 'deviation', base: { method: { kind: 'mean', times: [{ coefficient: 'K', as: 'factor' }] } }, abovePoints: '1', belowPoints: '0.5' }
    : { kind: 'lowPriceFirst' };
  return {
    method: 'comprehensive', scale: 'points', ties: ['priceLow', 'committeeVote'], suspicions,
    coefficients: drawn ? [{ name: 'K', title: '下浮系数', values: { kind: 'list', values: ['0.95', '0.96', '0.97', '0.98'] } }] : [],
    groups: [
      { id: 'technical', title: '技术', kind: 'technical', points: '40', items: [
        { kind: 'range', id: 'plan', title: '施工组织设计', nature: 'subjective', min: '0', max: '25', step: '0.5' },
        { kind: 'levels', id: 'record', title: '类似业绩', nature: 'objective', levels: [{ title: '有', score: '15' }, { title: '无', score: '0' }] },
      ] },
      { id: 'price', title: '报价', kind: 'price', points: '60', items: [{ kind: 'price', id: 'offer', title: '投标报价', full: '60', formula }] },
    ],
  };
}

function draftOf(scene: Scene, lot: string, change = ''): JsonObject {
  const drawn = trait(scene, lot, 'drawn', 30);
  const evaluation = drawn || trait(scene, lot, 'scored', 35) ? scored(drawn) : { method: 'lowestEvaluated', ties: ['priceLow', 'committeeVote'], suspicions };
  const bond = trait(scene, lot, 'no bond', 25) ? { performanceRequired: false, performancePermille: 0 } : { performanceRequired: true, performancePermille: 100 };
  const decryption = ownKeys(scene, lot) ? { decryption: { mode: 'guardiansAndTenderer', remedy: '因平台原因没有解密的，延长释放密钥的时间。' } } : {};
  const terms: JsonObject = {
    ...decryption, evaluation, drawCommitment: drawn ? toHex(drawCommitment(nonceOf(scene, lot))) : null,
    contract: { form: 'unitPrice', payment: '按月支付已完工程价款的百分之八十五，竣工结算后支付至百分之九十七。', ...bond },
  };
  const baselineFen = trait(scene, lot, 'baseline', 30) ? 1_850_000_000 : null;
  return worksDraft({ lot, title: `${lot} 施工招标公告${change}`, documents: [], ceilingFen: CEILING, securityFen: SECURITY, validityDays: 90, baselineFen, terms });
}

const noticeOf = (lot: string, draft: string, now: Instant, days: number): JsonObject => ({ lot, draft, media: ['national'], issueEndsAt: instantText(dayAt(now, 7, 17)), closingAt: instantText(dayAt(now, days, 9)) });

/** A document waits to be issued: by another person than drew it up, and by the procuring entity only. */
export function issuing(scene: Scene, lot: LotSeen, owner: Citizen, stranger: Citizen): Wishes {
  const { author: { people, chance }, now } = scene;
  const { draft } = lot.room;
  const drawnUp = draftOf(scene, lot.id);
  if (draft === null || chance.percent(6)) {
    return chance.weighted<Wishes>([
      [9, [{ actor: people.agency, act: 'draftDocument', command: drawnUp }]],
      [1, [{ actor: owner, act: 'draftDocument', command: drawnUp }]],
      [1, [{ actor: stranger, act: 'draftDocument', command: drawnUp, hostile: "another's document is drawn up" }]],
      [1, [{ actor: people.agency, act: 'draftDocument', command: { ...drawnUp, terms: { ...asObject(drawnUp['terms']), security: { amountFen: ESTIMATE / 50 + 1, kinds: ['transfer'] } } }, hostile: 'a bid security above two per cent' }]],
      [1, [{ actor: owner, act: 'publishNotice', command: noticeOf(lot.id, '00'.repeat(32), now, 25), hostile: 'a document that nobody has drawn up' }]],
    ]);
  }
  if (draft.keyId === owner.signer.keyId) {
    return chance.percent(30)
      ? [{ actor: owner, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, 25), hostile: 'who drew it up issues it' }]
      : [{ actor: people.agency, act: 'draftDocument', command: drawnUp }];
  }
  return chance.weighted<Wishes>([
    [10, [{ actor: owner, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, chance.between(21, 26)) }]],
    [1, [{ actor: owner, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, 20), hostile: 'nineteen whole days and nine hours are not twenty days' }]],
    [1, [{ actor: stranger, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, 25), hostile: 'another procuring entity publishes' }]],
    [1, [{ actor: people.agency, act: 'publishNotice', command: noticeOf(lot.id, draft.digest, now, 25), hostile: 'the procuring entity issues, not its agency' }]],
  ]);
}

const noticeAgain = (lot: LotSeen, draft: string, closingAt: Instant | null): JsonObject => ({ lot: lot.id, draft, media: ['provincial'], closingAt: closingAt === null ? null : instantText(closingAt), reason: REASON, affectsBids: true });

/** A change of the document; where an objection obliges to it, nothing else will do. */
export async function amendment(scene: Scene, lot: LotSeen): Promise<Wishes> {
  const { author: { people, chance }, now } = scene;
  const owner = entityOf(scene, lot);
  const { draft } = lot.room;
  if (draft === null && chance.percent(85)) return [{ actor: people.agency, act: 'draftDocument', command: draftOf(scene, lot.id, '（更正）') }];
  const digest = draft?.digest ?? '00'.repeat(32);
  const closingAt = chance.percent(50) ? null : dayAt(now, chance.between(16, 22), 9);
  return choose(scene, [
    [9, () => [{ actor: owner, act: 'amendNotice', command: noticeAgain(lot, digest, closingAt), ...(draft === null ? { hostile: 'a change that nobody has drawn up' } : {}) }]],
    [1, () => [{ actor: people.agency, act: 'amendNotice', command: noticeAgain(lot, digest, dayAt(now, 20, 9)), hostile: 'the agency amends what only the procuring entity may' }]],
    [1, () => [{ actor: anySupplier(scene), act: 'terminateTender', command: { lot: lot.id, cause: 'other', reason: REASON }, hostile: 'a supplier ends a tender' }]],
  ]);
}

/** A tender that is given up, or whose document the law does not bear. */
export function giveUp(scene: Scene, lot: LotSeen): Wishes {
  const { author: { people, chance } } = scene;
  const owner = entityOf(scene, lot);
  return chance.weighted<Wishes>([
    [3, [{ actor: owner, act: 'terminateTender', command: { lot: lot.id, cause: 'planChanged', reason: REASON } }]],
    [3, [{ actor: chance.percent(50) ? owner : people.supervisors[0], act: 'invalidateDocument', command: { lot: lot.id, article: '招标投标法实施条例第三十二条', reason: REASON } }]],
    [1, [{ actor: people.agency, act: 'invalidateDocument', command: { lot: lot.id, article: '招标投标法实施条例第三十二条', reason: REASON }, hostile: 'an agency says that the document is unlawful' }]],
    [1, [{ actor: people.depository, act: 'terminateTender', command: { lot: lot.id, cause: 'other', reason: REASON }, hostile: 'a bank ends a tender' }]],
  ]);
}
