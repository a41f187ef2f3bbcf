/** The people of a story: registered by the centre, each with keys made from the story's name, so that the same story has the same people. */
import { instantText, present, type Instant, type Json } from '@zhaobiao/basics';
import type { Command } from '@zhaobiao/client';
import { creditCodeOf, declaredKey, registerPartyCommand, seeded, type Citizen, type City } from '@zhaobiao/testkit';
import { signer } from '@zhaobiao/evidence';
import type { PersonFacts, Story } from './parse-story.ts';
import { isObject, resolved, type Scope } from './resolve.ts';

/** A person with each of its keys: `owner`, `owner#2`. */
export type Cast = { readonly of: (name: string) => Citizen; readonly scope: Scope };

type Player = { readonly name: string; readonly facts: PersonFacts; readonly citizens: readonly Citizen[] };

const BATCH = 100;
const kindOf = (roles: readonly string[]): '11' | '91' => (roles.includes('procuringEntity') || roles.includes('supervisor') ? '11' : '91');

function citizensOf(story: Pick<Story, 'name'>, name: string, facts: PersonFacts): readonly Citizen[] {
  const creditCode = facts.number ?? creditCodeOf(facts.name, kindOf(facts.roles), facts.region);
  return Array.from({ length: facts.keys }, (_, index) => ({
    party: `party:${creditCode}`, creditCode, name: facts.name, roles: facts.roles, signer: signer('ed25519', seeded(`${story.name} ${name} key ${index + 1}`)(32)),
  }));
}

const players = (story: Pick<Story, 'name' | 'people'>): readonly Player[] => Object.entries(story.people).map(([name, facts]) => ({ name, facts, citizens: citizensOf(story, name, facts) }));

/** What the story may say of its people: `$b1.party`, `$b1.code`, `$b1.name`, and `$b1.who`, the name in the story. */
const scopeOf = (people: ReadonlyMap<string, Pick<Citizen, 'party' | 'creditCode' | 'name'>>): Scope =>
  Object.fromEntries([...people].map(([who, { party, creditCode, name }]) => [who, { who, party, code: creditCode, name }]));

/** The people without a platform: who they are follows from the story alone. */
export const peopleScope = (story: Pick<Story, 'name' | 'people'>): Scope => scopeOf(new Map(players(story).flatMap(({ name, citizens }) => citizens.slice(0, 1).map((citizen) => [name, citizen] as const))));

/** Companies by their credit code; natural persons by their number in the expert bank. */
function commandOf({ facts, citizens }: Player, scope: Scope): Command {
  const who = present(citizens[0], 'a person has a key');
  const keys = citizens.map((each) => declaredKey(each));
  if (facts.number === null) {
    const command = registerPartyCommand(who);
    return { ...command, command: { creditCode: who.creditCode, name: who.name, roles: [...who.roles], keys, contact: null } };
  }
  const room = resolved(facts.room, scope);
  const person: Json = {
    number: facts.number, name: facts.name, roles: ['expert'], fields: ['建筑工程'], employer: `${facts.name}所在单位`, seniorTitle: true, yearsInField: 12, supervisorStaff: false, ...(isObject(room) ? room : {}), keys,
  };
  return { act: 'registerPerson', stream: who.party, key: `registerPerson:${who.party}`, tender: null, command: person };
}

/** Registers everybody at `at`. `known` are registered already and stand in for people of the same name. */
export async function registerCast(story: Pick<Story, 'name' | 'people'>, city: City, centre: Citizen, at: Instant, known: ReadonlyMap<string, Citizen> = new Map()): Promise<Cast> {
  const own = players(story).filter(({ name }) => !known.has(name));
  const people = new Map<string, Citizen>([...known, ['centre', centre]]);
  for (const { name, citizens } of own) for (const [index, citizen] of citizens.entries()) people.set(index === 0 ? name : `${name}#${index + 1}`, citizen);
  const scope = scopeOf(people);
  const connection = await city.at(centre, instantText(at));
  for (let from = 0; from < own.length; from += BATCH) {
    const answers = await connection.acts(own.slice(from, from + BATCH).map((each) => commandOf(each, scope)));
    for (const [index, { status, body }] of answers.entries()) {
      if (status >= 300) throw new Error(`registering ${own[from + index]?.name ?? ''}: ${status} ${JSON.stringify(body)}`);
    }
  }
  return { of: (name) => present(people.get(name), `a person called ${name}`), scope };
}
