/** One story on a platform that has just been started: its people, its steps, its end. */
import { parseInstant, present } from '@zhaobiao/basics';
import { cityOf, seeded } from '@zhaobiao/testkit';
import { ready } from '../ready.ts';
import { registerCast } from './people.ts';
import type { Story } from './parse-story.ts';
import { momentOf, type Scope } from './resolve.ts';
import { tell, valuesOf, type Told } from './run.ts';

export type StoryPlayed = Told & { readonly logKey: string; /** Who is who, by the names of the story. */ readonly people: Scope };

export async function playStory(story: Story, { base, dataDirectory, say }: { readonly base: string; readonly dataDirectory: string; readonly say: (line: string) => void }): Promise<StoryPlayed> {
  const city = cityOf({ base, entropy: seeded(`${story.name} network`) });
  const { centre, publicKey, logKey, procedure, moveClock } = await ready(dataDirectory, city, story.procedure);
  const { at: now } = (await city.read('/api/v1/time')).body;
  const beginsAt = momentOf(story.beginsAt, present(parseInstant(String(now)), 'the time of the platform'));
  const cast = await registerCast(story, city, centre, beginsAt);
  const told = await tell({ story, city, cast, publicKey, moveClock, say }, valuesOf(story.values, { ...cast.scope, procedure }), beginsAt);
  return { ...told, logKey, people: cast.scope };
}
