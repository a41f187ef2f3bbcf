import { type Json, type JsonObject, fromUtf8, present, unwrap, utf8 } from '@zhaobiao/basics';
import { beforeAll, describe, expect, it } from 'vitest';
import { openingCheck } from '../../test/opening-check.ts';
import { headerOf, declared, newLog, partsOf, smallCase } from '../../test/small-case.ts';
import { writeBundle } from '../bundle/write.ts';
import { canonicalText, parseCanonical } from '../canonical/canonical.ts';
import { noteKeyText, noteSigner } from '../note/key.ts';
import { signer } from '../signature/signature.ts';
import { type VerifyOptions, verifyBundle } from './verify.ts';

type Case = Awaited<ReturnType<typeof smallCase>>;
let made: Case;
let lines: string[];

beforeAll(async () => {
  made = await smallCase('verify', 3);
  lines = [...writeBundle(headerOf(made.log, made.platform), partsOf(made.log, made.envelopes))].map((line) => fromUtf8(line).trimEnd());
});

/** The lines with the end line counting them again, as a forger would leave it. */
const closed = (of: readonly string[]): readonly string[] => (of.at(-1)?.includes('"kind":"end"') ? [...of.slice(0, -1), canonicalText({ kind: 'end', lines: of.length - 1 })] : of);
const file = (of: readonly string[]): Uint8Array => utf8(of.map((line) => `${line}\n`).join(''));
const objectOf = (line: string): Record<string, Json> => ({ ...(unwrap(parseCanonical(utf8(line))) as JsonObject) });
const at = (kind: string, nth = 0): number => lines.map((line, index) => [line, index] as const).filter(([line]) => line.includes(`"kind":"${kind}"`))[nth]?.[1] ?? -1;
const editLine = (index: number, change: (value: Record<string, Json>) => void): string[] => {
  const value = objectOf(present(lines[index], 'line'));
  change(value);
  return lines.with(index, canonicalText(value));
};
const faultOf = async (of: readonly string[], options?: VerifyOptions): Promise<{ reason: string; line: number } | 'ok'> => {
  const verified = await verifyBundle(file(closed(of)), options);
  return verified.ok ? 'ok' : { reason: verified.fault.reason, line: verified.fault.line };
};

describe('a bundle', () => {
  it('verifies alone, and says against which key', async () => {
    const report = unwrap(await verifyBundle(file(lines)));
    expect(report.trust).toEqual({ logKey: noteKeyText(made.log.log.key), from: 'header', platformKeys: 'foundingAct', witnesses: [] });
    expect([report.acts, report.signatures, report.disclosures, report.objects]).toEqual([15, 15, 3, 3]);
    expect(report.streams).toBe(9);
    expect(report.firstAt).toBe('2026-03-16T09:00:00.000+08:00');
    expect(unwrap(await verifyBundle(lines.map(utf8))).acts).toBe(15);
  });

  it('verifies against a pinned key, and no other', async () => {
    const key = noteKeyText(made.log.log.key);
    expect(unwrap(await verifyBundle(file(lines), { key })).trust.from).toBe('caller');
    const other = noteKeyText(noteSigner(made.log.log.key.name, signer('ed25519', new Uint8Array(32).fill(9))).key);
    expect(await faultOf(lines, { key: other })).toEqual({ reason: 'otherLogKey', line: 1 });
    expect(await faultOf(lines, { key: 'nonsense' })).toEqual({ reason: 'badLogKey', line: 1 });
  });

  it('can be opened again, envelope by envelope', async () => {
    const report = unwrap(await verifyBundle(file(lines), { checks: [openingCheck(made.keys)] }));
    expect(report.checks).toEqual([{ name: 'opening', detail: '3 envelopes opened again' }]);
    const strangers = { ...made.keys, verificationKeys: [made.log.log.key.publicKey] };
    expect(await verifyBundle(file(lines), { checks: [openingCheck(strangers)] })).toEqual({ ok: false, fault: { reason: 'checkFailed', check: 'opening', detail: 'opening', line: at('disclosure') + 1 } });
  });

  it('is refused for every forgery, with reason and line', async () => {
    const act = at('act', 6);
    const disclosure = at('disclosure');
    const cases: [string, string[], string, number][] = [
      ['nothing', [], 'notABundle', 1],
      ['another format', [lines[0]?.replace('bundle/v1', 'bundle/v2') ?? '', ...lines.slice(1)], 'notABundle', 1],
      ['a header with more', editLine(0, (value) => void (value['note'] = 'x')), 'notABundle', 1],
      ['a log key that is none', editLine(0, (value) => void (value['logKey'] = 'x')), 'badLogKey', 1],
      ['another origin', editLine(0, (value) => void (value['origin'] = 'x.example')), 'badCheckpoint', 2],
      ['another platform key', editLine(0, (value) => void (value['platformKeys'] = [declared(signer('ed25519', new Uint8Array(32).fill(3)))])), 'otherPlatformKeys', 3],
      ['a platform key with a wrong id', editLine(0, (value) => void (value['platformKeys'] = [{ ...declared(made.platform), keyId: '00'.repeat(16) }])), 'badDeclaredKey', 1],
      ['an unknown kind', editLine(disclosure, (value) => void (value['kind'] = 'note')), 'badLine', disclosure + 1],
      ['a kind of Object', editLine(disclosure, (value) => void (value['kind'] = 'toString')), 'badLine', disclosure + 1],
      ['white space', lines.with(act, `${lines[act]} `), 'badLine', act + 1],
      ['no checkpoint', lines.toSpliced(1, 1), 'noCheckpoint', lines.length - 1],
      ['two checkpoints', lines.toSpliced(2, 0, present(lines[1], 'checkpoint')), 'secondCheckpoint', 3],
      ['a checkpoint with another root', editLine(1, (value) => void (value['note'] = String(value['note']).replace('\n15\n', '\n16\n'))), 'badCheckpoint', 2],
      ['an act left out', lines.toSpliced(act, 2), 'versionGap', at('act', 9) - 1],
      ['acts exchanged', lines.with(act, lines[act + 2] ?? '').with(act + 2, lines[act] ?? ''), 'actsOutOfOrder', act + 3],
      ['an act without proof', lines.toSpliced(act + 1, 1), 'noProof', act + 1],
      ['two proofs', lines.toSpliced(act + 1, 0, lines[act + 1] ?? ''), 'badLine', act + 3],
      ['another salt', editLine(act, (value) => void (value['salt'] = '00'.repeat(16))), 'notIncluded', act + 1],
      ['an act changed', editLine(act, (value) => void (value['bytes'] = present(objectOf(lines[act + 2] ?? '')['bytes'], 'bytes'))), 'notIncluded', act + 1],
      ['an act that is none', editLine(act, (value) => void (value['bytes'] = 'e30=')), 'badAct', act + 1],
      ['a disclosed value changed', editLine(disclosure, (value) => void (value['value'] = { priceFen: 1 })), 'commitmentMismatch', disclosure + 1],
      ['a disclosure of no field', editLine(disclosure, (value) => void (value['name'] = 'price')), 'noSuchField', disclosure + 1],
      ['a disclosure of Object', editLine(disclosure, (value) => void (value['name'] = 'toString')), 'noSuchField', disclosure + 1],
      ['a disclosure of no act', editLine(disclosure, (value) => void (value['index'] = 99)), 'unknownAct', disclosure + 1],
      ['a disclosure twice', lines.toSpliced(disclosure, 0, lines[disclosure] ?? ''), 'secondDisclosure', disclosure + 2],
      ['an object changed', editLine(at('object'), (value) => void (value['chunks'] = ['AAAA'])), 'objectMismatch', at('object') + 1],
      ['an object with a wrong length', editLine(at('object'), (value) => void (value['length'] = 1)), 'objectMismatch', at('object') + 1],
    ];
    for (const [what, of, reason, line] of cases) {
      expect([what, await faultOf(of)]).toEqual([what, { reason, line }]);
    }
  });

  it('is refused when cut anywhere', async () => {
    const whole = file(lines);
    for (let length = 0; length < whole.length - 1; length += 499) expect((await verifyBundle(whole.subarray(0, length))).ok).toBe(false);
    for (let count = 1; count < lines.length; count += 1) expect((await verifyBundle(file(lines.slice(0, count)))).ok).toBe(false);
    expect(await verifyBundle(file(lines.toSpliced(at('disclosure'), 1)))).toMatchObject({ ok: false, fault: { reason: 'cutOff' } });
    expect(await verifyBundle(file([...lines, lines[1] ?? '']))).toMatchObject({ ok: false, fault: { reason: 'badLine' } });
  });
});

describe('signatures in a bundle', () => {
  const verifyLog = async (log: ReturnType<typeof newLog>, platform: ReturnType<typeof signer>, partial: readonly string[] = []) => {
    const verified = await verifyBundle([...writeBundle(headerOf(log, platform, partial), partsOf(log))].map((line) => line.subarray(0, -1)));
    return verified.ok ? 'ok' : verified.fault.reason;
  };
  const start = () => {
    const log = newLog('signatures');
    const [platform, first, second] = [1, 2, 3].map((number) => signer('ed25519', new Uint8Array(32).fill(number)));
    return { log, platform: present(platform, 'key'), first: present(first, 'key'), second: present(second, 'key') };
  };
  const register = ({ log, first }: ReturnType<typeof start>) => log.write('registerParty', 'party:a', first, [{ stream: 'party:a', type: 'PartyRegistered', public: { keys: [declared(first)] } }]);

  it('count with an added key from then on, and not with a revoked one', async () => {
    const setting = start();
    const { log, platform, first, second } = setting;
    register(setting);
    log.write('addKey', 'party:a', first, [{ stream: 'party:a', type: 'KeyAdded', public: { keys: [declared(second)] } }]);
    log.write('revokeKey', 'party:a', second, [{ stream: 'party:a', type: 'KeyRevoked', public: { keyId: first.keyId } }]);
    log.write('enquire', 'party:a', second, [{ stream: 'lot:1', type: 'Enquired' }]);
    expect(await verifyLog(log, platform)).toBe('ok');
    log.write('enquire', 'party:a', first, [{ stream: 'lot:1', type: 'Enquired' }]);
    expect(await verifyLog(log, platform)).toBe('unknownKey');
  });

  it('count of a natural person as of a company', async () => {
    const { log, platform, first } = start();
    log.write('registerPerson', 'party:a', first, [{ stream: 'party:a', type: 'PersonRegistered', public: { keys: [declared(first)] } }]);
    log.write('enquire', 'party:a', first, [{ stream: 'lot:1', type: 'Enquired' }]);
    expect(await verifyLog(log, platform)).toBe('ok');
  });

  it('do not count with a key that vouches for itself, nor of another party', async () => {
    const setting = start();
    register(setting);
    setting.log.write('addKey', 'party:a', setting.second, [{ stream: 'party:a', type: 'KeyAdded', public: { keys: [declared(setting.second)] } }]);
    expect(await verifyLog(setting.log, setting.platform)).toBe('unknownKey');
    const again = start();
    register(again);
    again.log.write('registerParty', 'party:a', again.second, [{ stream: 'party:a', type: 'PartyRegistered', public: { keys: [declared(again.second)] } }]);
    expect(await verifyLog(again.log, again.platform)).toBe('unknownKey');
    const other = start();
    register(other);
    other.log.write('enquire', 'party:b', other.first, [{ stream: 'lot:1', type: 'Enquired' }]);
    expect(await verifyLog(other.log, other.platform)).toBe('unknownKey');
  });

  it('of the clock are the platform’s', async () => {
    const { log, platform, first } = start();
    log.write('closeBidding', 'clock', platform, [{ stream: 'lot:1', type: 'BiddingClosed' }]);
    expect(await verifyLog(log, platform)).toBe('ok');
    log.write('closeBidding', 'clock', first, [{ stream: 'lot:1', type: 'BiddingClosed' }]);
    expect(await verifyLog(log, platform)).toBe('unknownKey');
  });

  it('must be over this very command', async () => {
    const { log, platform } = start();
    log.write('closeBidding', 'clock', { ...platform, sign: () => platform.sign(utf8('something else')) }, [{ stream: 'lot:1', type: 'BiddingClosed' }]);
    expect(await verifyLog(log, platform)).toBe('badSignature');
  });

  it('stand on streams without gaps, but for those called partial', async () => {
    const { log, platform } = start();
    for (let round = 0; round < 4; round += 1) log.write('load', 'clock', platform, [{ stream: 'calendar:cn', type: 'Loaded' }]);
    const parts = partsOf(log).filter((part) => part.kind !== 'act' || part.index !== 2);
    const of = async (partial: readonly string[]) => {
      const verified = await verifyBundle([...writeBundle(headerOf(log, platform, partial), parts)].map((line) => line.subarray(0, -1)));
      return verified.ok ? verified.value.partialStreams : verified.fault;
    };
    expect(await of([])).toEqual({ reason: 'versionGap', index: 3, line: 7, stream: 'calendar:cn', expected: 3, found: 4 });
    expect(await of(['calendar:cn'])).toEqual(['calendar:cn']);
  });
});
