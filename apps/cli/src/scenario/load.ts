/** Cases as they lie in `scenarios/`: a story told in steps, or a record of bids to come to again, with what follows it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readOpeningFile, type RecordedBid } from './opening-file.ts';
import { madeOpeningFile } from './made-file.ts';
import { parseCase, type CaseFacts } from './parse-case.ts';
import { parseSequel, parseStory, tellsStory, type Sequel, type Story } from './story/parse-story.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const SCENARIOS = join(ROOT, 'scenarios');

export type Loaded = { readonly kind: 'record'; readonly facts: CaseFacts; readonly sequel: Sequel } | { readonly kind: 'story'; readonly story: Story };

const caseFile = (name: string): string => join(SCENARIOS, name, 'scenario.json');
/** The bundle kept of a lot: the first of a case under this name, others with their number. */
export const goldenFile = (name: string, index: number): string => join(SCENARIOS, name, `golden${index === 0 ? '' : `-${index + 1}`}.zb.gz`);

export const allNames = (): readonly string[] => readdirSync(SCENARIOS).filter((name) => existsSync(caseFile(name))).toSorted();

const NAME = /^[a-z0-9-]+$/;

function fragment(name: string): string | undefined {
  const path = join(SCENARIOS, 'fragments', `${name}.json`);
  return NAME.test(name) && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Throws, in words for a person, where there is no such case or its file is not whole. */
export async function load(name: string): Promise<Loaded> {
  if (!NAME.test(name) || !existsSync(caseFile(name))) throw new Error(`没有案例 ${name}。 There is no scenario ${name}.`);
  const text = await readFile(caseFile(name), 'utf8');
  const whole = <Value>(read: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: string }): Value => {
    if (!read.ok) throw new Error(`scenarios/${name}/scenario.json: ${read.fault}`);
    return read.value;
  };
  if (tellsStory(text)) return { kind: 'story', story: whole(parseStory(text, fragment)) };
  return { kind: 'record', facts: whole(parseCase(text)), sequel: whole(parseSequel(text, fragment)) };
}

/** Where the record of a case lies that is not part of the repository. */
export const recordPath = (facts: CaseFacts): string => ('file' in facts.bids ? join(process.env['ZHAOBIAO_SHARED'] || resolve(ROOT, '../shared'), facts.bids.file) : '');

/** The record the case must come to: a file of the shared data, the one given, or a made one. */
export async function loadBids(facts: CaseFacts, given: string | undefined): Promise<readonly RecordedBid[]> {
  const { closingAt, ceilingFen } = facts.notice;
  if (given === undefined && 'made' in facts.bids) return readRecord('the made record', madeOpeningFile({ ...facts.bids.made, closingAt, ceilingFen }));
  const path = given ?? recordPath(facts);
  if (!existsSync(path)) throw new Error(`没有开标记录文件 ${path}。请用 --file 指定，或设置 ZHAOBIAO_SHARED。 The opening record ${path} is not there: give it with --file, or set ZHAOBIAO_SHARED.`);
  return readRecord(path, await readFile(path, 'utf8'));
}

function readRecord(name: string, text: string): readonly RecordedBid[] {
  const bids = readOpeningFile(text);
  if (!bids.ok) throw new Error(`${name}: ${bids.fault}`);
  return bids.value;
}
