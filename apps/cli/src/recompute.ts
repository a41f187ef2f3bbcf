/** `zhaobiao recompute BUNDLE`: whoever doubts a result computes it again, from the sealed bids to the ranking. */
import { readFile } from 'node:fs/promises';
import { ok } from '@zhaobiao/basics';
import { openingCheck, verifyBundle, type VerifiedBundle } from '@zhaobiao/evidence';
import { memoryLaw } from '@zhaobiao/testkit';
import { gunzipSync } from 'node:zlib';
import { defineCommand, type Out } from './command.ts';
import { foldedStreams, type Folded } from './recompute/folded.ts';
import { computedActs, redo, type Redone } from './recompute/redo.ts';
import { REASONS } from './verify-words.ts';

export type Recomputed = { readonly redone: readonly Redone[]; readonly detail: string; /** Acts over bids that are still sealed. */ readonly sealed: number; /** The streams of the bundle at its end. */ readonly folded: Folded };

export const agrees = (each: Redone): boolean => each.difference === null && each.refused === null;

/** The bundle verified, and every computation in it done again; a text says why it does not verify. */
export async function recompute(bytes: Uint8Array, key: string | undefined): Promise<Recomputed | string> {
  let verified: VerifiedBundle | undefined;
  const keep = { name: 'contents', run: async (bundle: VerifiedBundle) => {
    verified = bundle;
    return ok({ detail: 'kept' });
  } };
  const report = await verifyBundle(bytes, { ...(key === undefined ? {} : { key }), checks: [openingCheck, keep] });
  if (!report.ok || verified === undefined) {
    const reason = report.ok ? undefined : REASONS[report.fault.reason];
    return reason ? `${reason.zh}; ${reason.en}${report.ok ? '' : ` (${JSON.stringify(report.fault)})`}` : 'the bundle is empty';
  }
  const law = memoryLaw();
  const bundle = verified;
  const folded = foldedStreams(bundle);
  const { computed, sealed } = computedActs(bundle);
  const redone = computed.map((act) => redo(law, bundle, folded, act));
  return { redone, sealed: sealed.length, detail: report.value.checks.find((each) => each.name === 'opening')?.detail ?? '', folded };
}

function say(out: Out, { redone, detail, sealed }: Recomputed): void {
  out.print(`  ${detail}`);
  if (sealed > 0) out.print(`  ${sealed} 项办理不能重算：没有开标，投标文件仍然密封。 / ${sealed} acts cannot be computed again: the bids were not opened and stay sealed.`);
  for (const each of redone) {
    const mark = agrees(each) ? '✓' : '✗';
    out.print(`${mark} ${each.title.zh} ${each.title.en}  ${each.stream}  #${each.index}`);
    if (each.refused !== null) out.print(`    重算的结果是不能办理：${each.refused} / computed again, it comes to a refusal: ${each.refused}`);
    if (each.difference !== null) out.print(`    第一处不同 / first difference  ${each.difference.path}: ${JSON.stringify(each.difference.left)} ≠ ${JSON.stringify(each.difference.right)}`);
  }
}

export const run = defineCommand(
  {
    name: 'recompute',
    zh: '从证据包重算开标、抽取和全部评分排序，指出第一处不同。',
    en: 'Computes opening, draw and the whole ranking again from a bundle, and names the first difference.',
    operands: [{ name: 'BUNDLE', zh: '证据包（可为 .gz）', en: 'a bundle, may be gzipped' }],
    options: {
      key: { kind: 'text', value: 'VKEY', zh: '日志公钥（来自可信来源）', en: 'the key of the log, from a source you trust' },
      json: { kind: 'flag', zh: '只输出一行 JSON', en: 'print one line of JSON' },
    },
    more: ['  退出状态 0：全部一致；1：有不同；2：用法不对。 / Exit status 0: all equal; 1: something differs; 2: wrong call.'],
  },
  async ({ operands: [path = ''], options: { key, json } }, out) => {
    const file = await readFile(path).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof file === 'string') {
      out.note(`${REASONS.unreadable.zh}，${REASONS.unreadable.en}: ${file}`);
      return 2;
    }
    const result = await recompute(file[0] === 0x1f && file[1] === 0x8b ? gunzipSync(file) : file, key);
    if (typeof result === 'string') {
      out.print(json ? JSON.stringify({ valid: false, reason: result }) : `✗ ${result}`);
      return 1;
    }
    const equal = result.redone.filter(agrees).length;
    if (json) out.print(JSON.stringify({ valid: true, recomputed: result.redone.length, equal, sealed: result.sealed, differences: result.redone.filter((each) => !agrees(each)) }));
    else say(out, result);
    return equal === result.redone.length ? 0 : 1;
  },
);
