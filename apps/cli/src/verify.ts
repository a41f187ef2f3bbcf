/**
 * `zhaobiao verify`: whoever doubts the platform runs this on a machine of his own. It builds from `basics` and `evidence` alone (a wall of
 * the checkout) and is also packed by itself (`npm run pack`).
 */
import { readFile } from 'node:fs/promises';
import { toHex, type JsonObject, type Result } from '@zhaobiao/basics';
import { openingCheck, parseNoteKey, verifyBundle, verifyReceipt, type BundleFault, type BundleReport, type NoteKey, type ProvedAct, type ReceiptFault } from '@zhaobiao/evidence';
import { defineCommand, type Out } from './command.ts';
import { REASONS, type CallFault } from './verify-words.ts';

type Fault = BundleFault | ReceiptFault | { readonly reason: CallFault; readonly detail?: string };
type Kind = 'bundle' | 'receipt' | 'unknown';
type Trust = { readonly key: NoteKey | undefined; readonly keyText: string | undefined; readonly witnesses: readonly NoteKey[]; readonly quorum: number };

const RECEIPT = new TextEncoder().encode('c2sp.org/tlog-proof@v1\n');

const isReceipt = (bytes: Uint8Array): boolean => RECEIPT.every((byte, index) => bytes[index] === byte);

function trustOf(key: string | undefined, witnessTexts: readonly string[], quorumText: string | undefined): Trust | CallFault {
  const parsed = key === undefined ? undefined : parseNoteKey(key);
  if (parsed && !parsed.ok) return 'badKey';
  const witnesses = witnessTexts.map(parseNoteKey).flatMap((each) => (each.ok ? [each.value] : []));
  if (witnesses.length !== witnessTexts.length) return 'badWitness';
  const quorum = quorumText === undefined ? witnesses.length : Number(quorumText);
  if (!Number.isInteger(quorum) || quorum < 0 || quorum > witnesses.length) return 'badQuorum';
  return { key: parsed?.value, keyText: key, witnesses, quorum };
}

/** Prints the verdict. The detail of a fault is what its reason carries: a line, an index, a name. */
function refuse(out: Out, json: boolean, kind: Kind, fault: Fault): number {
  const { reason, ...where } = fault;
  if (json) {
    out.print(JSON.stringify({ valid: false, reason, kind, ...where }));
    return 1;
  }
  const words = REASONS[reason];
  const detail = Object.entries(where).map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
  out.print(`✗ 不成立：${words.zh}${detail === '' ? '' : `（${detail}）`}`);
  out.print(`✗ not valid: ${words.en}${detail === '' ? '' : ` (${detail})`}`);
  return 1;
}

const ownWord = '! 日志公钥取自文件自身；请从平台以外的可信来源取得公钥，用 --key 给出。\n! The key of the log is the file\'s own word; get it from a source you trust and give it with --key.';

function acceptBundle(out: Out, json: boolean, report: BundleReport): number {
  const { checkpoint, ...rest } = report;
  if (json) {
    out.print(JSON.stringify({ valid: true, kind: 'bundle', ...rest, checkpoint: { origin: checkpoint.origin, size: checkpoint.size, root: toHex(checkpoint.root) } }));
    return 0;
  }
  const { acts, signatures, disclosures, objects, firstAt, lastAt, trust, checks, partialStreams } = rest;
  out.print(`✓ 成立：${acts} 个行为、${signatures} 个签名、${disclosures} 项公开内容、${objects} 个文件；${firstAt} 至 ${lastAt}`);
  out.print(`✓ valid: ${acts} acts, ${signatures} signatures, ${disclosures} disclosures, ${objects} objects; ${firstAt} to ${lastAt}`);
  out.print(`  日志 / log  ${report.origin}  ${checkpoint.size}  ${toHex(checkpoint.root)}`);
  for (const { name, detail } of checks) out.print(`  重算 / recomputed  ${name}: ${detail}`);
  for (const name of trust.witnesses) out.print(`  见证 / witness  ${name}`);
  if (partialStreams.length > 0) out.print(`  ${partialStreams.length} 个流只含与本案有关的行为 / of ${partialStreams.length} streams only what concerns the case`);
  if (trust.from === 'header') out.print(ownWord);
  return 0;
}

function acceptReceipt(out: Out, json: boolean, { act, index, checkpoint, witnesses }: ProvedAct): number {
  const seen = witnesses.map((one) => one.name);
  if (json) {
    const proved: JsonObject = { valid: true, kind: 'receipt', act: act.act, stream: act.stream, actor: act.actor, at: act.at, index, checkpoint: { origin: checkpoint.origin, size: checkpoint.size, root: toHex(checkpoint.root) }, witnesses: seen };
    out.print(JSON.stringify(proved));
    return 0;
  }
  out.print(`✓ 成立：${act.actor} 的行为 ${act.act}（${act.stream}）于 ${act.at} 被平台接受，是日志第 ${index} 项`);
  out.print(`✓ valid: ${act.act} on ${act.stream} by ${act.actor} was accepted at ${act.at} and is entry ${index} of the log`);
  for (const name of seen) out.print(`  见证 / witness  ${name}`);
  return 0;
}

async function verifyBundleFile(out: Out, json: boolean, bytes: Uint8Array, { keyText, witnesses, quorum }: Trust): Promise<number> {
  const verified = await verifyBundle(bytes, { ...(keyText === undefined ? {} : { key: keyText }), witnesses, checks: [openingCheck] });
  if (!verified.ok) return refuse(out, json, 'bundle', verified.fault);
  const have = verified.value.trust.witnesses.length;
  return have < quorum ? refuse(out, json, 'bundle', { reason: 'tooFewWitnesses', have, need: quorum }) : acceptBundle(out, json, verified.value);
}

function verifyReceiptFile(out: Out, json: boolean, bytes: Uint8Array, act: Uint8Array | undefined, { key, witnesses, quorum }: Trust): number {
  if (!key) return refuse(out, json, 'receipt', { reason: 'keyNeeded' });
  const proved: Result<ProvedAct, ReceiptFault> = verifyReceipt(bytes, act, { logKey: key, witnesses, quorum });
  return proved.ok ? acceptReceipt(out, json, proved.value) : refuse(out, json, 'receipt', proved.fault);
}

/** The bytes, or in words why there are none. */
const read = (path: string): Promise<Uint8Array | string> => readFile(path).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));

export const run = defineCommand(
  {
    name: 'verify',
    zh: '核验一份证据包或收据：不需要网络，也不需要相信平台。',
    en: 'Verifies a bundle or a receipt: without a network, and without believing the platform.',
    operands: [{ name: 'FILE', zh: '证据包或收据', en: 'a bundle or a receipt' }],
    options: {
      key: { kind: 'text', value: 'VKEY', zh: '日志公钥（来自可信来源）；收据必须给出', en: 'the key of the log, from a source you trust; a receipt needs it' },
      witness: { kind: 'list', value: 'VKEY', zh: '见证人公钥，可多次给出', en: 'the key of a witness; may be repeated' },
      quorum: { kind: 'text', value: 'N', zh: '至少几个见证人签名；默认为给出的全部', en: 'how many of the witnesses must have signed; all of them unless said' },
      act: { kind: 'text', value: 'FILE', zh: '行为原文，收据里没有时给出', en: 'the bytes of the act, where the receipt does not carry them' },
      json: { kind: 'flag', zh: '只输出一行 JSON', en: 'print one line of JSON' },
    },
    more: ['  退出状态 0：成立；1：不成立；2：用法不对。 / Exit status 0: valid; 1: not valid; 2: wrong call.'],
  },
  async ({ options: { key, witness, quorum, act: actPath, json }, operands: [path = ''] }, out) => {
    const trust = trustOf(key, witness, quorum);
    if (typeof trust === 'string') return refuse(out, json, 'unknown', { reason: trust });
    const bytes = await read(path);
    if (typeof bytes === 'string') return refuse(out, json, 'unknown', { reason: 'unreadable', detail: bytes });
    const act = actPath === undefined ? undefined : await read(actPath);
    if (typeof act === 'string') return refuse(out, json, 'unknown', { reason: 'unreadable', detail: act });
    if (isReceipt(bytes)) return verifyReceiptFile(out, json, bytes, act, trust);
    return act === undefined ? verifyBundleFile(out, json, bytes, trust) : refuse(out, json, 'bundle', { reason: 'otherActFile' });
  },
);
