import { fromHex, present, toHex } from '@zhaobiao/basics';
import { hkdf, hmac, primitives, verifySignature } from '@zhaobiao/evidence';
import { type Suite } from './suite.ts';
import { jsonOf } from './vector.kernel.ts';

type Test = { readonly tcId: number; readonly comment: string; readonly result: 'valid' | 'invalid' | 'acceptable' } & { readonly [field: string]: string | number | readonly string[] };
type Group = { readonly tests: readonly Test[]; readonly keySize?: number; readonly ivSize?: number; readonly tagSize?: number; readonly publicKey?: { readonly pk: string } };
type File = { readonly testGroups: readonly Group[] };

const FOLDER = 'vectors/wycheproof';
const file = (name: string): string => `testvectors_v1/${name}_test.json`;
const hex = (value: unknown): Uint8Array => present(fromHex(String(value)), 'hex');
const nameOf = (test: Test): string => `${test.tcId} ${test.comment}`;

export const wycheproofHmac: Suite = {
  name: 'Wycheproof hmac_sm3',
  folder: FOLDER,
  needs: file('hmac_sm3'),
  run: (folder, { check }) => {
    for (const group of jsonOf<File>(folder, file('hmac_sm3')).testGroups) {
      for (const test of group.tests) {
        const tag = toHex(hmac('sm3', hex(test['key']), hex(test['msg']))).slice(0, (group.tagSize ?? 0) / 4);
        check(nameOf(test), (tag === test['tag']) === (test.result === 'valid'));
      }
    }
  },
};

export const wycheproofEd25519: Suite = {
  name: 'Wycheproof ed25519',
  folder: FOLDER,
  needs: file('ed25519'),
  run: (folder, { check }) => {
    for (const group of jsonOf<File>(folder, file('ed25519')).testGroups) {
      const key = hex(group.publicKey?.pk);
      for (const test of group.tests) check(nameOf(test), verifySignature('ed25519', key, hex(test['msg']), hex(test['sig'])) === (test.result === 'valid'));
    }
  },
};

export const wycheproofHkdf: Suite = {
  name: 'Wycheproof hkdf_sha256',
  folder: FOLDER,
  needs: file('hkdf_sha256'),
  run: (folder, { check }) => {
    for (const group of jsonOf<File>(folder, file('hkdf_sha256')).testGroups) {
      for (const test of group.tests) {
        let made: string | undefined;
        try {
          made = toHex(hkdf('sha256', hex(test['ikm']), hex(test['salt']), hex(test['info']), Number(test['size'])));
        } catch {
          made = undefined;
        }
        check(nameOf(test), (made === test['okm'] && made !== undefined) === (test.result === 'valid'));
      }
    }
  },
};

export const wycheproofAesGcm: Suite = {
  name: 'Wycheproof aes_gcm (256-bit key, 96-bit nonce, no associated data, as envelopes use it)',
  folder: FOLDER,
  needs: file('aes_gcm'),
  run: async (folder, { check }) => {
    for (const group of jsonOf<File>(folder, file('aes_gcm')).testGroups) {
      if (group.keySize !== 256 || group.ivSize !== 96 || group.tagSize !== 128) continue;
      for (const test of group.tests.filter((one) => one['aad'] === '')) {
        const sealed = hex(`${String(test['ct'])}${String(test['tag'])}`);
        const cipher = primitives.aesGcm(hex(test['key']));
        const opened = await cipher.open(hex(test['iv']), sealed);
        const made = await cipher.seal(hex(test['iv']), hex(test['msg']));
        const again = toHex(made.body) + toHex(made.tag) === toHex(sealed);
        check(nameOf(test), test.result === 'valid' ? again && opened !== undefined && toHex(opened) === test['msg'] : opened === undefined);
      }
    }
  },
};

type EdgeCase = { readonly number: number; readonly key: string; readonly sig: string; readonly msg: string; readonly flags: readonly string[] | null };

/** What strict cofactorless verification refuses; see `signature/ed25519.ts`. */
const REFUSED = ['low_order_A', 'low_order_R', 'non_canonical_A', 'non_canonical_R', 'low_order_residue', 'reencoded_k'];

export const cctvEd25519: Suite = {
  name: 'CCTV ed25519 edge cases',
  folder: 'vectors/cctv/ed25519',
  needs: 'ed25519vectors.json',
  run: (folder, { check, note }) => {
    const encoder = new TextEncoder();
    for (const { number, key, sig, msg, flags } of jsonOf<readonly EdgeCase[]>(folder, 'ed25519vectors.json')) {
      const expected = !(flags ?? []).some((flag) => REFUSED.includes(flag));
      check(`${number} ${(flags ?? []).join(' ')}`, verifySignature('ed25519', hex(key), encoder.encode(msg), hex(sig)) === expected);
    }
    note(`decided: refused with ${REFUSED.join(', ')}; accepted otherwise`);
  },
};
