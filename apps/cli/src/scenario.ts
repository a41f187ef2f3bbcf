/** `zhaobiao scenario NAME`: a whole case on a platform of its own, compared with its expected end. */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { instantText } from '@zhaobiao/basics';
import { defineCommand, type Out } from './command.ts';
import { keepBundle } from './scenario/bundle.ts';
import { compareRecord } from './scenario/compare.ts';
import { madeOpeningFile } from './scenario/made-file.ts';
import { readOpeningFile, type RecordedBid } from './scenario/opening-file.ts';
import { parseCase, type CaseFacts } from './scenario/parse-case.ts';
import { play } from './scenario/play.ts';
import { sealPool } from './scenario/seal-pool.ts';
import { startPlatform, type StartedPlatform } from './scenario/started-platform.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const SEALING_THREADS = 2;
const SHOWN_DIFFERENCES = 10;

const caseFile = (name: string): string => join(ROOT, 'scenarios', name, 'scenario.json');

async function loadCase(name: string): Promise<CaseFacts> {
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(caseFile(name))) throw new Error(`没有案例 ${name}。 There is no scenario ${name}.`);
  const facts = parseCase(await readFile(caseFile(name), 'utf8'));
  if (!facts.ok) throw new Error(`scenarios/${name}/scenario.json: ${facts.fault}`);
  return facts.value;
}

/** The record the case must come to: a file of the shared data, the one given, or a made one. */
async function loadBids(facts: CaseFacts, given: string | undefined): Promise<readonly RecordedBid[]> {
  const { closingAt, ceilingFen } = facts.notice;
  if (given === undefined && 'made' in facts.bids) return unwrapFile('the made record', madeOpeningFile({ ...facts.bids.made, closingAt, ceilingFen }));
  const shared = process.env['ZHAOBIAO_SHARED'] || resolve(ROOT, '../shared');
  const path = given ?? ('file' in facts.bids ? join(shared, facts.bids.file) : '');
  if (!existsSync(path)) throw new Error(`没有开标记录文件 ${path}。请用 --file 指定，或设置 ZHAOBIAO_SHARED。 The opening record ${path} is not there: give it with --file, or set ZHAOBIAO_SHARED.`);
  return unwrapFile(path, await readFile(path, 'utf8'));
}

function unwrapFile(name: string, text: string): readonly RecordedBid[] {
  const bids = readOpeningFile(text);
  if (!bids.ok) throw new Error(`${name}: ${bids.fault}`);
  return bids.value;
}

type Asked = { readonly file: string | undefined; readonly keep: boolean; readonly bundle: string | undefined };

async function onPlatform(facts: CaseFacts, bids: readonly RecordedBid[], asked: Asked, out: Out, begun: number): Promise<boolean> {
  const say = (line: string): void => out.note(`[${((performance.now() - begun) / 1_000).toFixed(1).padStart(6)} s] ${line}`);
  const dataDirectory = await mkdtemp(join(tmpdir(), `zhaobiao-${facts.name}-`));
  // Where this runs as root the private database runs as somebody else, who must be able to reach its directory; keys inside are closed by themselves.
  await chmod(dataDirectory, 0o755);
  const sealing = sealPool(SEALING_THREADS);
  let platform: StartedPlatform | undefined;
  try {
    platform = await startPlatform({ dataDirectory, clock: instantText(facts.beginsAt) });
    say(`platform ${platform.base}, data in ${dataDirectory}`);
    const played = await play({ facts, bids, base: platform.base, dataDirectory, sealing, say });
    const { expected, equal, differences } = compareRecord(bids, played.lines);
    for (const each of differences.slice(0, SHOWN_DIFFERENCES)) out.note(`different: ${each.creditCode} ${each.field}: expected ${each.expected}, found ${each.found}`);
    if (differences.length > SHOWN_DIFFERENCES) out.note(`… and ${differences.length - SHOWN_DIFFERENCES} more`);
    const seconds = (performance.now() - begun) / 1_000;
    const bundled = asked.bundle === undefined || (await keepBundle({ base: platform.base, lot: played.lot, logKey: played.logKey, file: resolve(asked.bundle), say }));
    const peak = await platform.peakMiB();
    if (peak !== undefined) say(`the server process needed ${peak} MiB at most`);
    out.print(JSON.stringify({ scenario: facts.name, expected, equal, seconds: Math.round(seconds * 10) / 10, actsPerSecond: Math.round(played.acts / seconds) }));
    return equal === expected && differences.length === 0 && bundled;
  } catch (error) {
    if (platform) out.note((await readFile(platform.logFile, 'utf8')).split('\n').slice(-15).join('\n'));
    // fetch says only that it failed; why stands in the cause.
    throw error instanceof Error && error.cause instanceof Error ? new Error(`${error.message}: ${error.cause.message}`, { cause: error }) : error;
  } finally {
    await Promise.all([sealing.stop(), platform?.stop()]);
    if (!asked.keep) await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const run = defineCommand(
  {
    name: 'scenario',
    zh: '在自己的临时平台上跑一个完整案例，并与预期结果逐行比对。',
    en: 'Runs a whole case on a temporary platform of its own and compares the end line by line.',
    operands: [{ name: 'NAME', zh: '案例：scenarios/ 下的目录名，例如 yongchun、small', en: 'the case, a directory of scenarios/: yongchun, small' }],
    options: {
      file: { kind: 'text', value: 'CSV', zh: '开标记录文件，代替案例自带的', en: "an opening record to use instead of the case's own" },
      bundle: { kind: 'text', value: 'FILE', zh: '把证据包写到这里并核验', en: 'write the bundle of the tender here and verify it' },
      keep: { kind: 'flag', zh: '不删除数据目录', en: 'keep the data directory' },
    },
    more: ['最后一行 / last line: {"scenario":…,"expected":…,"equal":…,"seconds":…,"actsPerSecond":…}', '完全一致时退出状态为 0。 Exit status 0 only when everything is equal.'],
  },
  async ({ operands, options }, out) => {
    const begun = performance.now();
    const facts = await loadCase(operands[0] ?? '');
    const bids = await loadBids(facts, options.file);
    return (await onPlatform(facts, bids, options, out, begun)) ? 0 : 1;
  },
);
