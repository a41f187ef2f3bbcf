import { toHex, utf8 } from '@zhaobiao/basics';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawCommitment, drawSeed } from './draw.ts';

const nonce = new Uint8Array(32).fill(7);
const root = new Uint8Array(32).fill(9);
const part = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
const sha = (...parts: readonly Uint8Array[]): string => createHash('sha256').update(Buffer.concat(parts)).digest('hex');

describe('a draw', () => {
  it('is SHA-256 over its parts, each with its length before it', () => {
    expect(toHex(drawCommitment(nonce))).toBe(sha(utf8('zhaobiao/draw-commitment/v1'), part(nonce)));
    expect(toHex(drawSeed('lot:P1/1', root, nonce))).toBe(sha(utf8('zhaobiao/draw/v1'), part(utf8('lot:P1/1')), part(root), part(nonce)));
  });

  it('does not drift', () => {
    expect([drawCommitment(nonce), drawSeed('lot:P1/1', root, nonce), drawSeed('lot:P1/1', root, new Uint8Array(0))].map((bytes) => toHex(bytes).slice(0, 16))).toEqual(['ef7f18ee0f653901', '9851a43a663cb9ce', 'a4835c1809305a57']);
  });

  it('changes with lot, root and number', () => {
    const all = [drawSeed('lot:P1/1', root, nonce), drawSeed('lot:P1/2', root, nonce), drawSeed('lot:P1/1', nonce, nonce), drawSeed('lot:P1/1', root, root)];
    expect(new Set(all.map(toHex)).size).toBe(all.length);
  });
});
