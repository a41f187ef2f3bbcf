import { utf8 } from '@zhaobiao/basics';
import { creditCodeCheck } from '@zhaobiao/domain';
import { digest } from '@zhaobiao/evidence';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** Check character of an organisation code (GB 11714): 11 − (Σ Cᵢ·Wᵢ mod 11); 10 is X, 11 is 0. */
function organisationCheck(first8: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * ORGANISATION.indexOf(first8.charAt(index)), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** Kinds of registration: `91` enterprise, `11` public body, `12` public institution, `53` social organisation. */
export type CreditCodeKind = '91' | '11' | '12' | '53';

/** A valid unified social credit code for a name: the same name always gives the same code. `region`: six digits of GB/T 2260. */
export function creditCodeOf(name: string, kind: CreditCodeKind = '91', region = '350525'): string {
  const bytes = digest('sha256', utf8(`credit code of ${name}`));
  const first8 = Array.from(bytes.subarray(0, 8), (byte, index) => ALPHABET.charAt(index < 2 ? 10 + (byte % 8) : byte % 10)).join('');
  const first17 = `${kind}${region}${first8}${organisationCheck(first8)}`;
  return `${first17}${creditCodeCheck(first17)}`;
}
