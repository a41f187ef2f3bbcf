/** One story on a platform that has just been started: its people, its steps, its end. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instantText, parseInstant, present, type JsonObject } from '@zhaobiao/basics';
import { cityOf, seeded } from '@zhaobiao/testkit';
import { parseDemoCitizen } from '../parse-demo-keys.ts';
import { registerCast } from './people.ts';
import type { Story } from './parse-story.ts';
import { isObject, momentOf, type Scope } from './resolve.ts';
import { tell, valuesOf, type Told } from './run.ts';

export type StoryPlayed = Told & { readonly logKey: string; /** Who is who, by the names of the story. */ readonly people: Scope };

const READY_WITHIN_MS = 60_000;
const POLL_MS = 200;

export async function playStory(story: Story, { base, dataDirectory, say }: { readonly base: string; readonly dataDirectory: string; readonly say: (line: string) => void }): Promise<StoryPlayed> {
  const city = cityOf({ base, entropy: seeded(`${story.name} network`) });
  const keys = await readFile(join(dataDirectory, 'demo', 'keys.json'), 'utf8');
  const centre = present(parseDemoCitizen(keys, 'registrar'), 'the trading centre in demo/keys.json');
  const end = performance.now() + READY_WITHIN_MS;
  let platform: JsonObject;
  // The guardian registers itself a moment after the start.
  for (platform = (await city.read('/api/v1/platform')).body; !isObject(platform['guardianship']); platform = (await city.read('/api/v1/platform')).body) {
    if (performance.now() > end) throw new Error('the guardian is not registered within a minute');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const rulebook = platform['rulebook'];
  const listed = isObject(rulebook) && Array.isArray(rulebook['procedures']) ? rulebook['procedures'].find((each) => isObject(each) && each['id'] === story.procedure) : undefined;
  if (!isObject(listed)) throw new Error(`the platform has no procedure ${story.procedure}`);
  const { at: now } = (await city.read('/api/v1/time')).body;
  const beginsAt = momentOf(story.beginsAt, present(parseInstant(String(now)), 'the time of the platform'));
  const cast = await registerCast(story, city, centre, beginsAt);
  const moveClock = async (to: ReturnType<typeof momentOf>): Promise<void> => {
    const moved = await (await city.of(centre)).post('/api/v1/demo/clock', { to: instantText(to) });
    if (moved.status >= 300) throw new Error(`the demonstration clock was answered ${moved.status}: ${JSON.stringify(moved.body)}`);
  };
  const procedure = { id: String(listed['id']), version: String(listed['version']), digest: String(listed['digest']) };
  const scope = valuesOf(story.values, { ...cast.scope, procedure });
  const told = await tell({ story, city, cast, publicKey: String(platform['guardianship']['publicKey']), moveClock, say }, scope, beginsAt);
  return { ...told, logKey: String(platform['vkey']), people: cast.scope };
}
