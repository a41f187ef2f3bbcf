import { fail, instantText, ok } from '@zhaobiao/basics';
import { OWN_KEY_LENGTH, isOwnKey } from '@zhaobiao/evidence';
import { z } from 'zod';
import { hex, streamId } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import type { BidRoom } from '../bid/state.ts';

/**
 * 20号令 30: the tenderer takes part in the decryption. After the seals are checked and everything left to chance is drawn he gives up the key of his inner
 * envelope; the bid committed to it, so there is only one he can give. Public at once. Before or after the guardians' shares. A suspension of the lot does
 * not stop him, for his time runs on; without his key and the shares both nothing is read.
 */
export const releaseOwnKey = defineAct({
  id: 'releaseOwnKey',
  room: 'opening',
  title: { zh: '投标人释放解密密钥', en: 'release the tenderer’s own key' },
  machine: 'bid',
  contract: z
    .strictObject({ bid: streamId('bid'), lot: streamId('lot'), key: hex(OWN_KEY_LENGTH) })
    .refine((value) => value.bid.startsWith(`bid:${value.lot.slice('lot:'.length)}/`), { path: ['bid'], message: 'a bid for this lot' }),
  // Its lot is named for a bid that is not there too: before the announcement both are answered alike (法 22).
  plan: (command) => ({ primary: { id: command.bid, machine: 'bid', owner: command.lot }, reads: [command.lot] }),
  decide: ({ command, primary, at }) => {
    const { sealed, ownKey } = roomOf<BidRoom>(primary);
    if (ownKey !== undefined) return fail(refuse('alreadyExists', ['ELE-09'], { stream: `${primary.id} · ownKey` }));
    const fits = sealed?.envelopes.every((each) => isOwnKey(each.label, each.ownCommitment ?? '', command.key)) === true;
    if (!fits) return fail(refuse('keyWrong', ['ELE-09', 'ELE-10']));
    return ok({ events: [{ type: 'OwnKeyReleased', fields: { key: command.key } }], answer: { bid: primary.id, releasedAt: instantText(at) } });
  },
});
