/** Hostile commands: parties that may not bid, numbers beyond what fen can hold, ids of other lots. */
import { type JsonObject } from '@zhaobiao/basics';
import { ACTS } from '@zhaobiao/domain';
import { describe, expect, it } from 'vitest';
import { BEFORE, LOT, said, sealedBid, sealedLot } from '../opening/sealed-lot.ts';

describe('条例 13, 34: who runs the tender does not bid in it', () => {
  it.each(['party:ENTITY', 'party:AGENCY'])('%s, alone and as a member', (party) => {
    const city = sealedLot();
    const digest = city.lot().notice?.digest ?? null;
    const code = party.slice('party:'.length);
    const related = { ...city.settle(code, ['procuringEntity', 'agency', 'supplier']) };
    const lot = city.state(LOT);
    (city.streams as Map<string, typeof lot>).set(LOT, { ...lot, room: { ...(lot.room as JsonObject), procuringEntity: 'party:ENTITY', agency: 'party:AGENCY' } });
    expect(said(city.act(related, 'submitBid', sealedBid(party), BEFORE, digest))).toBe('relatedTenderer');
    const lead = city.supplier('A');
    expect(said(city.act(lead, 'submitBid', sealedBid(lead.party, [party]), BEFORE, digest))).toBe('relatedTenderer');
    expect(said(city.act(lead, 'submitBid', sealedBid(lead.party), BEFORE, digest))).toBe('accepted');
  });
});

describe('amounts at the end of what fen can hold', () => {
  it('lots that together are more than a number can say are still told of', () => {
    const ground = sealedLot();
    const define = (number: string) => ground.act(ground.entity, 'defineLot', { project: 'project:P1', number, name: '标段', estimateFen: Number.MAX_SAFE_INTEGER }, BEFORE);
    expect([said(define('8')), said(define('9'))]).toEqual(['accepted', 'accepted']);
  });
});

describe('every list and every text of every act has an end', () => {
  type Node = { readonly type?: string; readonly maxItems?: number; readonly maxLength?: number; readonly pattern?: string; readonly format?: string; readonly enum?: unknown; readonly const?: unknown; readonly items?: Node; readonly properties?: Record<string, Node>; readonly anyOf?: readonly Node[]; readonly oneOf?: readonly Node[]; readonly additionalProperties?: Node | boolean; readonly propertyNames?: Node; readonly prefixItems?: readonly Node[] };
  const open = (node: Node, path: string): readonly string[] => {
    const children = [
      ...Object.entries(node.properties ?? {}).flatMap(([name, child]) => open(child, `${path}.${name}`)),
      ...[...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.prefixItems ?? [])].flatMap((child) => open(child, path)),
      ...(node.items ? open(node.items, `${path}[]`) : []),
      ...(typeof node.additionalProperties === 'object' ? open(node.additionalProperties, `${path}{}`) : []),
    ];
    if (node.type === 'array' && node.maxItems === undefined && node.prefixItems === undefined) return [`${path} list`, ...children];
    if (node.type === 'string' && node.maxLength === undefined && node.pattern === undefined && node.enum === undefined && node.const === undefined) return [`${path} text`, ...children];
    return children;
  };
  it.each([...ACTS.values()].map((act) => [act.id, act] as const))('%s', async (_id, act) => {
    const { z } = await import('zod');
    const schema = z.toJSONSchema(act.contract, { io: 'input', unrepresentable: 'any' }) as Node;
    expect(open(schema, act.id)).toEqual([]);
  });
});
