/** What the law asks before a tender: the basis of a project, its plan, its lots. Each table in the law's order of refusals. */
import { shift, unwrap, type JsonObject } from '@zhaobiao/basics';
import { MANDATE_PARTS, mandateFault, type ProjectRoom } from '@zhaobiao/domain';
import { worksBasis } from '@zhaobiao/testkit';
import { describe, expect, it } from 'vitest';
import { ESTIMATE, LAW, LOT, PROJECT, PUBLISHED, REGISTERED, definedLot, drafted, ground, lotCommand, projectCommand, publishCommand, publishedLot, said, warned } from '../tender/works-city.ts';

const basisOf = (change: JsonObject, agency: string | null = 'party:AGENCY'): JsonObject => worksBasis({ agency, estimateFen: ESTIMATE }, change);
const own = { kind: 'own', record: '自招备1号', filedOn: '2020-06-20' };
const entrusted = { kind: 'agency', contract: '委字1号', signedOn: '2020-06-20', mandate: [...MANDATE_PARTS] };
const approval = { number: '发改审1号', authority: '发展和改革局', approvedOn: '2020-06-01', scope: '施工', mode: 'open', form: 'agency' };
const funds = { source: '财政资金', secured: true, amountFen: ESTIMATE, stateDominated: true };

describe('registerProject', () => {
  const register = (change: JsonObject = {}, who: 'entity' | 'agency' | 'stranger' | 'rival' = 'entity') => {
    const city = ground();
    return city.act(city[who], 'registerProject', projectCommand(city, change), REGISTERED);
  };

  it.each<[string, JsonObject]>([
    ['accepted', {}],
    ['basisMissing REG-07', { basis: null }],
    ['modeNotApproved REG-07', { basis: basisOf({ approval: { ...approval, mode: 'invited' } }) }],
    ['fundsUnsecured LAW-09', { basis: basisOf({ funds: { ...funds, secured: false } }) }],
    ['termsInvalid LAW-12 agency', { agency: 'party:ENTITY' }],
    ['termsInvalid REG-07 form of tendering', { basis: basisOf({ approval: { ...approval, form: 'own' } }) }],
    ['termsInvalid REG-07 form of tendering', { basis: basisOf({ form: own }) }],
    ['termsInvalid LAW-12 agency', { agency: null }],
    ['termsInvalid LAW-12 agency', { basis: basisOf({ approval: { ...approval, form: 'own' }, form: own }) }],
    ['accepted', { agency: null, basis: basisOf({}, null) }],
    ['termsInvalid REG-07 day of approval', { basis: basisOf({ approval: { ...approval, approvedOn: '2026-01-06' } }) }],
    ['accepted', { basis: basisOf({ approval: { ...approval, approvedOn: '2026-01-05' } }) }],
    ['termsInvalid REG-13 day of the contract or record', { basis: basisOf({ form: { ...entrusted, signedOn: '2026-01-06' } }) }],
  ])('%s', (expected, change) => {
    expect(said(register(change))).toBe(expected);
  });

  it('is done by whom it is for: its procuring entity, or the agency it names', () => {
    expect((['entity', 'agency', 'stranger', 'rival'] as const).map((who) => said(register({}, who)).split(' ')[0])).toEqual(['accepted', 'accepted', 'notPermitted', 'notPermitted']);
  });

  it('is done once', () => {
    const city = definedLot();
    expect(said(city.act(city.entity, 'registerProject', projectCommand(city), REGISTERED))).toBe('alreadyExists REG-07');
  });

  it('warns where the funds are less than the estimate, and not where they suffice', () => {
    expect(warned(register({ basis: basisOf({ funds: { ...funds, amountFen: ESTIMATE - 1 } }) }))).toEqual(['LAW-09']);
    expect(warned(register())).toEqual([]);
  });

  it('asks for no basis where the procedure does not', () => {
    expect(said(register({ procedure: LAW.pin('sunshine-draw.works'), basis: null }))).toBe('accepted');
  });
});

describe('the mandate of an agency (条例 13)', () => {
  const room = (mandate: readonly string[]): Pick<ProjectRoom, 'agency' | 'basis'> => ({ agency: 'party:AGENCY', basis: basisOf({ form: { ...entrusted, mandate: [...mandate] } }) as unknown as ProjectRoom['basis'] });
  /** Every act an agency may do in an open tender, but registering the project whose mandate is not on record yet. */
  const acts = [...new Set(Object.values(LAW.procedure('open-tender.works').machines).flatMap((machine) => machine.transitions.filter((each) => each.by.includes('agency')).map((each) => each.act)))].filter((act) => act !== 'registerProject');

  it('covers every act of an agency in the procedure, and nothing without a part of it', () => {
    expect(acts.length).toBeGreaterThan(10);
    for (const act of acts) {
      expect([act, mandateFault(room(MANDATE_PARTS), act, { party: 'party:AGENCY' })]).toEqual([act, undefined]);
      expect([act, mandateFault(room([]), act, { party: 'party:AGENCY' })?.code]).toEqual([act, 'mandateExceeded']);
      expect([act, mandateFault(room([]), act, { party: 'party:ENTITY' })]).toEqual([act, undefined]);
    }
  });

  it('holds in every act that is built: the agency is refused before anything else is looked at', () => {
    const city = definedLot({ form: { ...entrusted, mandate: ['host', 'answer', 'file'] } });
    expect(said(city.act(city.agency, 'defineLot', lotCommand({ number: '2' }), REGISTERED))).toBe('mandateExceeded REG-13');
    expect(said(city.act(city.agency, 'publishPlan', plan(), REGISTERED))).toBe('mandateExceeded REG-13');
    expect(said(city.act(city.entity, 'publishPlan', plan(), REGISTERED))).toBe('accepted');
    expect(said(city.act(city.agency, 'changePlan', plan({ reason: '调整' }), REGISTERED))).toBe('mandateExceeded REG-13');
  });
});

const plan = (change: JsonObject = {}): JsonObject => ({ project: PROJECT, content: '道路 1.2 公里', estimateFen: ESTIMATE, noticeMonth: '2026-02', method: 'open', contact: '王工 0595-20000001', ...change });
const DAY = 86_400_000;

describe('the tender plan', () => {
  it('is published once, changed with a reason, and every version stays', () => {
    const city = definedLot();
    expect(said(city.act(city.entity, 'changePlan', plan({ reason: '调整' }), REGISTERED))).toBe('planMissing TND-042');
    expect(unwrap(city.act(city.agency, 'publishPlan', plan(), REGISTERED)).answer).toMatchObject({ version: 1 });
    expect(said(city.act(city.entity, 'publishPlan', plan(), REGISTERED))).toBe('planPublished TND-042');
    expect(unwrap(city.act(city.entity, 'changePlan', plan({ reason: '调整', noticeMonth: '2026-03' }), shift(REGISTERED, DAY))).answer).toMatchObject({ version: 2 });
    expect((city.state(PROJECT).room as ProjectRoom).plan).toMatchObject({ version: 2, noticeMonth: '2026-03', firstPublishedAt: '2026-01-05T09:00:00.000+08:00' });
    expect(said(city.act(city.rival, 'publishPlan', plan(), REGISTERED))).toBe('notPermitted TND-042');
  });

  it('warns and never blocks: none, 29 days, 30 days before the notice', () => {
    const noticeAfter = (days: number | null): readonly string[] => {
      const city = definedLot();
      if (days !== null) unwrap(city.act(city.entity, 'publishPlan', plan(), shift(PUBLISHED, -days * DAY)));
      return warned(city.act(city.entity, 'publishNotice', publishCommand(drafted(city)), PUBLISHED));
    };
    expect([null, 0, 29, 30].map(noticeAfter)).toEqual([['TND-042'], ['TND-042'], ['TND-042'], []]);
  });
});

describe('defineLot', () => {
  const wan = (amount: number): number => amount * 1_000_000;

  it('takes what the project has: who, how, under which procedure', () => {
    expect(definedLot().state(LOT)).toMatchObject({ stage: 'defined', owner: PROJECT, room: { kind: 'works', stateDominated: true, retenderOf: null, draft: null, parameters: {}, procuringEntity: 'party:ENTITY', agency: 'party:AGENCY', envelopes: ['whole'] } });
  });

  it('warns where lots below the threshold reach it together (条例 24, 16号令 5), and only there', () => {
    const city = ground();
    unwrap(city.act(city.entity, 'registerProject', projectCommand(city), REGISTERED));
    const define = (number: string, estimateFen: number) => warned(city.act(city.entity, 'defineLot', lotCommand({ number, estimateFen }), REGISTERED));
    expect(define('1', wan(399))).toEqual([]);
    expect(define('2', wan(1))).toEqual(['TND-004']);
    expect(define('3', wan(400))).toEqual([]);
  });

  it.each([['goods', 200], ['services', 100]] as const)('counts %s by their own threshold of %i 万元', (kind, threshold) => {
    const city = ground();
    unwrap(city.act(city.entity, 'registerProject', projectCommand(city, { basis: basisOf({ kind }) }), REGISTERED));
    const define = (number: string, estimateFen: number) => warned(city.act(city.entity, 'defineLot', lotCommand({ number, estimateFen }), REGISTERED));
    expect([define('1', wan(threshold) - 2), define('2', 1), define('3', 1)]).toEqual([[], [], ['TND-004']]);
  });

  it('warns where the lots are more than the project, lots that came to nothing not counted', () => {
    const city = definedLot();
    expect(warned(city.act(city.entity, 'defineLot', lotCommand({ number: '2', estimateFen: 1 }), REGISTERED))).toEqual(['REG-24']);
    unwrap(city.act(city.entity, 'terminateTender', terminating(), REGISTERED));
    expect(warned(city.act(city.entity, 'defineLot', lotCommand({ number: '3', estimateFen: ESTIMATE - 1 }), REGISTERED))).toEqual([]);
  });

  it('repeats only a tender of this project that came to nothing', () => {
    const city = definedLot();
    const again = (retenderOf: string) => said(city.act(city.entity, 'defineLot', lotCommand({ number: '2', retenderOf }), REGISTERED));
    expect([again(LOT), again('lot:P1/7'), again('lot:OTHER/1')]).toEqual(['retenderUnfounded TND-050', 'retenderUnfounded TND-050', 'retenderUnfounded TND-050']);
    unwrap(city.act(city.entity, 'terminateTender', terminating(), REGISTERED));
    expect(again(LOT)).toBe('accepted');
    expect(city.state('lot:P1/2').room).toMatchObject({ retenderOf: LOT });
  });

  it('is refused to others, in a project that ended, and a second time', () => {
    const city = definedLot();
    expect(said(city.act(city.stranger, 'defineLot', lotCommand({ number: '2' }), REGISTERED))).toBe('notPermitted REG-24');
    expect(said(city.act(city.entity, 'defineLot', lotCommand(), REGISTERED))).toBe('alreadyExists REG-24');
    unwrap(city.act(city.entity, 'terminateProject', { project: PROJECT, reason: '规划调整' }, REGISTERED));
    expect(said(city.act(city.entity, 'defineLot', lotCommand({ number: '2' }), REGISTERED))).toBe('wrongStage REG-24');
  });
});

const terminating = (): JsonObject => ({ lot: LOT, cause: 'planChanged', reason: '规划调整' });

describe('terminateProject', () => {
  it('waits for the tenders that run, and takes lots that have not begun along', () => {
    const running = publishedLot();
    const end = { project: PROJECT, reason: '规划调整' };
    expect(said(running.act(running.entity, 'terminateProject', end, PUBLISHED))).toBe('lotsRunning REG-31');
    unwrap(running.act(running.entity, 'terminateTender', terminating(), PUBLISHED));
    expect(said(running.act(running.agency, 'terminateProject', end, PUBLISHED))).toBe('notPermitted REG-31');
    expect(said(running.act(running.entity, 'terminateProject', end, PUBLISHED))).toBe('accepted');
    const idle = definedLot();
    const draft = drafted(idle);
    expect(said(idle.act(idle.entity, 'terminateProject', end, PUBLISHED))).toBe('accepted');
    expect(said(idle.act(idle.entity, 'publishNotice', publishCommand(draft), PUBLISHED))).toBe('wrongStage TND-021');
  });
});
