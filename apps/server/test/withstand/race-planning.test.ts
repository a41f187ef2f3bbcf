/** Sets of planning that change while they are counted: the lots of a project. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '@zhaobiao/basics';
import type { Answer } from '../../src/perform.ts';
import { draft, expectAccepted, found, noticeCommand, openSpine, projectCommand, type Spine } from '../spine.ts';

const PROJECTS = 50;
const AT_ONCE = 20;
/** A twentieth of the threshold of 400万元, so that the last of twenty lots reaches it. */
const SMALL = 20_000_000;

const codeOf = (answer: Answer): unknown => (answer.body['refused'] as JsonObject | undefined)?.['code'];
const rulesOf = (answer: Answer): readonly unknown[] => (answer.body['warnings'] as readonly JsonObject[] | undefined)?.map((each) => each['rule']) ?? [];

describe('the lots of a project, counted while they are defined', () => {
  let spine: Spine;
  beforeAll(async () => {
    spine = await openSpine('race planning');
    await found(spine);
  });
  afterAll(() => spine.close());
  const define = (project: string, number: number, estimateFen: number): Promise<Answer> =>
    spine.act(spine.people.entity, 'defineLot', { project: `project:${project}`, number: String(number), name: `标段${number}`, estimateFen });

  it(`defineLot against itself, ${PROJECTS * AT_ONCE} times: whoever comes last is told of the sum, and nobody before`, async () => {
    for (let index = 0; index < PROJECTS; index += 1) {
      const project = `S${index}`;
      await expectAccepted(spine.act(spine.people.entity, 'registerProject', projectCommand(spine, project)));
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, number) => define(project, number, SMALL)));
      expect(answers.map((each) => each.status)).toEqual(Array.from({ length: AT_ONCE }, () => 201));
      expect(answers.filter((each) => rulesOf(each).includes('TND-004'))).toHaveLength(1);
    }
  }, 300_000);

  it(`terminateProject against ${PROJECTS} notices: a tender is published in a project that stands, or not at all`, async () => {
    let published = 0;
    for (let index = 0; index < PROJECTS; index += 1) {
      const [project, lot] = [`T${index}`, `lot:T${index}/1`];
      await expectAccepted(spine.act(spine.people.entity, 'registerProject', projectCommand(spine, project)));
      await expectAccepted(define(project, 1, 4_000_000_000));
      const digest = await draft(spine, lot);
      const publish = (): Promise<Answer> => spine.act(spine.people.entity, 'publishNotice', noticeCommand(lot, digest));
      const end = (): Promise<Answer> => spine.act(spine.people.entity, 'terminateProject', { project: `project:${project}`, reason: '规划调整' });
      const [notice, ended] = index % 2 === 0 ? await Promise.all([publish(), end()]) : (await Promise.all([end(), publish()])).toReversed() as [Answer, Answer];
      const outcome = [notice.status === 201 ? 'published' : codeOf(notice), ended.status === 201 ? 'ended' : codeOf(ended)];
      expect([['published', 'lotsRunning'], ['wrongStage', 'ended']]).toContainEqual(outcome);
      if (notice.status === 201) published += 1;
    }
    // Both sides of the race were met, else it was none.
    expect(published).toBeGreaterThan(0);
    expect(published).toBeLessThan(PROJECTS);
  }, 300_000);
});
