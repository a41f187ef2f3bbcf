/** The SQL of one submitted bid and nothing else: what the database alone would do. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { absent, type StreamState } from '@zhaobiao/domain';
import { instantOf } from '@zhaobiao/basics';
import { lockAndLoad, writeAndCommit } from '../apps/server/src/store/ledger.ts';
import type { Writes } from '../apps/server/src/store/writes.ts';

export type BareAct = { readonly run: () => Promise<void> };

const AT = instantOf(Date.parse('2026-03-10T09:00:00+08:00'));
/** Sizes of a real submitted bid. */
const ACT_BYTES = 1_100;
const STATE_TEXT = 'x'.repeat(1_500);
const SEALED = { text: 'x'.repeat(900) };

export async function bareAct(pool: pg.Pool, lot: string, party: string, serial: number): Promise<BareAct> {
  const id = `bid:bare/${party.slice(6)}`;
  const { rows } = await pool.query<{ version: number }>('SELECT version FROM stream WHERE id = $1', [id]);
  const ref = { id, machine: 'bid' as const, owner: lot };
  const before: StreamState = { ...absent(ref), version: rows[0]?.version ?? 0 };
  const entry = randomBytes(32);
  // The envelope of the bid, uploaded before: referring to it is one of the writes.
  const object = randomBytes(32).toString('hex');
  await pool.query('INSERT INTO object (digest, length, chunk_count, created_at) VALUES ($1, 1, 0, 0)', [object]);
  return {
    run: async () => {
      const client = await pool.connect();
      try {
        const loaded = await lockAndLoad(client, { primary: ref, reads: [lot], objects: [object] }, party, `bare-${serial}`, AT);
        const version = (loaded.streams.get(id)?.version ?? 0) + 1;
        const after: StreamState = { ...absent(ref), version, stage: 'submitted', room: STATE_TEXT };
        const writes: Writes = {
          name: 'submitBid', stream: id, actor: party, at: AT, bytes: randomBytes(ACT_BYTES), salt: randomBytes(16), entry, until: 'openBid', events: [{ stream: id, version }],
          disclosures: [{ ordinal: 0, name: 'sealed', class: 'until:openBid', salt: randomBytes(16), value: SEALED }, { ordinal: 0, name: 'submittedAt', class: 'until:openBid', salt: randomBytes(16), value: 'x' }],
          before: new Map([[id, { ...before, version: version - 1 }]]), states: new Map([[id, after]]), dues: new Map([[id, []]]), objects: [object], views: [],
          request: { key: `bare-${serial}`, digest: randomBytes(32), status: 201, answer: '{"act":"x"}' }, reveals: [], revealsOn: [], wakes: [],
        };
        await writeAndCommit(client, writes);
      } finally {
        client.release();
      }
    },
  };
}
