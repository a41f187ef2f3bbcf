/** Unified social credit code (统一社会信用代码), GB 32100-2015: 18 characters, the last one a check character modulo 31. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

export function creditCodeFault(code: string): 'form' | 'check' | undefined {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return 'form';
  return code.charAt(17) === creditCodeCheck(code.slice(0, 17)) ? undefined : 'check';
}

/** The check character of the first 17: C18 = 31 − (Σ Cᵢ·3^(i−1) mod 31) mod 31. */
export function creditCodeCheck(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * ALPHABET.indexOf(first17.charAt(index)), 0);
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}
