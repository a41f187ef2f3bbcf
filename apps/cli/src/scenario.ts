/** `zhaobiao scenario NAME`: a whole case on a platform of its own, compared with its expected end. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { instantText } from '@zhaobiao/basics';
import { defineCommand, type Out } from './command.ts';
import { fetchBundle } from './scenario/bundle.ts';
import { compareRecord } from './scenario/compare.ts';
import { endFacts } from './scenario/ends.ts';
import { inLanes } from './scenario/lanes.ts';
import { allNames, goldenFile, load, loadBids, recordPath } from './scenario/load.ts';
import type { RecordedBid } from './scenario/opening-file.ts';
import type { CaseFacts } from './scenario/parse-case.ts';
import { play } from './scenario/play.ts';
import { sealPool } from './scenario/seal-pool.ts';
import { startPlatform, type StartedPlatform } from './scenario/started-platform.ts';
import type { End, Sequel, Story } from './scenario/story/parse-story.ts';
import { playStory } from './scenario/story/play-story.ts';
import type { Scope } from './scenario/story/resolve.ts';
import type { Checked } from './scenario/story/run.ts';

const SEALING_THREADS = 2;
const SHOWN_DIFFERENCES = 10;
/** Platforms at a time when all cases run. */
const LANES = 2;

type Asked = { readonly file: string | undefined; readonly keep: boolean; readonly golden: boolean; readonly bundle: string | undefined };
/** What a case came to: facts checked, facts as they should be, acts done. */
type Ended = { readonly expected: number; readonly equal: number; readonly acts: number; /** Of a record: what was checked beside its lines. */ readonly facts?: number; readonly factsEqual?: number };
type Stand = { readonly name: string; readonly platform: StartedPlatform; readonly dataDirectory: string; readonly say: (line: string) => void; readonly out: Out; readonly asked: Asked };

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
    const { acts, ...counts } = await work({ name, platform, dataDirectory, say, out, asked });
    const peak = await platform.peakMiB();
    if (peak !== undefined) say(`the server process needed ${peak} MiB at most`);
    const seconds = (performance.now() - begun) / 1_000;
    out.print(JSON.stringify({ scenario: name, ...counts, seconds: Math.round(seconds * 10) / 10, actsPerSecond: Math.round(acts / seconds) }));
    return counts.expected > 0 && counts.equal === counts.expected;
  } catch (error) {
    if (platform) out.note((await readFile(platform.logFile, 'utf8')).split('\n').slice(-15).join('\n'));
    // fetch says only that it failed; why stands in the cause.
    throw error instanceof Error && error.cause instanceof Error ? new Error(`${error.message}: ${error.cause.message}`, { cause: error }) : error;
  } finally {
    await platform?.stop();
    if (!asked.keep) await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Fetches the bundle of each lot, keeps it where that was asked for, and reads the end from it alone. */
async function comparedEnds(ends: readonly End[], scope: Scope, logKey: string, { name, platform, say, out, asked }: Stand): Promise<Pick<Ended, 'expected' | 'equal'>> {
  const facts = [];
  for (const [index, end] of ends.entries()) {
    const bytes = await fetchBundle({ base: platform.base, lot: end.lot });
    if (asked.bundle !== undefined) {
      await mkdir(resolve(asked.bundle), { recursive: true });
      await writeFile(join(resolve(asked.bundle), `${name}-${index + 1}.zb`), bytes);
    }
    if (asked.golden) await writeFile(goldenFile(name, index), gzipSync(bytes, { level: 9 }));
    const found = await endFacts(bytes, logKey, end, scope);
    say(`bundle of ${end.lot}, ${Math.ceil(bytes.length / 1024)} KiB: ${found.map((each) => `${each.what} ${each.found}`).join(', ')}`);
    for (const each of found.filter(({ expected, found: is }) => expected !== is)) out.note(`different: ${name} ${end.lot} ${each.what}: expected ${each.expected}, found ${each.found}`);
    facts.push(...found);
  }
  return { expected: facts.length, equal: facts.filter((each) => each.expected === each.found).length };
}

/** The counts are those of the record's lines; what else differs costs one of them, so that nothing different ever looks equal. */
async function playRecord(facts: CaseFacts, sequel: Sequel, bids: readonly RecordedBid[], stand: Stand): Promise<Ended> {
  const { platform, dataDirectory, say, out } = stand;
  const sealing = sealPool(SEALING_THREADS);
  try {
    const played = await play({ facts, sequel, bids, base: platform.base, dataDirectory, sealing, say });
    const { expected, equal, differences } = compareRecord(bids, played.lines);
    for (const each of differences.slice(0, SHOWN_DIFFERENCES)) out.note(`different: ${each.creditCode} ${each.field}: expected ${each.expected}, found ${each.found}`);
    if (differences.length > SHOWN_DIFFERENCES) out.note(`… and ${differences.length - SHOWN_DIFFERENCES} more`);
    const wrong = differentChecks(played.checks, stand);
    // What comes of a record that is not part of the repository is not kept in it either.
    const asked = { ...stand.asked, golden: stand.asked.golden && !('file' in facts.bids) };
    const ends = await comparedEnds(sequel.ends, played.people, played.logKey, { ...stand, asked });
    const alike = differences.length === 0 && wrong === 0 && ends.equal === ends.expected;
    return { expected, equal: alike ? equal : Math.min(equal, expected - 1), acts: played.acts, facts: played.checks.length + ends.expected, factsEqual: played.checks.length - wrong + ends.equal };
  } finally {
    await sealing.stop();
  }
}

/** Names every check that came out otherwise and counts them. */
function differentChecks(checks: readonly Checked[], { name, out }: Stand): number {
  const different = checks.filter((each) => each.expected !== each.found);
  for (const each of different) out.note(`different: ${name} step ${each.no} ${each.zh}: expected ${each.expected}, found ${each.found}`);
  return different.length;
}

async function playOne(story: Story, stand: Stand): Promise<Ended> {
  const { platform, dataDirectory, say } = stand;
  const { checks, acts, logKey, people } = await playStory(story, { base: platform.base, dataDirectory, say });
  const wrong = differentChecks(checks, stand);
  const ends = await comparedEnds(story.ends, people, logKey, stand);
  return { expected: checks.length + ends.expected, equal: checks.length - wrong + ends.equal, acts };
}

async function runOne(name: string, asked: Asked, out: Out): Promise<boolean> {
  const loaded = await load(name);
  if (loaded.kind === 'story') return onPlatform(name, loaded.story.beginsAt, asked, out, (stand) => playOne(loaded.story, stand));
  const bids = await loadBids(loaded.facts, asked.file);
  return onPlatform(name, instantText(loaded.facts.beginsAt), asked, out, (stand) => playRecord(loaded.facts, loaded.sequel, bids, stand));
}

/** Every case whose record is at hand, two at a time; a case that breaks off is named and the others go on. */
async function runAll(asked: Asked, out: Out): Promise<boolean> {
  let holds = true;
  await inLanes(allNames(), LANES, async (name) => {
    try {
      const loaded = await load(name);
      if (loaded.kind === 'record' && 'file' in loaded.facts.bids && !existsSync(recordPath(loaded.facts))) out.note(`${name}: 没有记录文件，略过。 Its record is not here; passed over.`);
      else holds = (await runOne(name, asked, out)) && holds;
    } catch (error) {
      holds = false;
      out.note(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      out.print(JSON.stringify({ scenario: name, expected: 1, equal: 0 }));
    }
  });
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
      bundle: { kind: 'text', value: 'FOLDER', zh: '把每个标段的证据包写到这里', en: 'write the bundle of each lot here' },
      golden: { kind: 'flag', zh: '把证据包存为案例的标准证据包', en: "keep the bundles as the case's golden ones" },
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
