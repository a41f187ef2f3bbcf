/** Messages of our own two programs: their kind is checked, their content was made by the same release. */
import type { Ask, Said } from './wire.ts';

const kindOf = (message: unknown): string => (typeof message === 'object' && message !== null && 'kind' in message ? String(message.kind) : '');

export function parseAsk(message: unknown): Ask {
  if (!['settings', 'time', 'arm', 'act', 'due', 'beat'].includes(kindOf(message))) throw new Error('not a message of the driver');
  return message as Ask;
}

export function parseSaid(message: unknown): Said {
  if (!['ready', 'answer', 'done', 'thrown'].includes(kindOf(message))) throw new Error('not a message of a server process');
  return message as Said;
}
