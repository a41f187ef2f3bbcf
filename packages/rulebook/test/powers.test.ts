/** 条例 4, 5: guidance, supervision and the trading service are three powers. Nobody of one may do an act of another, in any procedure there is. */
import { unwrap } from '@zhaobiao/basics';
import { ACTS, POWERS, RELATIONS, machineIds, matrixOf, parseProcedure, powersAmong, relationsOf, type Power, type Procedure } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { loadRulebook } from '../src/index.ts';

const rulebook = loadRulebook();
const ids = new Set(Object.keys(rulebook.rules));
const procedures = Object.values(rulebook.procedures).map((filed): Procedure => unwrap(parseProcedure(filed.procedure, ids)));

/** Transitions that two powers may do, each with the article that wants it so. There is none, and none is to come in without a reason here. */
const JOINT: Readonly<Record<string, string>> = {};

const transitions = procedures.flatMap((procedure) => machineIds(procedure).flatMap((machine) => (procedure.machines[machine]?.transitions ?? []).map(({ act, by, from }) => ({ act, by, name: `${procedure.id} ${machine} ${act} from ${from.join(', ')}` }))));

/** Acts by the power that may do them, over all procedures. */
function actsOf(power: Power, among: readonly { readonly act: string; readonly by: readonly string[] }[] = transitions): readonly string[] {
  return [...new Set(among.filter(({ by }) => powersAmong(by).includes(power)).map(({ act }) => act))].toSorted();
}

describe('three powers', () => {
  it('no transition of any procedure is done by two of them', () => {
    expect(transitions.length).toBeGreaterThan(200);
    expect(transitions.filter(({ by, name }) => powersAmong(by).length > 1 && !Object.hasOwn(JOINT, name)).map(({ name, by }) => `${name}: ${by.join(', ')}`)).toEqual([]);
    expect(Object.keys(JOINT).filter((name) => !transitions.some((each) => each.name === name && powersAmong(each.by).length > 1))).toEqual([]);
  });

  it('no act of the catalogue belongs to two of them, not even in two procedures', () => {
    const shared = [...ACTS.keys()].map((act) => ({ act, powers: powersAmong(transitions.filter((each) => each.act === act).flatMap(({ by }) => by)) })).filter(({ powers }) => powers.length > 1);
    expect(shared).toEqual([]);
    const all = (['guidance', 'supervision', 'service'] as const).flatMap((power) => actsOf(power));
    expect(all.filter((act, index) => all.indexOf(act) !== index)).toEqual([]);
  });

  it('no stage lets two of them do one act', () => {
    const allowed = procedures.flatMap((procedure) => matrixOf(procedure).filter((row) => row.allowed).map((row) => ({ ...row, key: `${procedure.id} ${row.machine} ${row.stage} ${row.act}` })));
    const joint = [...Map.groupBy(allowed, ({ key }) => key)].filter(([, rows]) => powersAmong(rows.map(({ relation }) => relation)).length > 1).map(([key]) => key);
    expect([allowed.length > 500, joint]).toEqual([true, []]);
  });

  it('what supervision and the trading service do in a tender for works, as a lawyer reads it', () => {
    const works = transitions.filter(({ name }) => name.startsWith('open-tender.works '));
    expect(actsOf('guidance')).toEqual([]);
    expect(actsOf('supervision', works)).toEqual(['invalidateDocument', 'liftSuspension', 'orderSuspension']);
    expect(actsOf('service', works)).toEqual([
      'announceTenderers', 'archiveTender', 'checkSeals', 'confirmCommittee', 'confirmReturns', 'declareOutage', 'drawCoefficients', 'drawWithoutNonce', 'extendOwnKeys', 'lodgePerformanceBond', 'lodgeSecurity', 'proposeCommittee',
      'recordOpening', 'replaceMember', 'returnSecurity', 'returnWithdrawn', 'screenBids',
    ]);
  });

  it('the committee and the award are nobody’s of the three (法 5, 37, 40): who supervises neither evaluates nor decides', () => {
    const decisive = ['moveRejection', 'voteRejection', 'submitScores', 'summariseScores', 'signReport', 'decideAward', 'issueAward', 'passOver', 'answerObjection', 'concludeContract'];
    expect(transitions.filter(({ act, by }) => decisive.includes(act) && powersAmong(by).length > 0)).toEqual([]);
  });

  it.each(Object.entries(POWERS))('%s stands to a case as %s and as nothing of the others, whatever it is in the case besides', (role, power) => {
    const room = { procuringEntity: 'party:X', agency: 'party:X', tenderer: { lead: 'party:X' }, members: [{ party: 'party:X' }], chair: 'party:X', supplier: 'party:X', objector: 'party:X', guardianship: { guardians: [{ party: 'party:X' }] } };
    const relations = relationsOf({ party: 'party:X', roles: [role], keyId: '' }, [{ id: 'committee:P/1', machine: 'committee', version: 1, stage: '', deadlines: {}, room }]);
    expect(relations.size).toBeGreaterThan(5);
    expect(powersAmong([...relations]).filter((each) => each !== power)).toEqual([]);
  });

  it('every power is made of relations that there are', () => {
    expect(Object.keys(POWERS).filter((relation) => !RELATIONS.some((each) => each === relation))).toEqual([]);
  });
});
