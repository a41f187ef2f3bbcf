/** Who sits on a committee is nobody's business until its work is published (招标投标法 37), however the tender ends. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shift } from '@zhaobiao/basics';
import { CLOSING, START, expectAccepted, openLot } from '../spine.ts';
import { keyOf, refusedCode, serve, type Served } from './platform.ts';

const NUMBERS = ['E1', 'E2', 'E3', 'E4', 'E5'];
const at = shift(START, 86_400_000);

describe('the committee of a tender that failed at the close', () => {
  let served: Served;
  const read = (path: string) => served.inject({ method: 'GET', url: `/api/v1/tenders/P1/1${path}` });

  beforeAll(async () => {
    served = await serve('committee of nobody');
    const { spine } = served;
    const { registrar, entity, agency, clock } = spine.people;
    const { lot } = await openLot(spine);
    for (const [index, number] of NUMBERS.entries()) {
      const person = { number, name: `评审专家${number}`, roles: ['expert'], fields: ['市政'], employer: `设计院${number}`, seniorTitle: true, yearsInField: 12, supervisorStaff: false, keys: [keyOf(spine.party(500 + index, ['expert']))] };
      await expectAccepted(spine.act(registrar, 'registerPerson', person, { at }));
    }
    const members = NUMBERS.map((number) => ({ party: `party:${number}`, kind: 'expert', field: '市政' }));
    await expectAccepted(spine.act(agency, 'proposeCommittee', { lot, procuringEntity: entity.party, agency: agency.party, members }, { at }));
    await expectAccepted(spine.act(clock, 'closeBidding', { lot }, { at: shift(CLOSING, 6_000) }));
  });
  afterAll(() => served.close());

  it('stays unnamed: it may sit again for the new tender', async () => {
    expect((await read('')).json()).toMatchObject({ stage: 'failed' });
    const answer = await read('/committee');
    expect([answer.statusCode, refusedCode(answer)]).toEqual([404, 'notYetPublic']);
    expect(refusedCode(await read('/evaluation'))).toBe('notYetPublic');
    for (const path of ['', '/acts', '/committee', '/evaluation']) expect((await read(path)).body).not.toMatch(/评审专家|party:E\d/);
  });
});
