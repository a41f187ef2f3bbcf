import { toHex, utf8 } from '@zhaobiao/basics';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawCommitment, drawSeed, drawnBytes } from './draw.ts';

const nonce = new Uint8Array(32).fill(7);
const root = new Uint8Array(32).fill(9);
const part = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
const sha = (...parts: readonly Uint8Array[]): string => createHash('sha256').update(Buffer.concat(parts)).digest('hex');

describe('a draw', () => {
  it('is SHA-256 over its parts, each with its length before it', () => {
    expect(toHex(drawCommitment(nonce))).toBe(sha(utf8('zhaobiao/draw-commitment/v1'), part(nonce)));
    expect(toHex(drawSeed('lot:P1/1', root, nonce))).toBe(sha(utf8('zhaobiao/draw/v1'), part(utf8('lot:P1/1')), part(root), part(nonce)));
    expect(toHex(drawnBytes(root, 'K'))).toBe(sha(utf8('zhaobiao/drawn/v1'), part(root), part(utf8('K'))));
  });

  it('does not drift', () => {
    expect([drawCommitment(nonce), drawSeed('lot:P1/1', root, nonce), drawSeed('lot:P1/1', root, new Uint8Array(0)), drawnBytes(root, 'K')].map((bytes) => toHex(bytes).slice(0, 16))).toEqual(['ef7f18ee0f653901', '9851a43a663cb9ce', 'a4835c1809305a57', '029eb5f3dc2768cf']);
  });

  it('changes with lot, root, number and name', () => {
    const all = [drawSeed('lot:P1/1', root, nonce), drawSeed('lot:P1/2', root, nonce), drawSeed('lot:P1/1', nonce, nonce), drawSeed('lot:P1/1', root, root), drawnBytes(root, 'K'), drawnBytes(root, 'L'), drawnBytes(nonce, 'K')];
    expect(new Set(all.map(toHex)).size).toBe(all.length);
  });
});
