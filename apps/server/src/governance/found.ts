/** The first act of an installation. It can be done once; a second start finds the platform founded. */
import { ACTS, PLATFORM } from '@zhaobiao/domain';
import { present, toHex, type Json } from '@zhaobiao/basics';
import { perform, type Door } from '../perform.ts';
import type { PlatformKeys } from '../identity/keys.ts';
import { platformSigner } from '../jobs/platform-signer.ts';

export type FoundingParty = {
  readonly creditCode: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly keys: readonly { readonly scheme: 'ed25519' | 'sm2-sm3'; readonly keyId: string; readonly publicKey: string }[];
};

export async function isFounded(door: Pick<Door, 'pool'>): Promise<boolean> {
  const { rowCount } = await door.pool.query('SELECT 1 FROM stream WHERE id = $1', [PLATFORM]);
  return rowCount === 1;
}

/** Founds the platform under its origin with its first parties; throws with the refusal's text when that is not possible. */
export async function foundPlatform(door: Door, keys: PlatformKeys, founding: { readonly origin: string; readonly title: string; readonly parties: readonly FoundingParty[] }): Promise<void> {
  if (await isFounded(door)) return;
  const definition = present(ACTS.get('foundPlatform'), 'act foundPlatform');
  const { scheme, keyId, publicKey } = keys.platform;
  const command: Json = { ...founding, parties: founding.parties.map((party) => ({ ...party, roles: [...party.roles], keys: party.keys.map((key) => ({ ...key })) })), key: { scheme, keyId, publicKey: toHex(publicKey) } };
  const unsigned = { act: definition.id, stream: PLATFORM, key: 'found', tender: null, command };
  const answer = await perform(door, {
    definition, command: definition.contract.parse(command), actor: { party: 'clock', roles: [], keyId }, key: 'found', tender: null,
    ...platformSigner(keys.platform).sign(unsigned), at: present(door.clock.now(), 'the platform clock'),
  });
  if (answer.status >= 400) throw new Error(`the platform could not be founded: ${JSON.stringify(answer.body)}`);
}
