/** Why a bundle or a receipt does not verify, in words. The reasons are those of `@zhaobiao/evidence`; a new one without words is a type error. */
import type { BundleFault, ReceiptFault } from '@zhaobiao/evidence';

type Words = { readonly zh: string; readonly en: string };

/** Reasons of the command's own. */
export type CallFault = 'unreadable' | 'keyNeeded' | 'badKey' | 'badWitness' | 'badQuorum' | 'otherActFile';

export const REASONS: Readonly<Record<BundleFault['reason'] | ReceiptFault['reason'] | CallFault, Words>> = {
  unreadable: { zh: '文件读不出来', en: 'the file cannot be read' },
  keyNeeded: { zh: '收据里没有日志公钥，请用 --key 给出', en: 'a receipt does not carry the key of the log: give it with --key' },
  badKey: { zh: '--key 不是日志公钥', en: 'the value of --key is not a verifier key' },
  badWitness: { zh: '--witness 不是见证人公钥', en: 'a value of --witness is not a verifier key' },
  badQuorum: { zh: '--quorum 必须是整数，且不超过见证人数', en: '--quorum must be a whole number, at most that of the witnesses given' },
  otherActFile: { zh: '--act 只用于收据', en: '--act belongs to a receipt' },
  notABundle: { zh: '既不是证据包，也不是收据', en: 'neither a bundle nor a receipt' },
  badLine: { zh: '有一行不合格式', en: 'a line is not of the format' },
  cutOff: { zh: '文件不完整，末尾缺失', en: 'the file is cut off' },
  noCheckpoint: { zh: '没有日志检查点', en: 'there is no checkpoint' },
  secondCheckpoint: { zh: '有两个日志检查点', en: 'there is a second checkpoint' },
  noActs: { zh: '没有任何行为', en: 'there are no acts' },
  badLogKey: { zh: '日志公钥不合格式', en: 'the key of the log is malformed' },
  otherLogKey: { zh: '日志公钥不是给定的那一个', en: 'the log key is not the one given' },
  badCheckpoint: { zh: '日志检查点的签名不成立', en: 'the signature on the checkpoint does not hold' },
  actsOutOfOrder: { zh: '行为的顺序被改动', en: 'the acts are out of order' },
  noProof: { zh: '有行为缺少日志证明', en: 'an act has no proof' },
  notIncluded: { zh: '有行为不在日志里', en: 'an act is not in the log' },
  unknownAct: { zh: '公开的内容不属于任何行为', en: 'a disclosure belongs to no act' },
  badAct: { zh: '有行为不合格式', en: 'an act is malformed' },
  badDeclaredKey: { zh: '登记的公钥与编号不符', en: 'a declared key is not what its id says' },
  otherPlatformKeys: { zh: '平台公钥与启用时登记的不同', en: 'the platform keys are not those of the founding act' },
  unknownKey: { zh: '有行为用了没有登记的密钥', en: 'an act is signed with a key that was not registered' },
  badSignature: { zh: '有行为的签名不成立', en: 'the signature of an act does not hold' },
  versionGap: { zh: '有行为被抽走', en: 'an act of a stream is missing' },
  noSuchField: { zh: '公开的内容没有对应的字段', en: 'a disclosure names no field of its act' },
  commitmentMismatch: { zh: '公开的内容与当时的承诺不符', en: 'a disclosed value does not open its commitment' },
  secondDisclosure: { zh: '同一字段公开了两次', en: 'a field is disclosed twice' },
  objectMismatch: { zh: '文件内容与摘要不符', en: 'an object does not have its digest' },
  checkFailed: { zh: '重算结果与记录不符', en: 'a recomputation does not agree with the record' },
  malformed: { zh: '收据不合格式', en: 'the receipt is malformed' },
  noAct: { zh: '收据里没有行为原文，请用 --act 给出', en: 'the receipt does not carry the act: give it with --act' },
  otherAct: { zh: '给出的行为与收据里的不同', en: 'the act given is not that of the receipt' },
  tooFewWitnesses: { zh: '见证人签名不足', en: 'too few witnesses have signed' },
};
