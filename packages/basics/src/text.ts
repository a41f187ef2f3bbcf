/**
 * Why a text cannot be stored and hashed, or `undefined` when it can.
 * PostgreSQL cannot hold U+0000, and a lone surrogate has no UTF-8 form, so that two parties would hash different bytes.
 */
export function unstorable(text: string): 'nul' | 'loneSurrogate' | undefined {
  if (text.includes('\u0000')) return 'nul';
  return text.isWellFormed() ? undefined : 'loneSurrogate';
}
