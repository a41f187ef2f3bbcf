/**
 * The guardian's keys, in a directory of its own (0700) and files of its own (0600), made at the first start.
 * A thief of `share.json` and of k - 1 others opens every bid sealed to the key; alone it opens nothing while k > 1. A thief of `party.json` can send
 * acts as the guardian, but no share: without `share.json` he has none that verifies.
 */
import { fail, ok, present, toHex, type Result } from '@zhaobiao/basics';
import { dealKeys, signer, type Entropy, type SecretShare, type Signer } from '@zhaobiao/evidence';
import { inDirectory, ownDirectory, readText, writeText } from './files.ts';
import { parsePartyFile, parsePublicFile, parseShareFile, type PublicFile } from './parse-keys.ts';

export type GuardianKeyring = { readonly share: SecretShare; readonly publicFile: PublicFile; readonly signer: Signer };

export type KeyringFault = { readonly file: string; readonly message: string };

const NAMES = { share: 'share.json', party: 'party.json', public: 'public.json' } as const;
const ONE_OF_ONE = 1;

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/**
 * Deals a key for one guardian. Guardians together hold the same three files each, with a share of their own and one public file; the dealer
 * of a key of k of n writes them and forgets them.
 */
async function dealOwn(directory: string, entropy: Entropy): Promise<void> {
  const { keys, shares } = dealKeys(ONE_OF_ONE, ONE_OF_ONE, entropy);
  const { index, secret } = present(shares[0], 'the one share');
  const seed = entropy(32);
  const own = signer('ed25519', seed);
  const publicFile: PublicFile = {
    threshold: keys.k,
    publicKey: toHex(keys.publicKey),
    guardians: keys.verificationKeys.map((key, at) => ({ index: at + 1, verificationKey: toHex(key) })),
    partyKey: { scheme: 'ed25519', keyId: own.keyId, publicKey: toHex(own.publicKey) },
  };
  // The public file comes last: while it is missing nobody has been told of a key, and the next start deals anew.
  await writeText(inDirectory(directory, NAMES.share), json({ index, secret: toHex(secret) }));
  await writeText(inDirectory(directory, NAMES.party), json({ seed: toHex(seed) }));
  await writeText(inDirectory(directory, NAMES.public), json(publicFile));
}

/** Opens the keys of a directory, making them where there are none. Fault: a file that is missing beside others, or damaged. */
export async function openKeyring(directory: string, entropy: Entropy): Promise<Result<GuardianKeyring, KeyringFault>> {
  await ownDirectory(directory);
  if ((await readText(inDirectory(directory, NAMES.public))) === undefined) await dealOwn(directory, entropy);
  const read = async (name: string): Promise<string> => (await readText(inDirectory(directory, name))) ?? '';
  const share = parseShareFile(await read(NAMES.share));
  if (!share) return damaged(NAMES.share);
  const seed = parsePartyFile(await read(NAMES.party));
  if (!seed) return damaged(NAMES.party);
  const publicFile = parsePublicFile(await read(NAMES.public));
  const own = signer('ed25519', seed);
  if (!publicFile?.guardians.some((each) => each.index === share.index) || publicFile.partyKey.keyId !== own.keyId) return damaged(NAMES.public);
  return ok({ share, publicFile, signer: own });
}

const damaged = (file: string): Result<GuardianKeyring, KeyringFault> => fail({ file, message: `${file} is missing or damaged: restore it from where the guardian's keys are kept` });

/** The guardian's verification key, as notices name it. */
export const ownVerificationKey = ({ share, publicFile }: GuardianKeyring): string => present(publicFile.guardians.find((each) => each.index === share.index), 'own line of public.json').verificationKey;
