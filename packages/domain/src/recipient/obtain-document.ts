import { instantText, ok, present } from '@zhaobiao/basics';
import { z } from 'zod';
import { streamId } from '../act/contract.ts';
import { defineAct, roomOfStream } from '../act/typed.kernel.ts';
import type { LotRoom } from '../tender/state.ts';
import { recipientId } from './state.ts';

/**
 * Anybody may download the document without signing up (20号令 20). Whoever obtains it as a registered supplier is told of every change from then on
 * (条例 21); who and how many they are stays sealed (法 22).
 */
export const obtainDocument = defineAct({
  id: 'obtainDocument',
  room: 'recipient',
  title: { zh: '获取招标文件并接收通知', en: 'obtain the document and be told of changes' },
  machine: 'recipient',
  contract: z.strictObject({ lot: streamId('lot') }),
  plan: (command, actor) => ({ primary: { id: recipientId(command.lot, actor.party), machine: 'recipient', owner: command.lot }, reads: [command.lot] }),
  decide: ({ command, streams, at }) => {
    const { version, digest, documents } = present(roomOfStream<LotRoom>(streams, command.lot).notice, 'notice of a lot that is bidding');
    return ok({
      events: [{ type: 'DocumentObtained', fields: { lot: command.lot, version, digest, obtainedAt: instantText(at) } }],
      answer: { lot: command.lot, version, digest, documents },
    });
  },
});
