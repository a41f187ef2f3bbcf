import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@zhaobiao/basics';
import { noteKeyText, noteSigner, openingCheck, signer, verifyBundle } from '@zhaobiao/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openedLot, type OpenedLot } from '../../test/opened-lot.ts';
import { openSpine, register, seeded, type Spine } from '../../test/spine.ts';
import { integrate, startLog } from '../log/integrate.ts';
import { publish } from '../log/publish.ts';
import { writeTenderBundle, type BundleGround } from './bundle.ts';

const logSigner = noteSigner('test.example/log', signer('ed25519', seeded('log')(32)));
const otherSigner = noteSigner('test.example/log', signer('ed25519', seeded('another')(32)));
const logKey = noteKeyText(logSigner.key);

async function textOf(lines: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of lines) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('the bundle of a lot', () => {
  let spine: Spine;
  let lot: OpenedLot;
  let directory: string;
  let checkpoint: Uint8Array;
  let bundle: string;
  const ground = (change: Partial<BundleGround> = {}): BundleGround => ({ pool: spine.pool, checkpoint, logKey, readWhole: async (digest) => lot.objects.get(digest), ...change });
  const verify = (text: string) => verifyBundle(Buffer.from(text), { key: logKey, checks: [openingCheck] });
  /** The public acts of a stream, by the log. */
  const bundledNames = (stream: string) =>
    bundle.split('\n').flatMap((line) => {
      const parsed = line === '' ? {} : (JSON.parse(line) as { kind?: string; bytes?: string });
      if (parsed.kind !== 'act') return [];
      const act = JSON.parse(Buffer.from(parsed.bytes ?? '', 'base64').toString()) as { act: string; stream: string };
      return act.stream === stream ? [act.act] : [];
    });

  beforeAll(async () => {
    spine = await openSpine('bundle');
    directory = await mkdtemp(join(tmpdir(), 'zhaobiao-bundle-'));
    await startLog(spine.pool, 'test.example/log', seeded('fillers')(32));
    lot = await openedLot(spine);
    // Two beats: the second leaves only fillers, so that the right edge of the tree is not an act.
    for (let beat = 0; beat < 2; beat += 1) await integrate(spine.pool, 300);
    unwrap(await publish(spine.pool, directory, logSigner));
    checkpoint = await readFile(join(directory, 'checkpoint'));
    bundle = await textOf(unwrap(await writeTenderBundle(ground(), lot.lot)));
  });
  afterAll(async () => {
    await spine.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('verifies alone, with every envelope opened again', async () => {
    const report = unwrap(await verify(bundle));
    expect(report.checks).toEqual([{ name: 'opening', detail: expect.stringMatching(/of 5 bids opened again and equal$/) }]);
    expect(report.trust).toMatchObject({ from: 'caller', platformKeys: 'foundingAct' });
    // The document and the five envelopes that stood at the close, not the one that was replaced.
    expect(report.objects).toBe(6);
  });

  it('says nothing of who withdrew or came late', () => {
    const [withdrew, late] = lot.bidders.slice(5);
    expect(bundle).not.toContain(withdrew?.creditCode);
    expect(bundle).not.toContain(late?.creditCode);
  });

  it('names the streams that have gaps, and no case stream besides', () => {
    const header = JSON.parse(bundle.slice(0, bundle.indexOf('\n'))) as { partial: string[] };
    const cut = [2, 4].map((index) => `bid:P1/1/${lot.bidders[index]?.creditCode}`);
    expect(header.partial.filter((stream) => !stream.startsWith('party:'))).toEqual(cut);
    expect(bundledNames(cut[0] ?? '')).toEqual(['submitBid', 'submitBid', 'releaseShare', 'openBid']);
  });

  it('fails when any line of it is changed or missing', async () => {
    const lines = bundle.trimEnd().split('\n');
    const tampered = [
      bundle.replace('18835053400', '18835053401').replace('1835053400', '1835053401'),
      lines.filter((_, index) => index !== lines.length - 1).join('\n'),
      lines.filter((line) => !line.includes('"kind":"proof"')).join('\n'),
      bundle.replace('"size"', '"sise"').replace('test.example/log\\n', 'test.example/lag\\n'),
    ];
    for (const text of tampered) expect((await verify(`${text}\n`)).ok).toBe(false);
  });

  it('stays valid while the log goes on, and leaves out what is not under the checkpoint', async () => {
    await register(spine, spine.party(400, ['supplier']), '后来者');
    await integrate(spine.pool, 300);
    expect(await textOf(unwrap(await writeTenderBundle(ground(), lot.lot)))).toBe(bundle);
    unwrap(await publish(spine.pool, directory, logSigner));
    const later = await textOf(unwrap(await writeTenderBundle(ground({ checkpoint: await readFile(join(directory, 'checkpoint')) }), lot.lot)));
    expect(later).not.toBe(bundle);
    expect((await verify(later)).ok).toBe(true);
  });

  it('is refused in words where there is nothing to show', async () => {
    expect(await writeTenderBundle(ground(), 'lot:P9/1')).toMatchObject({ fault: { code: 'unknownLot' } });
    expect(await writeTenderBundle(ground(), 'project:P1')).toMatchObject({ fault: { code: 'unknownLot' } });
    expect(await writeTenderBundle(ground({ logKey: noteKeyText(otherSigner.key) }), lot.lot)).toMatchObject({ fault: { code: 'foreignCheckpoint' } });
    await expect(spine.act(spine.people.entity, 'defineLot', { project: 'project:P1', number: '2', name: '二标段', estimateFen: 100 })).resolves.toMatchObject({ status: 201 });
    expect(await writeTenderBundle(ground(), 'lot:P1/2')).toMatchObject({ fault: { code: 'notPublished' } });
  });
});
