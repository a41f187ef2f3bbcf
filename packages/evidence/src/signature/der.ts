import { assert, concat, fromHex, present, toHex } from '@zhaobiao/basics';

/** Minimal positive DER INTEGER. */
function derInteger(value: bigint): Uint8Array {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = present(fromHex(even), 'integer');
  const body = (bytes[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), bytes) : bytes;
  return concat(Uint8Array.of(2, body.length), body);
}

/** SEQUENCE { INTEGER r, INTEGER s }; both positive and at most 32 bytes, so every length fits one byte. */
export function derSignature(r: bigint, s: bigint): Uint8Array {
  assert(r > 0n && s > 0n, 'derSignature: positive integers');
  const body = concat(derInteger(r), derInteger(s));
  return concat(Uint8Array.of(0x30, body.length), body);
}

/** The INTEGER at `at`, and where it ends; `undefined` for anything that is not minimal and positive. */
function integerAt(bytes: Uint8Array, at: number): { readonly value: bigint; readonly end: number } | undefined {
  const length = bytes[at + 1] ?? 0;
  const end = at + 2 + length;
  const first = bytes[at + 2] ?? 0;
  if (bytes[at] !== 2 || length < 1 || length > 33 || end > bytes.length || first >= 0x80) return undefined;
  if (first === 0 && length > 1 && (bytes[at + 3] ?? 0) < 0x80) return undefined;
  return { value: BigInt(`0x${toHex(bytes.subarray(at + 2, end))}`), end };
}

/** r and s of a signature in canonical DER; any other encoding of the same numbers is refused (CVE-2026-23967: malleability). */
export function parseDerSignature(bytes: Uint8Array): { readonly r: bigint; readonly s: bigint } | undefined {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2 || bytes.length > 72) return undefined;
  const r = integerAt(bytes, 2);
  const s = r && integerAt(bytes, r.end);
  return r && s && s.end === bytes.length ? { r: r.value, s: s.value } : undefined;
}
