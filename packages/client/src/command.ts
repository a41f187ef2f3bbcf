/** A signed command, as every act enters the platform. */
import { toHex, type Json } from '@zhaobiao/basics';
import { commandDigest, signedCommandBytes, type Entropy, type SignatureScheme, type Signer } from '@zhaobiao/evidence';

export type Command = {
  readonly act: string;
  /** The stream the act writes first, `bid:P1/1/9135…`; it is part of what is signed. */
  readonly stream: string;
  /** Idempotency key: choose once, repeat with it as often as the network needs. */
  readonly key: string;
  /** Digest of the tender document version that was read, hex, or null. */
  readonly tender: string | null;
  readonly command: Json;
};

export type SignedCommand = Command & { readonly nonce: string; readonly signature: { readonly scheme: SignatureScheme; readonly keyId: string; readonly value: string } };

export function signCommand(command: Command, signer: Signer, entropy: Entropy): SignedCommand {
  const nonce = toHex(entropy(16));
  const digest = commandDigest(command.command, nonce);
  const { act, stream, key, tender } = command;
  const value = toHex(signer.sign(signedCommandBytes({ act, stream, key, tender, commandDigest: digest })));
  return { ...command, nonce, signature: { scheme: signer.scheme, keyId: signer.keyId, value } };
}
