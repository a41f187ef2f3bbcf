import { describe, expect, it } from 'vitest';
import { placesOf, type Waiting } from './places.ts';

const seed = new Uint8Array(32).fill(7);
const act = (stream: string, sealed: boolean, actor = `party of ${stream}`, also: readonly string[] = []): Waiting => ({ streams: [stream, ...also], actor, sealed });

describe('places of a beat', () => {
  it('grows by one quantum when idle and by whole quanta when busy', () => {
    expect(placesOf([], 8, seed, 0)).toEqual({ grow: 8, placed: [] });
    expect(placesOf(Array.from({ length: 9 }, (_, index) => act(`s${index}`, true)), 8, seed, 0).grow).toBe(16);
  });

  it('puts the same public acts at the same places whatever sealed acts stand beside them', () => {
    const open = [act('lot:1', false), act('lot:2', false)];
    const sealed = Array.from({ length: 6 }, (_, index) => act(`bid:${index}`, true));
    for (let beat = 0; beat < 200; beat += 8) {
      const alone = placesOf(open, 8, seed, beat).placed.filter(({ act: one }) => !one.sealed);
      const among = placesOf([...sealed, ...open], 8, seed, beat).placed.filter(({ act: one }) => !one.sealed);
      expect(among).toEqual(alone);
    }
  });

  it('gives each act a place of its own and keeps the order of each kind', () => {
    const waiting = Array.from({ length: 40 }, (_, index) => act(`s${index}`, index % 3 === 0));
    const { grow, placed } = placesOf(waiting, 8, seed, 64);
    expect(new Set(placed.map(({ offset }) => offset)).size).toBe(40);
    expect(placed.every(({ offset }) => offset >= 0 && offset < grow)).toBe(true);
    for (const sealed of [true, false]) {
      const offsets = placed.filter(({ act: one }) => one.sealed === sealed).map(({ offset }) => offset);
      expect(offsets).toEqual(offsets.toSorted((left, right) => left - right));
    }
  });

  it('keeps a sealed act before the open one that follows it on its stream, and lets a later one wait', () => {
    const waiting = [act('bid:1', true), act('bid:1', false), act('bid:1', true), act('bid:2', true)];
    const { placed } = placesOf(waiting, 8, seed, 0);
    const offset = (index: number): number | undefined => placed.find(({ act: one }) => one === waiting[index])?.offset;
    expect(offset(0)).toBeLessThan(offset(1) ?? 0);
    expect([offset(2), typeof offset(3)]).toEqual([undefined, 'number']);
  });

  it('keeps the order of every stream an act writes to, not only of its first', () => {
    const scores = act('committee:1', true);
    const recheck = act('lot:1', false, 'owner', ['committee:1']);
    for (let beat = 0; beat < 80; beat += 8) {
      const { placed } = placesOf([scores, recheck, act('committee:1', true)], 8, seed, beat);
      expect(placed.toSorted((left, right) => left.offset - right.offset).map(({ act: one }) => one)).toEqual([scores, recheck]);
    }
  });

  it('lets a sealed act wait for the registration of its actor, and puts it before the end of the key that signed it', () => {
    const registration = act('party:1', false, 'party:registrar');
    const bid = act('bid:1', true, 'party:1');
    const revoked = act('party:1', false, 'party:registrar');
    const placed = (...waiting: readonly Waiting[]): readonly Waiting[] => placesOf(waiting, 8, seed, 0).placed.toSorted((left, right) => left.offset - right.offset).map(({ act: one }) => one);
    expect(placed(registration, bid)).toEqual([registration]);
    expect(placed(bid, revoked)).toEqual([bid, revoked]);
    expect(placed(registration, bid, revoked)).toEqual([registration, bid, revoked]);
  });

  it('draws another order each beat', () => {
    const waiting = [act('lot:1', false)];
    const seen = new Set(Array.from({ length: 64 }, (_, beat) => placesOf(waiting, 8, seed, beat * 8).placed[0]?.offset));
    expect(seen.size).toBe(8);
  });
});
