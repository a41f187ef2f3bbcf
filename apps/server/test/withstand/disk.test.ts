/** A full disk: the database says 53100, the caller hears that storage is low, nothing is half written, and the same key goes through once there is room. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '@zhaobiao/basics';
import type pg from 'pg';
import type { Answer, Door } from '../../src/perform.ts';
import { found, openSpine, type Spine } from '../spine.ts';

const codeOf = (answer: Answer): unknown => (answer.body['refused'] as JsonObject | undefined)?.['code'];
type Query = (...args: readonly unknown[]) => Promise<unknown>;

const textOf = (first: unknown): string => (typeof first === 'string' ? first : String((first as { text?: string }).text ?? ''));

/** The spine's pool, whose statements fail where `full` says so, in the place of a database without room. */
function fullPool(pool: pg.Pool, full: (statement: string) => boolean): pg.Pool {
  const connect = async (): Promise<unknown> => {
    const client = await pool.connect();
    const query = client.query.bind(client) as unknown as Query;
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') return (...args: readonly unknown[]) => (full(textOf(args[0])) ? Promise.reject(Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' })) : query(...args));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  return { connect } as unknown as pg.Pool;
}

describe('a full disk', () => {
  let spine: Spine;
  beforeAll(async () => {
    spine = await openSpine('disk');
    await found(spine);
  });
  afterAll(() => spine.close());

  const rows = async (): Promise<unknown> => (await spine.pool.query('SELECT (SELECT count(*)::int FROM act) AS acts, (SELECT count(*)::int FROM stream) AS streams, (SELECT count(*)::int FROM request) AS answers, (SELECT count(*)::int FROM log_pending) AS pending')).rows;
  const register = (door: Door, serial: number): Promise<Answer> => {
    const firm = spine.party(200 + serial, ['supplier']);
    const keys = [{ scheme: 'ed25519', keyId: firm.signer.keyId, publicKey: Buffer.from(firm.signer.publicKey).toString('hex') }];
    return spine.act(spine.people.registrar, 'registerParty', { creditCode: firm.creditCode, name: '空间不足', roles: ['supplier'], keys, contact: null }, { door, key: `disk${serial}` });
  };

  it.each([['the statement that writes', /^WITH act_row/], ['the commit', /^COMMIT$/], ['the first lock', /FOR UPDATE/]])('met by %s answers diskLow and leaves nothing', async (_title, where) => {
    let full = true;
    const door: Door = { ...spine.door, pool: fullPool(spine.pool, (statement) => full && where.test(statement)) };
    const serial = String(where).length;
    const before = await rows();
    const refused = await register(door, serial);
    expect([refused.status, codeOf(refused)]).toEqual([507, 'diskLow']);
    expect(await rows()).toEqual(before);
    full = false;
    expect((await register(door, serial)).status).toBe(201);
    expect(await register(spine.door, serial)).toMatchObject({ status: 201, repeated: true });
  });
});
