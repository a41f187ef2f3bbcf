import { fromUtf8, present, toBase64, unwrap, utf8 } from '@zhaobiao/basics';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededEntropy } from '../../test/seeded-entropy.ts';
import { ORIGIN, type Log, smallCase } from '../../test/small-case.ts';
import { signCheckpoint } from '../checkpoint/checkpoint.ts';
import { inclusionProof } from '../merkle/proof.ts';
import { rootOfLeaves } from '../merkle/tree.ts';
import { cosigner, noteSigner } from '../note/key.ts';
import { signer } from '../signature/signature.ts';
import { type Receipt, makeReceipt, parseReceipt, verifyReceipt } from './receipt.ts';

const entropy = seededEntropy('receipt');
const witnesses = [1, 2, 3].map((number) => cosigner(`witness.example/${number}`, signer('ed25519', entropy(32)), 1_773_624_000));
const INDEX = 4;

let log: Log;
let receipt: Receipt;
let bytes: Uint8Array;

beforeAll(async () => {
  ({ log } = await smallCase('receipt', 3));
  const { salt, bytes: act } = present(log.written[INDEX], 'act');
  const root = rootOfLeaves(log.leaves());
  const checkpoint = signCheckpoint({ origin: ORIGIN, size: log.written.length, root, extensions: [] }, [log.log, ...witnesses]);
  receipt = { index: INDEX, salt, act, proof: inclusionProof(INDEX, log.written.length, log.proofs()), checkpoint };
  bytes = makeReceipt(receipt);
});

const edit = (change: (text: string) => string): Uint8Array => utf8(change(fromUtf8(bytes)));
const verify = (file: Uint8Array, act?: Uint8Array) => verifyReceipt(file, act, { logKey: log.log.key });
const reasonOf = (file: Uint8Array, act?: Uint8Array): string => {
  const verified = verify(file, act);
  return verified.ok ? 'ok' : verified.fault.reason;
};

describe('a receipt', () => {
  it('proves its act offline', () => {
    const proved = unwrap(verify(bytes));
    expect(proved.index).toBe(INDEX);
    expect(proved.bytes).toEqual(receipt.act);
    expect(proved.checkpoint.size).toBe(log.written.length);
    expect(unwrap(parseReceipt(bytes))).toEqual(receipt);
    expect(fromUtf8(bytes).startsWith('c2sp.org/tlog-proof@v1\nextra ')).toBe(true);
  });

  it('may leave out the act for a holder who has it', () => {
    const { act, ...rest } = receipt;
    const short = makeReceipt(rest);
    expect(reasonOf(short)).toBe('noAct');
    expect(reasonOf(short, act)).toBe('ok');
    expect(reasonOf(short, log.written[INDEX + 1]?.bytes)).toBe('notIncluded');
    expect(reasonOf(bytes, log.written[INDEX + 1]?.bytes)).toBe('otherAct');
  });

  it('counts the witnesses that signed', () => {
    const keys = witnesses.map((one) => one.key);
    const stranger = cosigner('witness.example/9', signer('ed25519', entropy(32)), 1).key;
    expect(unwrap(verifyReceipt(bytes, undefined, { logKey: log.log.key, witnesses: keys, quorum: 3 })).witnesses).toEqual(keys);
    expect(verifyReceipt(bytes, undefined, { logKey: log.log.key, witnesses: [stranger, ...keys.slice(1)], quorum: 3 })).toEqual({ ok: false, fault: { reason: 'tooFewWitnesses', have: 2, need: 3 } });
  });

  it('is refused for every forgery, with the reason', () => {
    const proof = receipt.proof.map(toBase64);
    const [first = '', second = ''] = proof;
    const other = noteSigner(ORIGIN, signer('ed25519', entropy(32)));
    const root = rootOfLeaves(log.leaves());
    const foreign = signCheckpoint({ origin: ORIGIN, size: log.written.length, root, extensions: [] }, [other]);
    const moved = signCheckpoint({ origin: 'another.example/log', size: log.written.length, root, extensions: [] }, [log.log]);
    const cases: [string, Uint8Array, string][] = [
      ['another index', edit((text) => text.replace(`index ${INDEX}`, 'index 5')), 'notIncluded'],
      ['an index beyond the tree', edit((text) => text.replace(`index ${INDEX}`, 'index 5000')), 'notIncluded'],
      ['a hash left out', edit((text) => text.replace(`${first}\n`, '')), 'notIncluded'],
      ['hashes exchanged', edit((text) => text.replace(`${first}\n${second}`, `${second}\n${first}`)), 'notIncluded'],
      ['another salt', makeReceipt({ ...receipt, salt: entropy(16) }), 'notIncluded'],
      ['another act', makeReceipt({ ...receipt, act: present(log.written[2], 'act').bytes }), 'notIncluded'],
      ['no act', makeReceipt({ ...receipt, act: utf8('{}') }), 'badAct'],
      ['a checkpoint of another key', makeReceipt({ ...receipt, checkpoint: foreign }), 'badCheckpoint'],
      ['a checkpoint of another log', makeReceipt({ ...receipt, checkpoint: moved }), 'badCheckpoint'],
      ['a changed size', edit((text) => text.replace(`\n${log.written.length}\n`, `\n${log.written.length + 1}\n`)), 'badCheckpoint'],
      ['another first line', edit((text) => text.replace('@v1', '@v2')), 'malformed'],
      ['no extra line', edit((text) => text.replace(/extra .*\n/, '')), 'malformed'],
      ['a leading zero', edit((text) => text.replace(`index ${INDEX}`, `index 0${INDEX}`)), 'malformed'],
      ['a short hash', edit((text) => text.replace(first, 'AAAA')), 'malformed'],
      ['54 hashes', edit((text) => text.replace(first, Array.from({ length: 54 }, () => first).join('\n'))), 'malformed'],
      ['nothing', new Uint8Array(0), 'malformed'],
      ['bytes that are no text', Uint8Array.of(0xff, 0xfe), 'malformed'],
    ];
    expect(cases.map(([what, file]) => [what, reasonOf(file)])).toEqual(cases.map(([what, , reason]) => [what, reason]));
  });

  it('breaks wherever one of its letters changes', () => {
    const text = fromUtf8(bytes);
    // A changed line of an unknown witness is ignored, as the note specification wants it: only what stands before them counts.
    const places = Array.from({ length: text.indexOf('— witness') }, (_, at) => at);
    const changed = (at: number): Uint8Array => utf8(text.slice(0, at) + (text.charAt(at) === 'A' ? 'B' : 'A') + text.slice(at + 1));
    expect(places.filter((at) => verify(changed(at)).ok)).toEqual([]);
  });
});
