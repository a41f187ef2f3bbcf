import { unwrap } from '@zhaobiao/basics';
import { parseAct } from '@zhaobiao/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openedLot } from '../../test/opened-lot.ts';
import { expectAccepted, openSpine, register, seeded, type Spine } from '../../test/spine.ts';
import { integrate, startLog } from '../log/integrate.ts';
import { keysInForce } from './replay/keys.ts';
import { replay, type Difference, type DifferenceKind } from './replay.ts';

describe('replay', () => {
  let spine: Spine;

  beforeAll(async () => {
    spine = await openSpine('replay');
    await startLog(spine.pool, 'test.example/log', seeded('fillers')(32));
    await openedLot(spine);
    // What is sealed and follows something open on its stream waits for the next beat.
    for (let beat = 0; beat < 3; beat += 1) await integrate(spine.pool, 8);
    // One more act, which still waits for the log.
    await register(spine, spine.party(300, ['supplier']), '后来者');
  });
  afterAll(() => spine.close());

  const count = async (table: string): Promise<number> => Number((await spine.pool.query(`SELECT count(*) FROM ${table}`)).rows[0]?.count);

  it('finds nothing different after a whole opening, in the log or on the way there', async () => {
    const report = await replay(spine.pool);
    expect(report).toEqual({ streams: await count('stream'), acts: await count('act'), viewRows: 1, refolded: 0, different: 0, differences: [] });
    expect(report.acts).toBeGreaterThan(40);
    expect(await count('log_pending')).toBe(1);
  });

  /** Does harm, replays, and undoes it: each fault is found alone. */
  async function harmed(statement: string, values: readonly unknown[] = []): Promise<readonly Difference[]> {
    const tables = ['stream', 'act', 'act_event', 'disclosure', 'log_entry', 'log_pending', 'tender_view'];
    for (const table of tables) await spine.pool.query(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
    try {
      const { rowCount } = await spine.pool.query(statement, [...values]);
      expect(rowCount).toBeGreaterThan(0);
      const report = await replay(spine.pool);
      expect(report.different).toBe(report.differences.length);
      return report.differences;
    } finally {
      for (const table of tables) {
        await spine.pool.query(`DELETE FROM ${table}`);
        await spine.pool.query(`INSERT INTO ${table} ${table === 'act' ? 'OVERRIDING SYSTEM VALUE ' : ''}SELECT * FROM kept_${table}`);
        await spine.pool.query(`DROP TABLE kept_${table}`);
      }
    }
  }

  const first = "(SELECT min(id) FROM act WHERE name = 'submitBid' AND until = 'openBid')";
  const harms: readonly (readonly [string, string, DifferenceKind])[] = [
    ['a state somebody edited', "UPDATE stream SET state = replace(state, '施工一标段', '施工二标段') WHERE id = 'lot:P1/1'", 'stateMismatch'],
    ['a stage column apart from its state', "UPDATE stream SET stage = 'failed' WHERE id = 'lot:P1/1'", 'stateMismatch'],
    ['a moment after which the lot is read unlocked', "UPDATE stream SET shut_at = 1 WHERE id = 'lot:P1/1'", 'stateMismatch'],
    ['a view row that says otherwise', "UPDATE tender_view SET closing_at = closing_at + 1", 'viewMismatch'],
    ['a view row that is gone', 'DELETE FROM tender_view', 'viewRowMissing'],
    ['a view row of nothing', "INSERT INTO tender_view (lot, project, name, stage, procuring_entity, procedure) VALUES ('lot:P9/1', 'p', 'n', 's', 'e', 'x')", 'viewRowStray'],
    ['the bytes of an act', `UPDATE act SET bytes = set_byte(bytes, 20, get_byte(bytes, 20) + 1) WHERE id = ${first}`, 'entryMismatch'],
    ['the salt of an act', `UPDATE act SET salt = set_byte(salt, 0, (get_byte(salt, 0) + 1) % 256) WHERE id = ${first}`, 'entryMismatch'],
    ['an act that left the log', `DELETE FROM log_entry WHERE act = ${first}`, 'notInLog'],
    ['an act that stands in the log twice', `INSERT INTO log_pending (act, entry) SELECT act, entry FROM log_entry WHERE act = ${first}`, 'twiceInLog'],
    ['an entry of no act', "INSERT INTO log_entry (index, act, entry) VALUES (1000000, 1000000, 'x')", 'logStray'],
    ['who acted', `UPDATE act SET actor = 'party:somebody' WHERE id = ${first}`, 'columnMismatch'],
    ['when it was', `UPDATE act SET at = at - 1 WHERE id = ${first}`, 'columnMismatch'],
    ['a sealed value', `UPDATE disclosure SET value = replace(value, '投标单位', '投标単位') WHERE act = ${first} AND name = 'sealed'`, 'commitmentMismatch'],
    ['a sealed value that is gone', `DELETE FROM disclosure WHERE act = ${first} AND name = 'sealed'`, 'disclosureMissing'],
    ['a value of no field', `INSERT INTO disclosure (act, ordinal, name, class, stream, salt, value) SELECT act, ordinal, 'price', class, stream, salt, value FROM disclosure WHERE act = ${first} AND name = 'sealed'`, 'disclosureStray'],
    ['a withdrawal made public', "UPDATE act SET published_by = (SELECT max(id) FROM act WHERE name = 'openBid') WHERE name = 'withdrawBid'", 'publishedWrongly'],
    ['a bid made public too early', `UPDATE disclosure SET published_by = (SELECT id FROM act WHERE name = 'closeBidding') WHERE act = ${first}`, 'publishedWrongly'],
    ['an event moved to another place', `UPDATE act_event SET version = 99 WHERE act = ${first}`, 'versionGap'],
    ['an event that is gone', "DELETE FROM act_event WHERE stream = 'guardianship:main'", 'eventMissing'],
    ['a stream without its acts', "DELETE FROM act_event WHERE stream = 'guardianship:main'", 'streamWithoutActs'],
    ['a stream without its row', "DELETE FROM stream WHERE id = 'guardianship:main'", 'streamMissing'],
  ];
  it.each(harms)('names %s', async (_, statement, kind) => {
    const found = await harmed(statement);
    expect(found.map((each) => each.kind)).toContain(kind);
  });

  it('knows an act under a key of somebody else, and one that its key did not sign', async () => {
    const swapped = await harmed(
      `UPDATE act SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), $1, $2), 'UTF8') WHERE name = 'registerParty'`,
      [spine.people.registrar.keyId, spine.people.admin.keyId],
    );
    expect(swapped.map((each) => each.kind)).toContain('unknownKey');
    const forged = await harmed(`UPDATE act SET bytes = convert_to(regexp_replace(convert_from(bytes, 'UTF8'), '"value":"..', '"value":"00'), 'UTF8') WHERE id = ${first}`);
    expect(forged.map((each) => each.kind)).toContain('badSignature');
  });

  it('finds nothing different while acts are written and go into the log', async () => {
    const written = new AbortController();
    const write = async (): Promise<void> => {
      for (let index = 0; index < 60; index += 1) await register(spine, spine.party(600 + index, ['supplier']), `边写边查${index}`);
      written.abort();
    };
    const beat = async (): Promise<void> => {
      while (!written.signal.aborted) await integrate(spine.pool, 8);
    };
    const seen: number[] = [];
    const look = async (): Promise<void> => {
      while (!written.signal.aborted) {
        const { different, acts } = await replay(spine.pool);
        expect(different).toBe(0);
        seen.push(acts);
      }
    };
    await Promise.all([write(), beat(), look()]);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBeGreaterThan(seen[0] ?? 0);
  });

  it('follows keys: a new one counts from its act on, a revoked one no longer', async () => {
    const { admin, registrar } = spine.people;
    const next = spine.party(701, []);
    const replaced = { ...registrar, keyId: next.keyId, signer: next.signer };
    const key = { scheme: 'ed25519', keyId: next.keyId, publicKey: Buffer.from(next.signer.publicKey).toString('hex') };
    await expectAccepted(spine.act(admin, 'addKey', { party: registrar.party, key }));
    await expectAccepted(spine.act(admin, 'revokeKey', { party: registrar.party, keyId: registrar.keyId, reason: '更换' }));
    await expectAccepted(spine.act(replaced, 'suspendParty', { party: spine.party(300, []).party, reason: '停用' }));
    expect(await replay(spine.pool)).toMatchObject({ different: 0 });
    const without = await harmed(`UPDATE act SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '"KeyAdded"', '"KeyAddad"'), 'UTF8') WHERE name = 'addKey'`);
    expect(without.map((each) => each.kind)).toContain('unknownKey');
    // What the registrar signed before would not be taken after the revocation.
    const { rows } = await spine.pool.query<{ bytes: Buffer }>('SELECT bytes FROM act ORDER BY id');
    const records = rows.map((row) => unwrap(parseAct(row.bytes)));
    const keys = keysInForce();
    expect(records.map((record) => keys.check(record)).filter((fault) => fault !== undefined)).toEqual([]);
    expect(records.filter((record) => record.act === 'registerParty').map((record) => keys.check(record)?.kind)).toContain('unknownKey');
  });

  it('does not quote what is sealed or personal', async () => {
    const found = await harmed(`UPDATE disclosure SET value = '"x"' WHERE act = ${first} AND name = 'sealed'`);
    expect(found.length).toBeGreaterThan(0);
    expect(JSON.stringify(found)).not.toContain('投标单位');
  });

  it('lets an erased personal value be, and folds an older state on reading', async () => {
    const { registrar } = spine.people;
    const next = spine.party(701, []);
    await spine.act({ ...registrar, keyId: next.keyId, signer: next.signer }, 'registerParty', {
      creditCode: spine.party(500, []).creditCode, name: '留联系人的单位', roles: ['supplier'], contact: { name: '张三', phone: '13800000000' },
      keys: [{ scheme: 'ed25519', keyId: spine.party(500, []).keyId, publicKey: Buffer.from(spine.party(500, []).signer.publicKey).toString('hex') }],
    });
    const erased = await spine.pool.query("UPDATE disclosure SET salt = NULL, value = NULL WHERE class = 'personal'");
    expect(erased.rowCount).toBe(1);
    await spine.pool.query("UPDATE stream SET fold_version = 0, state = '{}' WHERE id = 'project:P1'");
    expect(await replay(spine.pool)).toMatchObject({ refolded: 1, different: 0 });
  });
});
