import { fail, fromHex, ok, present, toHex } from '@zhaobiao/basics';
import { DRAW_NONCE_LENGTH, drawCommitment } from '@zhaobiao/evidence';
import { z } from 'zod';
import { hex, streamId } from '../act/contract.ts';
import type { Context } from '../act/definition.ts';
import { refuse } from '../act/refusal.ts';
import { defineAct, roomOf } from '../act/typed.kernel.ts';
import type { LotRoom } from '../tender/state.ts';
import { drawnFrom } from './draw.ts';
import { ownKeysUntil } from './own-keys.ts';

function drawn({ primary }: Pick<Context, 'primary'>, nonce: string | null) {
  const { notice, liveRoot } = roomOf<LotRoom>(primary);
  const { seed, coefficients } = drawnFrom(primary.id, present(liveRoot, 'root of a lot that is closed'), nonce, present(notice, 'notice of a lot that is closed').terms.evaluation);
  return ok({ events: [{ type: 'CoefficientsDrawn', fields: { nonce, seed, coefficients } }], answer: { seed, coefficients } });
}

/** 抽取系数: the number that the tender document committed to is revealed, and everything that is left to chance follows from it. */
export const drawCoefficients = defineAct({
  id: 'drawCoefficients',
  room: 'opening',
  title: { zh: '抽取系数', en: 'draw the coefficients' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot'), nonce: hex(DRAW_NONCE_LENGTH) }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' } }),
  chosen: (_command, context) => ownKeysUntil(context),
  decide: (context) => {
    const commitment = present(roomOf<LotRoom>(context.primary).notice, 'notice of a lot that is closed').terms.drawCommitment;
    const revealed = toHex(drawCommitment(present(fromHex(context.command.nonce), 'nonce in hexadecimal')));
    return revealed === commitment ? drawn(context, context.command.nonce) : fail(refuse('nonceWrong', ['EVL-07'], { commitment: commitment ?? '' }));
  },
});

/**
 * The number was not revealed in time: the draw is made from the root of the bids alone and says so. Who withheld the number had the choice between two
 * outcomes, and everybody sees that he took it.
 */
export const drawWithoutNonce = defineAct({
  id: 'drawWithoutNonce',
  room: 'opening',
  title: { zh: '逾期未揭示时抽取系数', en: 'draw without the number that was not revealed' },
  machine: 'lot',
  contract: z.strictObject({ lot: streamId('lot') }),
  plan: (command) => ({ primary: { id: command.lot, machine: 'lot' } }),
  chosen: (_command, context) => ownKeysUntil(context),
  decide: (context) => drawn(context, null),
});
