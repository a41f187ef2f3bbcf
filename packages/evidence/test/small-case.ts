import { type Json, type JsonObject, fromHex, instant, instantText, present, toHex, unwrap } from '@zhaobiao/basics';
import { type ActEvent, type ActRecord, type BundleHeader, type BundlePart, type HashReader, type NoteSigner, type Signer, actBytes, actLeaf, canonicalBytes, capsuleText, commandDigest, dealKeys, encapsulate, fieldCommitment, inclusionProof, noteKeyText, noteSigner, objectDigestOf, parseAct, readerOfLeaves, rootOfLeaves, sealBytes, sealLabel, share, shareText, signCheckpoint, signedCommandBytes, signer } from '@zhaobiao/evidence';
import { seededEntropy } from './seeded-entropy.ts';

export const ORIGIN = 'ggzy.example/log2026';

type Secret = { readonly index: number; readonly event: number; readonly name: string; readonly salt: Uint8Array; readonly value: Json };
type Written = { readonly salt: Uint8Array; readonly bytes: Uint8Array };
type NewEvent = { readonly stream: string; readonly type: string; readonly public?: JsonObject; readonly until?: { readonly [name: string]: Json } };

export const declared = (own: Signer): JsonObject => ({ scheme: own.scheme, keyId: own.keyId, publicKey: toHex(own.publicKey) });

/** A log in memory to which signed acts are written, as the platform does it. */
export function newLog(seed: string) {
  const entropy = seededEntropy(seed);
  const log: NoteSigner = noteSigner(ORIGIN, signer('ed25519', entropy(32)));
  const versions = new Map<string, number>();
  const written: Written[] = [];
  const secrets: Secret[] = [];
  const write = (act: string, actor: string, own: Signer, events: readonly NewEvent[]): ActRecord => {
    const stream = present(events[0], 'event').stream;
    const recorded = events.map((event, ordinal): ActEvent => {
      const version = (versions.get(event.stream) ?? 0) + 1;
      versions.set(event.stream, version);
      const hidden = Object.entries(event.until ?? {}).map(([name, value]) => {
        const salt = entropy(16);
        secrets.push({ index: written.length, event: ordinal, name, salt, value });
        return [name, { class: 'until:openBid', commitment: toHex(fieldCommitment(salt, name, value)) }] as const;
      });
      return { stream: event.stream, version, type: event.type, v: 1, public: event.public ?? {}, hidden: Object.fromEntries(hidden) };
    });
    const command = { act, stream, key: `key-${written.length}`, tender: null, commandDigest: commandDigest({ act }, toHex(entropy(16))) };
    const signature = { scheme: own.scheme, keyId: own.keyId, value: toHex(own.sign(signedCommandBytes(command))) };
    const at = instantText(present(instant(Date.UTC(2026, 2, 16, 1, 0, written.length)), 'instant'));
    const record: ActRecord = { format: 'zhaobiao/act/v1', ...command, version: versions.get(stream) ?? 0, at, actor, signature, events: recorded };
    written.push({ salt: entropy(16), bytes: actBytes(record) });
    return record;
  };
  const leaves = (): Uint8Array[] => written.map(({ salt, bytes }) => actLeaf(salt, bytes));
  const checkpoint = (): Uint8Array => signCheckpoint({ origin: ORIGIN, size: written.length, root: rootOfLeaves(leaves()), extensions: [] }, [log]);
  const proofs = (): HashReader => readerOfLeaves(leaves());
  return { entropy, log, written, secrets, write, leaves, checkpoint, proofs };
}

export type Log = ReturnType<typeof newLog>;

export const headerOf = (log: Log, platform: Signer, partial: readonly string[] = []): BundleHeader => ({
  format: 'zhaobiao/bundle/v1',
  origin: ORIGIN,
  logKey: noteKeyText(log.log.key),
  platformKeys: [{ scheme: platform.scheme, keyId: platform.keyId, publicKey: toHex(platform.publicKey) }],
  partial,
});

/** Everything the log holds, as parts of a bundle. */
export function partsOf(log: Log, objects: readonly Uint8Array[] = []): BundlePart[] {
  const read = log.proofs();
  const size = log.written.length;
  return [
    { kind: 'checkpoint', note: log.checkpoint() },
    ...log.written.map(({ salt, bytes }, index): BundlePart => ({ kind: 'act', index, salt, bytes, proof: inclusionProof(index, size, read) })),
    ...log.secrets.map((secret): BundlePart => ({ kind: 'disclosure', ...secret })),
    ...objects.map((bytes): BundlePart => ({ kind: 'object', bytes })),
  ];
}

/** A case of `bidders` sealed bids, opened by one guardian: founding, registrations, notice, bids, shares, opened sheets. */
export async function smallCase(seed: string, bidders: number, schemes: readonly Signer['scheme'][] = ['ed25519', 'sm2-sm3']) {
  const log = newLog(seed);
  const { entropy, write } = log;
  const platform = signer('ed25519', entropy(32));
  const { keys, shares } = dealKeys(1, 1, entropy);
  const lot = 'lot:demo/1';
  write('foundPlatform', 'clock', platform, [{ stream: 'platform:main', type: 'PlatformFounded', public: { origin: ORIGIN, key: declared(platform) } }]);
  const parties = Array.from({ length: bidders + 1 }, (_, index) => ({ id: `party:${index}`, own: signer(schemes[index % schemes.length] ?? 'ed25519', entropy(32)) }));
  for (const { id, own } of parties) write('registerParty', id, own, [{ stream: id, type: 'PartyRegistered', public: { keys: [declared(own)] } }]);
  const [buyer, ...tenderers] = parties;
  const issuer = present(buyer, 'buyer');
  write('publishNotice', issuer.id, issuer.own, [{ stream: lot, type: 'NoticePublished', public: { guardians: { k: keys.k, publicKey: toHex(keys.publicKey), verificationKeys: keys.verificationKeys.map(toHex) } } }]);
  const envelopes: Uint8Array[] = [];
  const opened: (() => void)[] = [];
  for (const [index, { id, own }] of tenderers.entries()) {
    const label = sealLabel([lot, 'price', id]);
    const begun = encapsulate(keys.publicKey, label, entropy);
    const sheet = { priceFen: 100_000 + index };
    const envelope = await sealBytes({ profile: index % 2 === 0 ? 'international' : 'national', key: begun.secret, context: label, entropy }, canonicalBytes(sheet));
    const ciphertext = objectDigestOf(envelope);
    const binding = present(fromHex(ciphertext), 'digest');
    const capsule = begun.bind(binding);
    envelopes.push(envelope);
    const bid = `bid:demo/1/${index}`;
    write('submitBid', id, own, [{ stream: bid, type: 'BidSubmitted', public: { lot }, until: { sealed: { label: toHex(label), capsule: capsuleText(capsule), ciphertext } } }]);
    opened.push(() => {
      const answer = unwrap(share(present(shares[0], 'share'), capsule, label, binding, entropy));
      write('releaseShare', issuer.id, issuer.own, [{ stream: bid, type: 'ShareReleased', public: { shares: [{ ...shareText(answer) }] } }]);
      write('openBid', 'clock', platform, [{ stream: bid, type: 'BidOpened', public: { sheet } }]);
    });
  }
  for (const open of opened) open();
  return { log, platform, parties, keys, envelopes, parsed: log.written.map(({ bytes }) => unwrap(parseAct(bytes))) };
}
