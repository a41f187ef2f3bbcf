/** `scenarios/NAME/scenario.json`: a case as numbered facts. A file that is not whole is refused with the name of the part. */
import { fail, fen, ok, parseInstant, type Fen, type Instant, type Json, type JsonObject, type Result } from '@zhaobiao/basics';

/** Where the bids come from: a file below the shared data's directory, or made from a seed. */
export type BidSource = { readonly file: string } | { readonly made: { readonly firms: number; readonly unopened: number } };

export type CaseFacts = {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly bids: BidSource;
  /** The demonstration clock is put here first. */
  readonly beginsAt: Instant;
  readonly procuringEntity: { readonly name: string; readonly region: string };
  readonly agency: { readonly name: string; readonly region: string };
  readonly project: { readonly number: string; readonly name: string; readonly region: string; readonly estimateFen: Fen; readonly registeredAt: Instant };
  readonly notice: { readonly publishedAt: Instant; readonly issueEndsAt: Instant; readonly closingAt: Instant; readonly ceilingFen: Fen; readonly securityFen: Fen; readonly validityDays: number };
  /** Changes to the usual terms of works, and answers to slots of the document. */
  readonly terms: JsonObject;
  readonly answers: JsonObject;
};

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

type Reader = {
  readonly text: (path: string) => string;
  readonly moment: (path: string) => Instant;
  readonly amount: (path: string) => Fen;
  readonly count: (path: string) => number;
  readonly has: (path: string) => boolean;
  /** An object, empty where it is left out. */
  readonly object: (path: string) => JsonObject;
};

/** Reads by path; what is missing or of another form is noted, and the value read is then never used. */
function readerOf(whole: JsonObject, wrong: string[]): Reader {
  const at = (path: string): Json | undefined => path.split('.').reduce<Json | undefined>((value, name) => (isObject(value) ? value[name] : undefined), whole);
  const take = <Value>(path: string, parse: (value: Json | undefined) => Value | undefined, instead: Value): Value => {
    const value = parse(at(path));
    if (value === undefined) wrong.push(path);
    return value ?? instead;
  };
  const whole32 = (value: Json | undefined): number | undefined => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined);
  return {
    text: (path) => take(path, (value) => (typeof value === 'string' ? value : undefined), ''),
    moment: (path) => take(path, (value) => (typeof value === 'string' ? parseInstant(value) : undefined), 0 as Instant),
    amount: (path) => take(path, (value) => (typeof value === 'number' ? fen(value) : undefined), 0 as Fen),
    count: (path) => take(path, whole32, 0),
    has: (path) => at(path) !== undefined,
    object: (path) => take(path, (value) => (value === undefined ? {} : isObject(value) ? value : undefined), {}),
  };
}

export function parseCase(text: string): Result<CaseFacts, string> {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return fail('it is not JSON');
  }
  if (!isObject(value)) return fail('it is not an object');
  const wrong: string[] = [];
  const { text: words, moment, amount, count, has, object } = readerOf(value, wrong);
  const party = (path: string) => ({ name: words(`${path}.name`), region: words(`${path}.region`) });
  const facts: CaseFacts = {
    name: words('name'),
    title: { zh: words('title.zh'), en: words('title.en') },
    bids: has('bids.file') ? { file: words('bids.file') } : { made: { firms: count('bids.made.firms'), unopened: count('bids.made.unopened') } },
    beginsAt: moment('beginsAt'),
    procuringEntity: party('procuringEntity'),
    agency: party('agency'),
    project: { number: words('project.number'), name: words('project.name'), region: words('project.region'), estimateFen: amount('project.estimateFen'), registeredAt: moment('project.registeredAt') },
    notice: {
      publishedAt: moment('notice.publishedAt'), issueEndsAt: moment('notice.issueEndsAt'), closingAt: moment('notice.closingAt'),
      ceilingFen: amount('notice.ceilingFen'), securityFen: amount('notice.securityFen'), validityDays: count('notice.validityDays'),
    },
    terms: object('terms'), answers: object('answers'),
  };
  return wrong.length === 0 ? ok(facts) : fail(`these parts are missing or of another form: ${wrong.join(', ')}`);
}
