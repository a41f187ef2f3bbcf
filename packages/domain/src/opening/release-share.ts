import { fail, ok } from '@zhaobiao/basics';
import { z } from 'zod';
import { hex, streamId } from '../act/contract.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomIfAny, roomOfStream } from '../act/typed.kernel.ts';
import type { BidRoom } from '../bid/state.ts';
import type { LotRoom } from '../tender/state.ts';

const contract = z
  .strictObject({
    bid: streamId('bid'),
    lot: streamId('lot'),
    shares: z.array(z.strictObject({ kind: z.enum(['whole', 'qualification', 'technical', 'price']), index: z.int().min(1).max(32), d: hex(32), c: hex(32), z: hex(32) })).max(4),
    /** A guardian answers a capsule that does not verify by saying so; anyone can repeat the check. */
    refused: z.enum(['capsuleInvalid']).nullable(),
  })
  .refine((value) => value.bid.startsWith(`bid:${value.lot.slice('lot:'.length)}/`), { path: ['bid'], message: 'a bid for this lot' });

/** A guardian's share for one bid. Its proof is checked when the shares are combined and by anyone with the bundle. */
export const releaseShare = defineAct({
  id: 'releaseShare',
  room: 'opening',
  title: { zh: '保管人释放解密份额', en: 'release a guardian share' },
  machine: 'bid',
  contract,
  // Its lot is named for a bid that is not there too: before the announcement both are answered alike (法 22).
  plan: (command) => ({ primary: { id: command.bid, machine: 'bid', owner: command.lot }, reads: [command.lot] }),
  facts: ({ command, primary, streams, actor }) => {
    const bid = roomIfAny<BidRoom>(primary);
    const lot = roomIfAny<LotRoom>(streams.get(command.lot));
    const given = new Set([...(bid?.shares ?? []).map((each) => each.guardian), ...(bid?.capsuleRefused ?? []), actor.party]);
    return { guardianShares: given.size, guardianThreshold: lot?.guardianship?.threshold ?? 1 };
  },
  decide: ({ command, primary, streams, actor }) => {
    const bid = roomIfAny<BidRoom>(primary);
    const lot = roomOfStream<LotRoom>(streams, command.lot);
    const mine = lot.guardianship?.guardians.find((each) => each.party === actor.party);
    if (!bid || bid.lot !== command.lot || !mine) return fail(refuse('notPermitted', ['ELE-08'], { act: '释放解密份额', actEn: 'release a guardian share', who: '本标段的保管人', whoEn: 'a guardian of this lot' }));
    if (bid.capsuleRefused.includes(actor.party) || bid.shares.some((each) => each.guardian === actor.party)) return fail(refuse('alreadyExists', ['ELE-08'], { stream: `${primary.id} · ${actor.party}` }));
    if (command.refused !== null) return ok({ events: [{ type: 'ShareRefused', fields: { guardian: actor.party, cause: command.refused } }] });
    const kinds = command.shares.map((each) => each.kind);
    const complete = kinds.length === lot.envelopes.length && lot.envelopes.every((kind) => kinds.includes(kind)) && command.shares.every((each) => each.index === mine.index);
    if (!complete) return fail(refuse('shareInvalid', ['ELE-08']));
    return ok({ events: [{ type: 'ShareReleased', fields: { shares: command.shares.map((each) => ({ guardian: actor.party, ...each })) } }] });
  },
});
