import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTS, EVENTS, absent, decide, matrixOf, permit, type Procedure } from '@zhaobiao/domain';
import { callableActs } from '../../src/http/act-routes.ts';
import { buildMetrics } from '../../src/http/build.ts';
import { READS, WRITES } from '../../src/http/reads.ts';
import { loadLaw } from '../../src/law.ts';
import { CLOSING, START, amendCommand, bid, bidCommand, draft, draftCommand, openLot, register, type OpenLot, type Party } from '../spine.ts';
import { keyOf, refusedCode, serve, type Served } from './platform.ts';

type Shape = Readonly<Record<string, unknown>>;
type Operation = { readonly operationId?: string; readonly requestBody?: Shape; readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Shape }>> }>> };
type Document = { readonly openapi: string; readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/** The part of JSON Schema our document uses; the first place that does not fit, or nothing. */
function misfit(schema: Shape, value: unknown, at = ''): string | undefined {
  if (Array.isArray(schema['anyOf']) || Array.isArray(schema['oneOf'])) return [schema['anyOf'] ?? [], schema['oneOf'] ?? []].flat().some((each) => misfit(each as Shape, value, at) === undefined) ? undefined : `${at} fits none`;
  if ('const' in schema) return value === schema['const'] ? undefined : `${at} is not ${String(schema['const'])}`;
  if (Array.isArray(schema['enum'])) return schema['enum'].includes(value) ? undefined : `${at} is not in the list`;
  const kinds = [schema['type'] ?? []].flat();
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) && kinds.includes('integer') ? 'integer' : typeof value;
  if (kinds.length > 0 && !kinds.includes(kind)) return `${at} is ${kind}, not ${kinds.join('|')}`;
  if (Array.isArray(value)) return value.map((each, index) => misfit((schema['items'] ?? {}) as Shape, each, `${at}/${index}`)).find((found) => found !== undefined);
  if (kind !== 'object') return undefined;
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Shape>>;
  const given = value as Shape;
  const missing = ((schema['required'] ?? []) as readonly string[]).find((name) => !(name in given));
  if (missing !== undefined) return `${at}/${missing} is missing`;
  for (const [name, inner] of Object.entries(given)) {
    const own = properties[name] ?? schema['additionalProperties'];
    if (own === false || (own === undefined && schema['additionalProperties'] === false)) return `${at}/${name} is too much`;
    const found = typeof own === 'object' && own !== null ? misfit(own as Shape, inner, `${at}/${name}`) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('the document at /openapi.json', () => {
  let served: Served;
  let document: Document;
  beforeAll(async () => {
    served = await serve('document');
    document = (await served.inject({ method: 'GET', url: '/openapi.json' })).json<Document>();
  });
  afterAll(() => served.close());

  it('is OpenAPI 3.1 and names every act anybody but the clock may do, with its own fields', () => {
    expect(document.openapi).toBe('3.1.0');
    const acts = callableActs(served.platform);
    expect(acts.map((each) => each.id)).toEqual(expect.arrayContaining(['registerParty', 'publishNotice', 'submitBid', 'withdrawBid', 'releaseShare', 'announceTenderers']));
    for (const { id } of acts) {
      const body = JSON.stringify(document.paths[`/api/v1/acts/${id}`]?.['post']?.requestBody);
      expect([id, body?.includes('"commandDigest"'), body?.includes('"command"')]).toEqual([id, false, true]);
      expect(Object.keys(document.paths[`/api/v1/acts/${id}`]?.['post']?.responses ?? {})).toEqual(expect.arrayContaining(['200', '201', '400', '401', '403', '409', '422', '503']));
    }
    expect(JSON.stringify(document.paths['/api/v1/acts/submitBid'])).toContain('uBar');
    for (const id of ['closeBidding', 'openBid', 'foundPlatform']) expect(document.paths[`/api/v1/acts/${id}`]).toBeUndefined();
  });

  it('names every path of the tables but the pages for people', () => {
    const named = (path: string) => path.replace(/:(\w+)/g, '{$1}').replace('/*', '/{*}').replace('/{*}', '/*');
    const pages = new Set(['/', '/tenders/:project/:lot', '/login', '/account', '/docs', '/openapi.json', '/assets/portal.css']);
    for (const path of Object.keys(READS).filter((each) => !pages.has(each))) expect([path, Object.keys(document.paths).some((each) => each.replace('{*}', '*') === named(path))]).toEqual([path, true]);
    for (const route of Object.keys(WRITES).filter((each) => each !== 'POST /api/v1/demo/clock')) {
      const [method = '', path = ''] = route.split(' ');
      expect([route, document.paths[named(path)]?.[method.toLowerCase()] !== undefined]).toEqual([route, true]);
    }
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((each) => each.operationId));
    expect(new Set(operations).size).toBe(operations.length);
  });

  it('is kept by the answers', async () => {
    const open = await openLot(served.spine);
    const { entity, guardian, registrar } = served.spine.people;
    const firm = served.spine.party(600, ['supplier']);
    await register(served.spine, firm, '投标单位');
    await bid(served.spine, open, firm);
    await draft(served.spine, open.lot);
    await served.log.beat();
    const digest = served.platform.rulebook.procedures[0]?.digest ?? '';
    const asked: readonly (readonly [string, string, Party | undefined])[] = [
      ['/api/v1/time', '/api/v1/time', undefined], ['/api/v1/platform', '/api/v1/platform', undefined], ['/api/v1/procedures/{digest}', `/api/v1/procedures/${digest}`, undefined], ['/api/v1/tenders', '/api/v1/tenders', undefined],
      ['/api/v1/tenders/{project}/{lot}', '/api/v1/tenders/P1/1', undefined], ['/api/v1/tenders/{project}/{lot}/opening', '/api/v1/tenders/P1/1/opening', undefined], ['/api/v1/tenders/{project}/{lot}/acts', '/api/v1/tenders/P1/1/acts', undefined],
      ['/api/v1/tenders/{project}/{lot}', '/api/v1/tenders/NO/1', undefined], ['/api/v1/parties/{party}', `/api/v1/parties/${entity.party}`, undefined], ['/api/v1/projects/{project}', '/api/v1/projects/P1', undefined],
      ['/api/v1/tenders/{project}/{lot}/document', '/api/v1/tenders/P1/1/document', undefined], ['/api/v1/tenders/{project}/{lot}/document', '/api/v1/tenders/NO/1/document', undefined],
      ['/api/v1/tenders/{project}/{lot}/draft', '/api/v1/tenders/P1/1/draft', entity], ['/api/v1/tenders/{project}/{lot}/draft', '/api/v1/tenders/P1/1/draft', firm],
      ['/api/v1/feed', '/api/v1/feed', undefined], ['/api/v1/feed/{index}', '/api/v1/feed/0', undefined], ['/api/v1/bids/mine', `/api/v1/bids/mine?lot=${open.lot}`, firm], ['/api/v1/bids/mine', '/api/v1/bids/mine', firm],
      ['/api/v1/messages/mine', '/api/v1/messages/mine', firm], ['/api/v1/messages/mine', `/api/v1/messages/mine?lot=${open.lot}&limit=1`, firm], ['/api/v1/enquiries', `/api/v1/enquiries?lot=${open.lot}`, firm], ['/api/v1/enquiries', '/api/v1/enquiries?lot=lot:NO/1', firm],
      ['/api/v1/guardian/openings', '/api/v1/guardian/openings', guardian], ['/api/v1/guardian/openings/{project}/{lot}', '/api/v1/guardian/openings/P1/1', registrar], ['/readyz', '/readyz', undefined], ['/healthz', '/healthz', undefined],
    ];
    for (const [path, url, party] of asked) {
      const answer = await served.inject({ method: 'GET', url, headers: party ? { authorization: `Bearer ${await served.token(party)}` } : {} });
      const schema = document.paths[path]?.['get']?.responses[String(answer.statusCode)]?.content?.['application/json']?.schema;
      expect([url, answer.statusCode, schema === undefined ? 'not in the document' : misfit(schema, answer.json())]).toEqual([url, answer.statusCode, undefined]);
    }
  });
});

describe('who may do what', () => {
  const { law, procedures } = loadLaw();
  const all: readonly Procedure[] = [law.platform, ...procedures.map((each) => each.procedure)];

  it('holds over every procedure, machine, stage, act and relation: only what the data names is permitted', () => {
    let rows = 0;
    const wrong: string[] = [];
    for (const procedure of all) {
      for (const { machine, stage, act, relation, allowed } of matrixOf(procedure)) {
        rows += 1;
        const state = { ...absent({ id: `${machine}:x`, machine }), stage, version: 1 };
        const asked = permit({ procedure, machine, act, state, relations: new Set([relation]), at: START, facts: {}, suspending: [] });
        // What relation and stage allow may still meet time, guard or parent; what they do not allow never gets as far.
        const code = asked.ok ? 'accepted' : asked.fault.code;
        const agrees = allowed ? code !== 'notPermitted' : ['notPermitted', 'wrongStage', 'alreadyExists'].includes(code);
        if (!agrees) wrong.push([procedure.id, machine, stage, act, relation, code].join(' '));
      }
    }
    expect(wrong).toEqual([]);
    expect(rows).toBeGreaterThan(5_000);
  });

  it('gives nobody but a registered, active party anything at all', () => {
    for (const definition of ACTS.values()) {
      for (const procedure of all.filter((each) => each.machines[definition.machine] !== undefined)) {
        const id = `${definition.machine}:x`;
        const stranger = { party: 'party:nobody', roles: ['registrar', 'operator', 'systemAdministrator', 'supplier', 'procuringEntity', 'guardian'], keyId: '00'.repeat(16) };
        const asked = decide({
          definition: { ...definition, claims: () => [] }, events: EVENTS, command: {}, actor: stranger, procedure, calendar: law.calendar, library: law.library, streams: new Map([[id, absent({ id, machine: definition.machine })]]), sets: new Map(), entropy: (length) => new Uint8Array(length),
          envelope: { act: definition.id, stream: id, actor: stranger.party, key: 'k', tender: null, commandDigest: '00'.repeat(32), signature: { scheme: 'ed25519', keyId: '00'.repeat(16), value: '00'.repeat(64) }, at: START },
        });
        expect([definition.id, procedure.id, asked.ok ? 'accepted' : asked.fault.code]).toEqual([definition.id, procedure.id, 'unknownActor']);
      }
    }
  });

  describe('over HTTP, every act by every kind of party in a running tender', () => {
    let served: Served;
    let open: OpenLot;
    let people: Readonly<Record<string, Party>>;
    beforeAll(async () => {
      served = await serve('matrix');
      open = await openLot(served.spine);
      const { admin, registrar, entity, agency, guardian } = served.spine.people;
      people = { admin, registrar, entity, agency, guardian, supplier: served.spine.party(800, ['supplier']), otherEntity: served.spine.party(801, ['procuringEntity', 'agency']) };
      for (const name of ['supplier', 'otherEntity'] as const) await register(served.spine, people[name] ?? registrar, name);
      await bid(served.spine, open, people['supplier'] ?? registrar);
    });
    afterAll(() => served.close());

    it('answers whoever has no relation with notPermitted', async () => {
      const { lot } = open;
      const bidId = `bid:P1/1/${people['supplier']?.creditCode}`;
      const share = { bid: bidId, lot, shares: [], refused: 'capsuleInvalid' };
      const firm = served.spine.party(802, ['supplier']);
      const commands: Readonly<Record<string, readonly [command: object, may: readonly string[]]>> = {
        registerParty: [{ creditCode: firm.creditCode, name: '甲', roles: ['supplier'], keys: [keyOf(firm)], contact: null }, ['admin', 'registrar']],
        suspendParty: [{ party: people['otherEntity']?.party, reason: '停用' }, ['admin', 'registrar']],
        loadCalendarYear: [{ year: '2027', off: [], work: [], notice: '通知' }, ['admin']],
        defineLot: [{ project: 'project:P1', number: '7', name: '标段', estimateFen: 1 }, ['entity', 'agency']],
        draftDocument: [draftCommand(lot), ['entity', 'agency']],
        publishPlan: [{ project: 'project:P1', content: '道路', estimateFen: 1, noticeMonth: '2026-03', method: 'open', contact: '王工' }, ['entity', 'agency']],
        amendNotice: [amendCommand(lot, 'ab'.repeat(32)), ['entity']],
        terminateTender: [{ lot, cause: 'other', reason: '终止' }, ['entity']],
        terminateProject: [{ project: 'project:P1', reason: '终止' }, ['entity']],
        submitBid: [bidCommand(lot, 'party:x'), ['supplier']],
        releaseShare: [share, ['guardian']],
        announceTenderers: [{ lot }, ['registrar']],
        recordOpening: [{ lot }, ['registrar']],
      };
      for (const [act, [command, may]] of Object.entries(commands)) {
        for (const [name, party] of Object.entries(people).filter(([name]) => !may.includes(name))) {
          const sent = act === 'submitBid' ? bidCommand(lot, party.party) : command;
          if (act === 'submitBid') await served.spine.upload(party.party, String((sent as { envelopes: { ciphertext: string }[] }).envelopes[0]?.ciphertext));
          const answer = await served.act(party, act, sent as never, { tender: open.tender });
          expect([act, name, answer.statusCode, refusedCode(answer)]).toEqual([act, name, 403, 'notPermitted']);
        }
      }
    });
  });
});

describe('/metrics', () => {
  it('stands on its own, says whether the platform is well, and is the same with bids and without', async () => {
    const served = await serve('metrics');
    const metrics = await buildMetrics(served.platform);
    try {
      const read = async () => (await metrics.inject({ method: 'GET', url: '/metrics' })).body;
      const open = await openLot(served.spine);
      const firm = served.spine.party(900, ['supplier']);
      await register(served.spine, firm, '单位');
      await served.token(firm);
      await served.inject({ method: 'GET', url: '/' });
      await served.log.beat();
      const before = await read();
      for (const text of ['zhaobiao_up 1', 'zhaobiao_ready 1', 'zhaobiao_log_size 16', 'zhaobiao_reads_total{status="2xx"} 1']) expect(before).toContain(text);
      const command = bidCommand(open.lot, firm.party);
      await served.inject({ method: 'POST', url: '/api/v1/objects', headers: { authorization: `Bearer ${await served.token(firm)}`, 'content-type': 'application/octet-stream' }, payload: Buffer.from('x') });
      await served.act(firm, 'submitBid', command, { tender: open.tender });
      await served.inject({ method: 'GET', url: `/api/v1/bids/mine?lot=${open.lot}`, headers: { authorization: `Bearer ${await served.token(firm)}` } });
      expect(await read()).toBe(before);
      expect((await metrics.inject({ method: 'GET', url: '/api/v1/time' })).statusCode).toBe(404);
      expect((await served.inject({ method: 'GET', url: '/metrics' })).statusCode).toBe(404);
      expect(CLOSING).toBeGreaterThan(START);
    } finally {
      await metrics.close();
      await served.close();
    }
  });
});
