/** A party of the city with its key in hand. */
import { toHex } from '@zhaobiao/basics';
import { signer, type Entropy, type Signer } from '@zhaobiao/evidence';

export type Citizen = {
  /** Stream id, `party:91350525…`. */
  readonly party: string;
  readonly creditCode: string;
  readonly name: string;
  /** As `registerParty` names them: `supplier`, `procuringEntity`, `agency`, `guardian`, `operator`, `registrar`, `supervisor`, `systemAdministrator`. */
  readonly roles: readonly string[];
  readonly signer: Signer;
};

type Born = { readonly creditCode: string; readonly name: string; readonly roles: readonly string[] };

/** A citizen whose Ed25519 key has this 32-byte seed. */
export const citizenOf = ({ creditCode, name, roles }: Born, seed: Uint8Array): Citizen => ({ party: `party:${creditCode}`, creditCode, name, roles, signer: signer('ed25519', seed) });

/** A citizen with a new key. */
export const citizen = (born: Born, entropy: Entropy): Citizen => citizenOf(born, entropy(32));

/** The public key as a registration declares it. */
export const declaredKey = ({ signer: own }: Pick<Citizen, 'signer'>) => ({ scheme: own.scheme, keyId: own.keyId, publicKey: toHex(own.publicKey) });
