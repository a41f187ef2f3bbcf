/** The people of a story: registered by the centre, each with keys made from the story's name, so that the same story has the same people. */
import { instantText, present, type Instant, type Json } from '@zhaobiao/basics';
import type { Command } from '@zhaobiao/client';
import { creditCodeOf, declaredKey, registerPartyCommand, seeded, type Citizen, type City } from '@zhaobiao/testkit';
import { signer } from '@zhaobiao/evidence';
import type { PersonFacts, Story } from './parse-story.ts';

/** A person with each of its keys: `owner`, `owner#2`. */
export type Cast = { readonly of: (name: string) => Citizen; readonly scope: Readonly<Record<string, Json>> };

const kindOf = (roles: readonly string[]): '11' | '91' => (roles.includes('procuringEntity') || roles.includes('supervisor') ? '11' : '91');

function citizensOf(story: Pick<Story, 'name'>, name: string, facts: PersonFacts): readonly Citizen[] {
  const creditCode = facts.number ?? creditCodeOf(facts.name, kindOf(facts.roles), facts.region);
  return Array.from({ length: facts.keys }, (_, index) => ({
    party: `party:${creditCode}`, creditCode, name: facts.name, roles: facts.roles, signer: signer('ed25519', seeded(`${story.name} ${name} key ${index + 1}`)(32)),
  }));
}

/** Companies by their credit code; natural persons by their number in the expert bank. */
function commandOf(citizens: readonly Citizen[], facts: PersonFacts): Command {
  const who = present(citizens[0], 'a person has a key');
  const keys = citizens.map((each) => declaredKey(each));
  if (facts.number === null) {
    const command = registerPartyCommand(who);
    return { ...command, command: { creditCode: who.creditCode, name: who.name, roles: [...who.roles], keys, contact: null } };
  }
  return {
    act: 'registerPerson', stream: who.party, key: `registerPerson:${who.party}`, tender: null,
    command: { number: facts.number, name: facts.name, roles: ['expert'], fields: ['建筑工程'], employer: `${facts.name}所在单位`, seniorTitle: true, yearsInField: 12, supervisorStaff: false, ...facts.room, keys },
  };
}

export async function registerCast(story: Story, city: City, centre: Citizen, at: Instant): Promise<Cast> {
  const people = Object.entries(story.people).map(([name, facts]) => ({ name, facts, citizens: citizensOf(story, name, facts) }));
  const connection = await city.at(centre, instantText(at));
  for (let from = 0; from < people.length; from += 100) {
    const answers = await connection.acts(people.slice(from, from + 100).map(({ facts, citizens }) => commandOf(citizens, facts)));
    for (const [index, { status, body }] of answers.entries()) {
      if (status >= 300) throw new Error(`registering ${people[from + index]?.name ?? ''}: ${status} ${JSON.stringify(body)}`);
    }
  }
  const all = new Map(people.flatMap(({ name, citizens }) => citizens.map((citizen, index) => [index === 0 ? name : `${name}#${index + 1}`, citizen] as const)));
  all.set('centre', centre);
  return {
    of: (name) => present(all.get(name), `a person called ${name}`),
    scope: Object.fromEntries([...all].map(([name, who]) => [name, { party: who.party, code: who.creditCode, name: who.name }])),
  };
}
