/** A tender whose bids guardians and tenderers open together (20号令 27, 30, 31): more time is given, one key never comes. */
import { instantText, shift, toHex } from '@zhaobiao/basics';
import { seeded, type Party } from '../spine.ts';
import { closed, sheetOf, submitted, type Submitted } from './bidding.ts';
import { stateOf, untilDeadline, type Case, type Desk } from './desk.ts';
import { bidOpened, openingBegun, recorded } from './opening.ts';
import { tenderPublished } from './preparation.ts';

const HALF_HOUR = 1_800_000;
const TERMS = { decryption: { mode: 'guardiansAndTenderer', remedy: '平台网络中断的，延长释放时间；投标人逾期没有释放的，视为撤销其投标文件。', ownKeyMs: HALF_HOUR } };

const keyOf = ({ party }: Party): Uint8Array => seeded(`own key ${party}`)(32);

/** Gives the bid with the key that opens it. */
async function released({ desk, lot }: Case, each: Submitted): Promise<Submitted> {
  const ownKey = toHex(keyOf(each.party));
  await desk.must(each.party, 'releaseOwnKey', { bid: each.bid, lot, key: ownKey });
  return { ...each, ownKey };
}

/** Four bids, three of them opened; the fourth counts as revoked. */
export async function openedTogether(desk: Desk, project: string): Promise<void> {
  const given = await tenderPublished(desk, project, { terms: TERMS });
  await untilDeadline(desk, given.lot, 'closing');
  desk.wait(-HALF_HOUR);
  const bids: Submitted[] = [];
  for (let index = 1; index <= 4; index += 1) bids.push(await submitted(given, desk.cast.firm(index), sheetOf(3_400_000_000 + index), { ownKey: keyOf(desk.cast.firm(index)) }));
  await closed(given);
  await openingBegun(given);
  const timing = (await stateOf(desk, given.lot)).deadlines['ownKeys'];
  if (!timing || !('at' in timing)) throw new Error('a time for the keys');
  await desk.must(desk.cast.operator, 'extendOwnKeys', { lot: given.lot, until: instantText(shift(timing.at, HALF_HOUR)), reason: '平台网络中断二十分钟' });
  const keyed: Submitted[] = [];
  for (const [index, each] of bids.entries()) keyed.push(index < 3 ? await released(given, each) : each);
  await untilDeadline(desk, given.lot, 'ownKeys');
  for (const each of keyed) await bidOpened(given, each);
  await recorded(given);
}
