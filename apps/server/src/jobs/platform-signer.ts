/**
 * The platform's own signature, for the acts that time performs. A thief of this key could close or announce in the clock's name, which every other check
 * (deadline in the act, guardians' own clocks, live root) would contradict; it opens nothing.
 */
import { commandDigest, signedCommandBytes, type Signer } from '@zhaobiao/evidence';
import { toHex, type Json } from '@zhaobiao/basics';
import type { ActEnvelope } from '@zhaobiao/domain';

export type Unsigned = { readonly act: string; readonly stream: string; readonly key: string; readonly tender: string | null; readonly command: Json };
export type PlatformSigner = { readonly keyId: string; readonly sign: (unsigned: Unsigned) => { readonly commandDigest: string; readonly signature: ActEnvelope['signature'] } };

/** The clock's commands hold nothing to guess, so their nonce is fixed and a repeat after a crash has the same digest. */
export function platformSigner(signer: Signer): PlatformSigner {
  return {
    keyId: signer.keyId,
    sign: ({ command, ...rest }) => {
      const digest = commandDigest(command, '00'.repeat(16));
      return { commandDigest: digest, signature: { scheme: signer.scheme, keyId: signer.keyId, value: toHex(signer.sign(signedCommandBytes({ ...rest, commandDigest: digest }))) } };
    },
  };
}
