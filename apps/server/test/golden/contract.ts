/** Report, bond, contract, returns, archive (法 46–47, 条例 57–58). */
import { present, type JsonObject } from '@zhaobiao/basics';
import { archiveOf } from '../../src/award/queries.ts';
import type { Party } from '../spine.ts';
import { LEADER, lotOf } from './award.ts';
import { bondLodged, returned } from './bidding.ts';
import { uploaded, type Case } from './desk.ts';

export async function reportFiled({ desk, lot }: Case): Promise<void> {
  const { entity } = desk.spine.people;
  await desk.must(entity, 'fileWrittenReport', { lot, document: await uploaded(desk, entity, `${lot} 书面报告`), authority: '住房和城乡建设局', summary: '招标投标情况' });
}

/** As awarded, with the bond before it; signed by both, and published whole. */
export async function contracted(given: Case, winner: Party): Promise<void> {
  const { desk, lot } = given;
  const { entity } = desk.spine.people;
  const { priceFen } = present((await lotOf(given)).award, 'award');
  await bondLodged(given, winner, Math.floor(priceFen / 10));
  const document = await uploaded(desk, entity, `${lot} 合同 ${winner.party}`);
  await desk.must(entity, 'proposeContract', { lot, priceFen, period: '365 日历天', quality: '合格', projectLeader: LEADER, document });
  await desk.must(winner, 'concludeContract', { lot, document });
  await desk.must(entity, 'publishContract', { lot, document, withheld: null });
}

/** What is still held goes back with its interest, and that is confirmed. */
export async function returnsConfirmed(given: Case, firms: readonly Party[]): Promise<void> {
  given.desk.wait(86_400_000);
  for (const firm of firms) await returned(given, firm);
  await given.desk.must(given.desk.cast.depository, 'confirmReturns', { lot: given.lot });
}

export async function archived({ desk, lot }: Case): Promise<void> {
  const { lotVersion, pieces } = present(await archiveOf(desk.spine.pool, lot), 'archive of a contracted lot');
  const passed: JsonObject = { passed: true, statement: '已检测' };
  await desk.must(desk.cast.operator, 'archiveTender', { lot, lotVersion, pieces, checks: { authentic: passed, complete: passed, usable: passed, safe: passed } });
}
