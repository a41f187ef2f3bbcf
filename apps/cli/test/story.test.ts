import { parseInstant, present, unwrap } from '@zhaobiao/basics';
import { describe, expect, it } from 'vitest';
import { allNames, load } from '../src/scenario/load.ts';
import { parseSequel, parseStory, tellsStory, type Step } from '../src/scenario/story/parse-story.ts';
import { peopleScope } from '../src/scenario/story/people.ts';
import { momentOf, momentText, resolved, valueAt, type Scope } from '../src/scenario/story/resolve.ts';

const scope: Scope = { lot: 'lot:P/1', b1: { code: 'X1' }, lines: [{ bid: 'a', no: 1 }, { bid: 'b', no: 2, name: '乙' }], chosen: { bid: 'b' }, plan: ['21', '22'], seat: { place: 1 }, usual: { period: '365', quality: '合格' } };

describe('names in a story', () => {
  it.each([
    ['$lot', 'lot:P/1'],
    ['bid:{lot}/{b1.code}', 'bid:lot:P/1/X1'],
    ['$$lot', '$lot'],
    ['$lines.1.name', '乙'],
    ['$lines.length', 2],
    ['$lines.[no=2].name', '乙'],
    ['$lines.[bid=@chosen.bid].name', '乙'],
    ['$plan.[@seat.place]', '22'],
    ['$unknown?', null],
    [['$b1.code', { '{lot}': '$b1' }], ['X1', { 'lot:P/1': { code: 'X1' } }]],
    [{ period: '100', '+': '$usual' }, { period: '365', quality: '合格' }],
    [{ '+': '$usual', period: '100' }, { period: '100', quality: '合格' }],
    [{ '+': '$unknown?', period: '100' }, { period: '100' }],
  ])('%j stands for %j', (written, value) => expect(resolved(written, scope)).toEqual(value));

  it('that nothing has been said of are the author’s fault', () => {
    expect(() => resolved('$nobody', scope)).toThrow('nobody, of which nothing has been said');
    expect(() => resolved('{b1.name}', scope)).toThrow('b1.name');
    expect(valueAt({ ...scope }, 'lines.[no=9].name', scope)).toBeUndefined();
  });
});

describe('moments', () => {
  const nine = present(parseInstant('2026-03-02T09:00:00+08:00'), 'nine');
  it.each([
    ['+30m', '2026-03-02T09:30:00.000+08:00'],
    ['+0m', '2026-03-02T09:00:00.000+08:00'],
    ['+2d', '2026-03-04T09:00:00.000+08:00'],
    ['2026-03-16 09:30:06', '2026-03-16T09:30:06.000+08:00'],
    ['2026-03-16 09:30', '2026-03-16T09:30:00.000+08:00'],
    ['2026-03-16T01:30:00Z', '2026-03-16T09:30:00.000+08:00'],
  ])('%s', (text, moment) => expect(momentText(text, nine)).toBe(moment));
  it('that are none', () => expect(() => momentOf('tomorrow', nine)).toThrow('a moment, not tomorrow'));
});

const story = (steps: string, more = ''): string => `{"name":"s","title":{"zh":"案","en":"case"},"beginsAt":"2026-01-01 09:00","people":{}${more},"steps":[${steps}]}`;
const SCENE = '{"title":{"zh":"登记","en":"register"},"defaults":{"at":"+1m"},"steps":[{"act":"closeBidding","who":"b1","command":{}}]}';
const fragments: Readonly<Record<string, string>> = { scene: SCENE, round: '{"steps":[{"use":"round"}]}', cast: '{"people":{"f":{"name":"第{n}公司","roles":["supplier"],"many":3},"owner":{"name":"甲","roles":["procuringEntity"],"keys":2}},"steps":[]}' };
const fragment = (name: string): string | undefined => fragments[name];

describe('a story as a file', () => {
  it('says of every step where it stands, within scenes too', () => {
    const { steps } = unwrap(parseStory(story('{"use":"scene"},{"clock":"+1h"}'), fragment));
    expect(steps.map(({ no, kind, zh }) => ({ no, kind, zh }))).toEqual([{ no: '1', kind: 'scene', zh: '登记' }, { no: '2', kind: 'clock', zh: '' }]);
    expect(steps[0]).toMatchObject({ steps: [{ no: '1.1', kind: 'act', at: '+1m', save: null, refused: null }] });
  });

  it.each([
    ['{', 'the file is not JSON'],
    [story('{"clock":1}'), 'step 1, clock is not a text'],
    [story('{"zh":"x"}'), 'step 1 is of no known kind'],
    [story('{"clock":"+1m","read":"/x"}'), 'step 1 is clock and read'],
    [story('{"use":"nothing"}'), 'step 1: there is no fragment nothing'],
    [story('{"use":"round"}'), 'fragment round uses itself'],
    [story('{"each":[],"as":"x","steps":[{"act":"a"}]}'), 'step 1.1, who is not a text'],
    [story('', ',"ends":[{"stage":"failed"}]'), 'ends 1, lot is not a text'],
    [story('', ',"people":{"use":["nobody"]}'), 'people.use: there is no fragment nobody'],
  ])('%s is refused with its place', (text, why) => expect(parseStory(text, fragment)).toMatchObject({ ok: false, fault: expect.stringContaining(why) }));

  it('has people of its own and of fragments, many by one line', () => {
    const parsed = unwrap(parseStory(story('', ',"people":{"use":["cast"],"owner":{"name":"乙","roles":["procuringEntity"],"region":"350500"}}').replace('"people":{},', ''), fragment));
    expect(Object.keys(parsed.people)).toEqual(['f1', 'f2', 'f3', 'owner']);
    expect(parsed.people).toMatchObject({ f2: { name: '第02公司' }, owner: { name: '乙', keys: 1, region: '350500' } });
    expect(peopleScope(parsed)['f2']).toMatchObject({ who: 'f2', name: '第02公司', party: expect.stringMatching(/^party:91350525/) });
  });

  it('is told apart from a record of bids', () => {
    expect([tellsStory(story('')), tellsStory('{"bids":{}}'), tellsStory('x')]).toEqual([true, false, false]);
    expect(unwrap(parseSequel('{"bids":{},"after":[{"use":"scene"}]}', fragment))).toMatchObject({ before: [], opening: [], after: [{ no: 'after-1' }] });
  });
});

const everyStep = (steps: readonly Step[]): readonly Step[] => steps.flatMap((step) => [step, ...('steps' in step ? everyStep(step.steps) : [])]);

describe('the stories that are shipped', () => {
  it.each(allNames())('%s is whole: acts that exist, an end, both languages', async (name) => {
    const loaded = await load(name);
    const steps = everyStep(loaded.kind === 'story' ? loaded.story.steps : [...loaded.sequel.before, ...loaded.sequel.opening, ...loaded.sequel.after]);
    const ends = loaded.kind === 'story' ? loaded.story.ends : loaded.sequel.ends;
    const { title } = loaded.kind === 'story' ? loaded.story : loaded.facts;
    expect(loaded.kind === 'story' ? loaded.story.name : loaded.facts.name).toBe(name);
    expect([title.zh !== '', title.en !== '', ends.length > 0]).toEqual([true, true, true]);
    expect(steps.filter((step) => step.kind === 'act').length).toBeGreaterThan(5);
    expect(steps.filter((step) => /（[^）]*(法|条例|号令|号〕|EVL|EXP|DA\/T)[^）]*）/.test(step.zh)).length).toBeGreaterThan(3);
  });
});
