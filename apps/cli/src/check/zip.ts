/**
 * One entry out of a ZIP archive that a stranger made (APPNOTE 6.3.9). Nothing is written to disk, nothing is unpacked but the entry asked for,
 * and that only up to a limit: an archive of 200 kB that unpacks to 200 MB is refused while it unpacks.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { fail, ok, type Result } from '@zhaobiao/basics';
import type { ReadFault } from './fault.ts';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MOST_ENTRIES = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

type Entry = { readonly name: string; readonly flags: number; readonly method: number; readonly crc: number; readonly packed: number; readonly size: number; readonly offset: number };

/** Where the end record begins: it is followed by a comment of at most 64 KiB that fills the file to its end. */
function endOf(bytes: DataView): number | undefined {
  for (let at = bytes.byteLength - 22; at >= 0 && at >= bytes.byteLength - 22 - 0xffff; at -= 1) {
    if (bytes.getUint32(at, true) === END && bytes.getUint16(at + 20, true) === bytes.byteLength - at - 22) return at;
  }
  return undefined;
}

/** A name that would leave the folder it is unpacked to. We unpack nothing; whoever writes such names means harm to somebody. */
const leavesFolder = (name: string): boolean => name.startsWith('/') || name.includes('\\') || /^[a-z]:/i.test(name) || name.includes('\u0000') || name.split('/').includes('..');

function entriesOf(bytes: DataView): Result<readonly Entry[], ReadFault> {
  const end = endOf(bytes);
  if (end === undefined) return fail('damagedZip');
  const count = bytes.getUint16(end + 10, true);
  if (count > MOST_ENTRIES) return fail('tooManyEntries');
  const entries: Entry[] = [];
  let at = bytes.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || bytes.getUint32(at, true) !== CENTRAL) return fail('damagedZip');
    const nameLength = bytes.getUint16(at + 28, true);
    const next = at + 46 + nameLength + bytes.getUint16(at + 30, true) + bytes.getUint16(at + 32, true);
    if (next > end) return fail('damagedZip');
    const name = new TextDecoder().decode(new Uint8Array(bytes.buffer, bytes.byteOffset + at + 46, nameLength));
    if (leavesFolder(name)) return fail('strangeNames');
    entries.push({ name, flags: bytes.getUint16(at + 8, true), method: bytes.getUint16(at + 10, true), crc: bytes.getUint32(at + 16, true), packed: bytes.getUint32(at + 20, true), size: bytes.getUint32(at + 24, true), offset: bytes.getUint32(at + 42, true) });
    at = next;
  }
  return ok(entries);
}

function unpack(bytes: Uint8Array, view: DataView, { flags, method, crc, packed, size, offset }: Entry): Result<Uint8Array, ReadFault> {
  if ((flags & 1) !== 0) return fail('encrypted');
  if (size > MOST_BYTES) return fail('inflates');
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) return fail('damagedZip');
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) return fail('damagedZip');
  const stored = bytes.subarray(start, start + packed);
  if (method !== 0 && method !== 8) return fail('damagedZip');
  let content: Uint8Array;
  try {
    // The declared size may be a lie: the limit holds while unpacking.
    content = method === 0 ? stored : inflateRawSync(stored, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    return fail(error instanceof RangeError ? 'inflates' : 'damagedZip');
  }
  return content.length === size && crc32(content) === crc ? ok(content) : fail('damagedZip');
}

/** The bytes of one entry by its exact name. */
export function zipEntry(bytes: Uint8Array, name: string): Result<Uint8Array, ReadFault> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = entriesOf(view);
  if (!entries.ok) return entries;
  const named = entries.value.filter((entry) => entry.name === name);
  const [entry] = named;
  if (!entry) return fail('noDocument');
  // Two entries of one name: a reader that takes the other would see another document.
  return named.length > 1 ? fail('damagedZip') : unpack(bytes, view, entry);
}
