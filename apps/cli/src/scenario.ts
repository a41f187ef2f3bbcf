/** `zhaobiao scenario NAME`: a whole case on a platform of its own, compared with its expected end. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
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
import { parseStory, tellsStory, type Story } from './scenario/story/parse-story.ts';
import { playStory } from './scenario/story/play-story.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const SCENARIOS = join(ROOT, 'scenarios');
const SEALING_THREADS = 2;
const SHOWN_DIFFERENCES = 10;

/** The bids of a record that is not part of the repository: such a case runs when it is asked for, or when the record is there. */
const caseFile = (name: string): string => join(SCENARIOS, name, 'scenario.json');

const allNames = (): readonly string[] => readdirSync(SCENARIOS).filter((name) => existsSync(caseFile(name))).toSorted();

type Loaded = { readonly kind: 'record'; readonly facts: CaseFacts } | { readonly kind: 'story'; readonly story: Story };

async function load(name: string): Promise<Loaded> {
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(caseFile(name))) throw new Error(`没有案例 ${name}。 There is no scenario ${name}.`);
  const text = await readFile(caseFile(name), 'utf8');
  const fragment = (each: string): string | undefined => {
    const path = join(SCENARIOS, 'fragments', `${each}.json`);
    return /^[a-z0-9-]+$/.test(each) && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  if (tellsStory(text)) {
    const story = parseStory(text, fragment);
    if (!story.ok) throw new Error(`scenarios/${name}/scenario.json: ${story.fault}`);
    return { kind: 'story', story: story.value };
  }
  const facts = parseCase(text);
  if (!facts.ok) throw new Error(`scenarios/${name}/scenario.json: ${facts.fault}`);
  return { kind: 'record', facts: facts.value };
}

/** The record the case must come to: a file of the shared data, the one given, or a made one. */
async function loadBids(facts: CaseFacts, given: string | undefined): Promise<readonly RecordedBid[]> {
  const { closingAt, ceilingFen } = facts.notice;
  if (given === undefined && 'made' in facts.bids) return unwrapFile('the made record', madeOpeningFile({ ...facts.bids.made, closingAt, ceilingFen }));
  const path = given ?? recordPath(facts);
  if (!existsSync(path)) throw new Error(`没有开标记录文件 ${path}。请用 --file 指定，或设置 ZHAOBIAO_SHARED。 The opening record ${path} is not there: give it with --file, or set ZHAOBIAO_SHARED.`);
  return unwrapFile(path, await readFile(path, 'utf8'));
}

const recordPath = (facts: CaseFacts): string => ('file' in facts.bids ? join(process.env['ZHAOBIAO_SHARED'] || resolve(ROOT, '../shared'), facts.bids.file) : '');

function unwrapFile(name: string, text: string): readonly RecordedBid[] {
  const bids = readOpeningFile(text);
  if (!bids.ok) throw new Error(`${name}: ${bids.fault}`);
  return bids.value;
}

type Asked = { readonly file: string | undefined; readonly keep: boolean; readonly bundle: string | undefined };
/** What a case came to: facts checked, facts as they should be, acts done. */
type Ended = { readonly expected: number; readonly equal: number; readonly acts: number; readonly bundled: boolean };
type Stand = { readonly platform: StartedPlatform; readonly dataDirectory: string; readonly say: (line: string) => void; readonly out: Out; readonly asked: Asked };

/** A temporary platform for the length of one case. */
async function onPlatform(name: string, clock: string, asked: Asked, out: Out, work: (stand: Stand) => Promise<Ended>): Promise<boolean> {
  const begun = performance.now();
  const say = (line: string): void => out.note(`[${((performance.now() - begun) / 1_000).toFixed(1).padStart(6)} s] ${name}: ${line}`);
  const dataDirectory = await mkdtemp(join(tmpdir(), `zhaobiao-${name}-`));
  // Where this runs as root the private database runs as somebody else, who must be able to reach its directory; keys inside are closed by themselves.
  await chmod(dataDirectory, 0o755);
  let platform: StartedPlatform | undefined;
  try {
    platform = await startPlatform({ dataDirectory, clock });
    say(`platform ${platform.base}, data in ${dataDirectory}`);
    const { expected, equal, acts, bundled } = await work({ platform, dataDirectory, say, out, asked });
    const peak = await platform.peakMiB();
    if (peak !== undefined) say(`the server process needed ${peak} MiB at most`);
    const seconds = (performance.now() - begun) / 1_000;
    out.print(JSON.stringify({ scenario: name, expected, equal, seconds: Math.round(seconds * 10) / 10, actsPerSecond: Math.round(acts / seconds) }));
    return expected > 0 && equal === expected && bundled;
  } catch (error) {
    if (platform) out.note((await readFile(platform.logFile, 'utf8')).split('\n').slice(-15).join('\n'));
    // fetch says only that it failed; why stands in the cause.
    throw error instanceof Error && error.cause instanceof Error ? new Error(`${error.message}: ${error.cause.message}`, { cause: error }) : error;
  } finally {
    await platform?.stop();
    if (!asked.keep) await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function playRecord(facts: CaseFacts, bids: readonly RecordedBid[], { platform, dataDirectory, say, out, asked }: Stand): Promise<Ended> {
  const sealing = sealPool(SEALING_THREADS);
  try {
    const played = await play({ facts, bids, base: platform.base, dataDirectory, sealing, say });
    const { expected, equal, differences } = compareRecord(bids, played.lines);
    for (const each of differences.slice(0, SHOWN_DIFFERENCES)) out.note(`different: ${each.creditCode} ${each.field}: expected ${each.expected}, found ${each.found}`);
    if (differences.length > SHOWN_DIFFERENCES) out.note(`… and ${differences.length - SHOWN_DIFFERENCES} more`);
    const bundled = asked.bundle === undefined || (await keepBundle({ base: platform.base, lot: played.lot, logKey: played.logKey, file: resolve(asked.bundle), say }));
    return { expected, equal: differences.length === 0 ? equal : Math.min(equal, expected - 1), acts: played.acts, bundled };
  } finally {
    await sealing.stop();
  }
}

async function playOne(story: Story, { platform, dataDirectory, say, out, asked }: Stand): Promise<Ended> {
  const { checks, acts, logKey } = await playStory(story, { base: platform.base, dataDirectory, say });
  const different = checks.filter((each) => each.expected !== each.found);
  for (const each of different) out.note(`different: step ${each.no} ${each.zh}: expected ${each.expected}, found ${each.found}`);
  let bundled = true;
  const folder = asked.bundle === undefined ? join(dataDirectory, 'bundles') : resolve(asked.bundle);
  for (const [index, { lot }] of story.ends.entries()) {
    await mkdir(folder, { recursive: true });
    bundled = (await keepBundle({ base: platform.base, lot, logKey, file: join(folder, `${story.name}-${index + 1}.zb`), say })) && bundled;
  }
  return { expected: checks.length + story.ends.length, equal: checks.length - different.length + (bundled ? story.ends.length : 0), acts, bundled };
}

async function runOne(name: string, asked: Asked, out: Out): Promise<boolean> {
  const loaded = await load(name);
  if (loaded.kind === 'story') return onPlatform(name, loaded.story.beginsAt, asked, out, (stand) => playOne(loaded.story, stand));
  const bids = await loadBids(loaded.facts, asked.file);
  return onPlatform(name, instantText(loaded.facts.beginsAt), asked, out, (stand) => playRecord(loaded.facts, bids, stand));
}

/** Every case whose record is at hand, one after another; a case that breaks off is named and the others go on. */
async function runAll(asked: Asked, out: Out): Promise<boolean> {
  let holds = true;
  for (const name of allNames()) {
    const loaded = await load(name);
    if (loaded.kind === 'record' && 'file' in loaded.facts.bids && !existsSync(recordPath(loaded.facts))) {
      out.note(`${name}: 没有记录文件，略过。 Its record is not here; passed over.`);
      continue;
    }
    try {
      holds = (await runOne(name, asked, out)) && holds;
    } catch (error) {
      holds = false;
      out.note(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      out.print(JSON.stringify({ scenario: name, expected: 1, equal: 0 }));
    }
  }
  return holds;
}

export const run = defineCommand(
  {
    name: 'scenario',
    zh: '在自己的临时平台上跑一个完整案例，并与预期结果逐项比对。',
    en: 'Runs a whole case on a temporary platform of its own and compares the end fact by fact.',
    operands: [{ name: 'NAME', zh: '案例：scenarios/ 下的目录名，例如 normal、yongchun；all 为全部', en: 'the case, a directory of scenarios/: normal, yongchun; all of them: all' }],
    options: {
      json: { kind: 'flag', zh: '只输出每个案例一行 JSON', en: 'print one line of JSON a case and nothing else' },
      file: { kind: 'text', value: 'CSV', zh: '开标记录文件，代替案例自带的', en: "an opening record to use instead of the case's own" },
      bundle: { kind: 'text', value: 'FILE', zh: '把证据包写到这里并核验', en: 'write the bundle of the tender here and verify it' },
      keep: { kind: 'flag', zh: '不删除数据目录', en: 'keep the data directory' },
    },
    more: ['每个案例一行 / one line a case: {"scenario":…,"expected":…,"equal":…,"seconds":…,"actsPerSecond":…}', '完全一致时退出状态为 0。 Exit status 0 only when everything is equal.'],
  },
  async ({ operands, options }, out) => {
    const quiet: Out = options.json ? { ...out, note: (line) => (/^different|^\S+: /.test(line) ? out.note(line) : undefined) } : out;
    const name = operands[0] ?? '';
    return (await (name === 'all' ? runAll(options, quiet) : runOne(name, options, quiet))) ? 0 : 1;
  },
);
