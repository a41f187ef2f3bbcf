/** Securities, sealed bids, the close. The envelopes are really sealed, so that bundles open them again. */
import { fromHex, present, toHex, type Instant, type Json, type JsonObject } from '@zhaobiao/basics';
import { sealEnvelope, type EnvelopeManifest } from '@zhaobiao/client';
import { canonicalBytes, parseCanonical } from '@zhaobiao/evidence';
import { sealSpoiled } from '@zhaobiao/testkit';
import { seeded, type Party } from '../spine.ts';
import { bidOf, clock, securityOf, today, untilDeadline, uploaded, type Case, type Desk, type Moment } from './desk.ts';

/** `ownKey`: the tenderer's own key, hex, where the document asks for one and he has given it up. */
export type Submitted = { readonly party: Party; readonly bid: string; readonly manifest: EnvelopeManifest; readonly ownKey?: string };
type Sealed = Pick<Case, 'desk' | 'lot'> & { readonly tender: string };

/** As it comes out of an envelope: canonical. */
const canonical = (value: Json): Json => {
  const parsed = parseCanonical(canonicalBytes(value));
  return parsed.ok ? parsed.value : null;
};

/** What is read out of a bid; the leader is who the publicity and the contract name. */
export const sheetOf = (priceFen: number, change: JsonObject = {}): Json =>
  canonical({ priceFen, period: '365 日历天', quality: '合格', projectManager: '张工', security: '银行转账', ...change });

export type Sealing = { readonly spoiled?: boolean; readonly ownKey?: Uint8Array };

/** Seals and uploads on the bidder's own machine; `spoiled`: with another key than the capsule's. */
export async function sealed({ desk, lot }: Pick<Case, 'desk' | 'lot'>, party: Party, sheet: Json, { spoiled = false, ownKey }: Sealing = {}): Promise<EnvelopeManifest> {
  const entropy = seeded(`${lot}/${party.party}/${JSON.stringify(sheet)}`);
  const input = { ...(ownKey && { ownKey }), lot, kind: 'whole', lead: party.party, members: [], publicKey: toHex(desk.spine.dealt.keys.publicKey), profile: 'international' as const, sheet, entropy };
  const { ciphertext, manifest } = await (spoiled ? sealSpoiled(input) : sealEnvelope(input));
  desk.objects.set(manifest.ciphertext, ciphertext);
  await desk.spine.upload(party.party, manifest.ciphertext);
  return manifest;
}

const command = (lot: string, party: Party, manifest: EnvelopeManifest): JsonObject => ({ lot, tenderer: { lead: party.party, members: [] }, envelopes: [{ ...manifest }] });

export type Bidding = Moment & Sealing;

export async function submitted(given: Sealed, party: Party, sheet: Json, { spoiled = false, ownKey, ...moment }: Bidding = {}): Promise<Submitted> {
  const { desk, lot, tender } = given;
  const manifest = await sealed(given, party, sheet, { spoiled, ...(ownKey && { ownKey }) });
  await desk.must(party, 'submitBid', command(lot, party, manifest), { ...moment, tender });
  return { party, manifest, bid: bidOf(lot, party) };
}

/** A bid that comes too late, or in time to a lot that has been closed; gives the code of the refusal. */
export async function turnedAway(given: Sealed, party: Party, sheet: Json, at: Instant): Promise<string> {
  const { desk, lot, tender } = given;
  return desk.refused(party, 'submitBid', command(lot, party, await sealed(given, party, sheet)), { at, tender });
}

const lodging = (desk: Desk, lot: string, party: Party): JsonObject => ({
  lot, tenderer: party.party, kind: 'transfer', amountFen: 80_000_000, receivedOn: today(desk), validUntilOn: null, number: null, issuer: null,
  payer: `${party.creditCode}基本户`, accountTail: '1234', domestic: true, fromBasicAccount: true, document: null,
});
export const GUARANTEE: JsonObject = { kind: 'bankGuarantee', validUntilOn: '2027-06-30', number: 'BH-2026-1', issuer: '某银行', payer: null, accountTail: null, fromBasicAccount: false };

export const lodged = ({ desk, lot }: Case, party: Party, change: JsonObject = {}): Promise<JsonObject> => desk.must(desk.cast.depository, 'lodgeSecurity', { ...lodging(desk, lot, party), ...change });
export const bondLodged = ({ desk, lot }: Case, party: Party, amountFen: number): Promise<JsonObject> =>
  desk.must(desk.cast.depository, 'lodgePerformanceBond', { ...lodging(desk, lot, party), ...GUARANTEE, amountFen });

/** Money back with its interest, a guarantee without (条例 57). */
export const returned = ({ desk, lot }: Case, party: Party, { act = 'returnSecurity', ratePermille = '3.5' }: { readonly act?: 'returnSecurity' | 'returnWithdrawn'; readonly ratePermille?: string | null } = {}): Promise<JsonObject> =>
  desk.must(desk.cast.depository, act, { security: securityOf(lot, party), lot, paidOn: today(desk), ratePermille });

export async function forfeited({ desk, lot }: Case, party: Party, cause: string): Promise<JsonObject> {
  const { entity } = desk.spine.people;
  return desk.must(entity, 'forfeitSecurity', { security: securityOf(lot, party), lot, cause, reason: '按照招标文件不予退还', evidence: await uploaded(desk, entity, `${lot} ${party.party} ${cause}`) });
}

/** Begun and not yet complete (20号令 27). */
export const begun = ({ desk, lot }: Case, party: Party): Promise<JsonObject> => desk.must(party, 'beginTransfer', { lot, lengthBytes: 1_048_576, ciphertext: null });

/** The clock closes when the deadline and the drain are over. */
export async function closed({ desk, lot }: Case): Promise<void> {
  await untilDeadline(desk, lot, 'closing');
  desk.wait(5_000);
  await clock(desk, 'closeBidding', lot);
}

/** An hour before the deadline, each firm with its offer and a security. */
export async function bidsIn(given: Case, offers: readonly Json[]): Promise<readonly Submitted[]> {
  const { desk, lot } = given;
  const standing: Submitted[] = [];
  await untilDeadline(desk, lot, 'closing');
  desk.wait(-3_600_000);
  for (const [index, offer] of offers.entries()) {
    const firm = desk.cast.firm(index + 1);
    await lodged(given, firm);
    standing.push(await submitted(given, firm, offer));
  }
  return standing;
}

/** Capsule of a manifest as the guardians' arithmetic takes it. */
export const capsuleOf = ({ u, uBar, e, f }: EnvelopeManifest['capsule']) => {
  const bytes = (text: string) => present(fromHex(text), 'hexadecimal');
  return { u: bytes(u), uBar: bytes(uBar), e: bytes(e), f: bytes(f) };
};
