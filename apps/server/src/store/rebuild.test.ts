import { unwrap } from '@zhaobiao/basics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccepted, found, openLot, openSpine, type Spine } from '../../test/spine.ts';
import { tenderView } from '../tender/view.ts';
import { VIEWS, checkViews, rebuild, staleViewsText, type View } from './rebuild.ts';

/** The next release's view: the same table with other rows. */
const NEXT: readonly View[] = [{ name: 'tender_view', version: 2, machine: 'lot', rows: (state) => tenderView(state).map((row) => ({ ...row, values: { ...row.values, title: '新' } })) }];

describe('views', () => {
  let spine: Spine;
  const shape = async (): Promise<unknown> =>
    (await spine.pool.query("SELECT indexname, regexp_replace(indexdef, 'ON [^ ]+', '') AS definition FROM pg_indexes WHERE tablename = 'tender_view' ORDER BY indexname")).rows;
  const rows = async (): Promise<readonly Record<string, unknown>[]> => (await spine.pool.query('SELECT * FROM tender_view ORDER BY lot')).rows;

  beforeAll(async () => {
    spine = await openSpine('rebuild');
  });
  afterAll(() => spine.close());

  it('of a new platform are recorded as they are, and then belong to their version', async () => {
    expect(await checkViews(spine.pool)).toEqual([]);
    await found(spine);
    await openLot(spine, 'P1');
    await openLot(spine, 'P2');
    expect(await checkViews(spine.pool)).toEqual([]);
    const stale = await checkViews(spine.pool, NEXT);
    expect(stale).toEqual([{ name: 'tender_view', found: 1, expected: 2 }]);
    expect(staleViewsText(stale)).toContain('zhaobiao rebuild tender_view');
    expect(staleViewsText([])).toBeUndefined();
  });

  it('a view that came with a later release is stale until it is filled', async () => {
    const added: readonly View[] = [...VIEWS, { name: 'other_view', version: 1, machine: 'lot', rows: () => [] }];
    expect(await checkViews(spine.pool, added)).toEqual([{ name: 'other_view', found: undefined, expected: 1 }]);
  });

  it('gives the same table again, with its indexes under their names, however often', async () => {
    const [before, form] = [await rows(), await shape()];
    await spine.pool.query("UPDATE tender_view SET title = 'wrong'");
    for (let time = 0; time < 2; time += 1) {
      expect(unwrap(await rebuild(spine.pool, 'tender_view'))).toEqual({ view: 'tender_view', version: 1, streams: 2, rows: 2 });
      expect([await rows(), await shape()]).toEqual([before, form]);
    }
  });

  it('records the version it filled', async () => {
    unwrap(await rebuild(spine.pool, 'tender_view', NEXT));
    expect(await checkViews(spine.pool, NEXT)).toEqual([]);
    expect((await rows()).map((row) => row['title'])).toEqual(['新', '新']);
    unwrap(await rebuild(spine.pool, 'tender_view'));
  });

  it('leaves the old rows when it is interrupted', async () => {
    const before = await rows();
    const failing: readonly View[] = [{ name: 'tender_view', version: 2, machine: 'lot', rows: () => { throw new Error('interrupted'); } }];
    await expect(rebuild(spine.pool, 'tender_view', failing)).rejects.toThrow('interrupted');
    expect(await rows()).toEqual(before);
    expect(await checkViews(spine.pool)).toEqual([]);
  });

  it('loses no act that was written while it ran', async () => {
    const slow: readonly View[] = [{ name: 'tender_view', version: 1, machine: 'lot', rows: tenderView }];
    const acts = Array.from({ length: 12 }, (_, index) => expectAccepted(spine.act(spine.people.entity, 'defineLot', { project: 'project:P1', number: `R${index}`, name: `标段${index}`, estimateFen: 100 })));
    const rebuilt = [rebuild(spine.pool, 'tender_view', slow), rebuild(spine.pool, 'tender_view', slow)];
    await Promise.all([...acts, ...rebuilt]);
    expect((await rows()).map((row) => row['lot'])).toHaveLength(14);
  });

  it('names the views there are when asked for another', async () => {
    expect(await rebuild(spine.pool, 'act')).toEqual({ ok: false, fault: { code: 'unknownView', known: ['tender_view', 'mailbox_view'] } });
  });
});
