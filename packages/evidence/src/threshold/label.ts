import { utf8 } from '@zhaobiao/basics';
import { digest, lengthPrefixed } from '../digest/digest.ts';

/** What a sealed thing is bound to: SHA-256('label/v1' ‖ LP(part)…). For a bid: lot, envelope kind, lead, members. */
export const sealLabel = (parts: readonly string[]): Uint8Array => digest('sha256', utf8('label/v1'), ...parts.map((part) => lengthPrefixed(utf8(part))));
