import { concat, fromHex, present, toHex, utf8 } from '@zhaobiao/basics';
import { digest, isPublicKey, primitives, signer, verifySignature } from '@zhaobiao/evidence';
import { type Suite, textOf } from './suite.ts';
import { jsonOf } from './vector.kernel.ts';

const hex = (text: string): Uint8Array => present(fromHex(text.toLowerCase()), 'hex');

/** The `Name = value` blocks of an OpenSSL evp test file. */
function blocksOf(text: string): Map<string, string>[] {
  const blocks = text.split(/\n\s*\n/).map((block) => new Map([...block.matchAll(/^(\w+)\s*=\s*(.*)$/gm)].map((match) => [match[1] ?? '', (match[2] ?? '').trim()])));
  return blocks.filter((block) => block.size > 0);
}

type AnnexA = { readonly d: string; readonly px: string; readonly py: string; readonly sign: { readonly msg_utf8: string; readonly e: string; readonly r: string; readonly s: string } };

/** DER of the annex's r and s: both have their high bit set, hence the zero before each. */
const annexSignature = ({ sign }: AnnexA): Uint8Array => concat(hex('3046022100'), hex(sign.r), hex('022100'), hex(sign.s));

export const gbt32918: Suite = {
  name: 'GB/T 32918.5 SM2 signature',
  folder: 'vectors/openssl',
  needs: 'sm2_gbt32918.5_annexA_C.json',
  run: (folder, { check }) => {
    const annex = jsonOf<AnnexA>(folder, 'sm2_gbt32918.5_annexA_C.json');
    const key = concat(Uint8Array.of(4), hex(annex.px), hex(annex.py));
    const message = utf8(annex.sign.msg_utf8);
    const own = signer('sm2-sm3', hex(annex.d));
    check('public key of the private one', toHex(own.publicKey) === toHex(key) && isPublicKey('sm2-sm3', key));
    check('signature verifies', verifySignature('sm2-sm3', key, message, annexSignature(annex)));
    check('own signature verifies', verifySignature('sm2-sm3', key, message, own.sign(message)));
    check('another message does not', !verifySignature('sm2-sm3', key, utf8(`${annex.sign.msg_utf8}.`), annexSignature(annex)));
    check('the digest e as message does not', !verifySignature('sm2-sm3', key, hex(annex.sign.e), annexSignature(annex)));
  },
};

/** These two were made over a bare digest, so a verifier that always hashes must refuse both: with them a forger would begin. */
export const opensslSm2: Suite = {
  name: 'OpenSSL SM2 raw digests (must be refused by a verifier that always hashes)',
  folder: 'vectors/openssl',
  needs: 'evppkey_sm2_excerpt.txt',
  run: (folder, { check }) => {
    const text = textOf(folder, 'evppkey_sm2_excerpt.txt');
    const der = new Uint8Array(Buffer.from(/KEY-----\n([\s\S]*?)-----END/.exec(text)?.[1] ?? '', 'base64'));
    const key = der.slice(-65);
    check('key is on the curve', isPublicKey('sm2-sm3', key));
    for (const [index, block] of blocksOf(text).filter((one) => one.has('Verify')).entries()) {
      check(`Verify ${index + 1}`, !verifySignature('sm2-sm3', key, hex(block.get('Input') ?? ''), hex(block.get('Output') ?? '')));
    }
  },
};

export const opensslDigests: Suite = {
  name: 'OpenSSL SM3',
  folder: 'vectors/openssl',
  needs: 'evpmd_sm3_excerpt.txt',
  run: (folder, { check }) => {
    for (const block of blocksOf(textOf(folder, 'evpmd_sm3_excerpt.txt')).filter((one) => one.get('Digest') === 'SM3')) {
      const input = block.get('Input') ?? '';
      check(input, toHex(digest('sm3', hex(input))) === (block.get('Output') ?? '').toLowerCase());
    }
  },
};

export const opensslSm4: Suite = {
  name: 'OpenSSL SM4-CTR',
  folder: 'vectors/openssl',
  needs: 'evpciph_sm4_excerpt.txt',
  run: async (folder, { check, note }) => {
    const blocks = blocksOf(textOf(folder, 'evpciph_sm4_excerpt.txt'));
    for (const block of blocks.filter((one) => one.get('Cipher') === 'SM4-CTR')) {
      const [key, iv, plaintext] = ['Key', 'IV', 'Plaintext'].map((name) => hex(block.get(name) ?? ''));
      const made = await primitives.sm4Ctr(present(key, 'key'))(present(iv, 'iv'), present(plaintext, 'plaintext'));
      check('SM4-CTR', toHex(made) === (block.get('Ciphertext') ?? '').toLowerCase());
    }
    // Counter mode over one block of zeros is the block cipher itself.
    for (const block of blocks.filter((one) => one.get('Cipher') === 'SM4-ECB')) {
      const [key, plaintext] = ['Key', 'Plaintext'].map((name) => hex(block.get(name) ?? ''));
      const made = await primitives.sm4Ctr(present(key, 'key'))(present(plaintext, 'block'), new Uint8Array(16));
      check('SM4-ECB through counter mode', toHex(made) === (block.get('Ciphertext') ?? '').toLowerCase());
    }
    note('CBC, GCM and CCM are not used by the national profile');
  },
};
