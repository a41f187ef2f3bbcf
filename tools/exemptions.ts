/** Where tidy is told to look away, each with its reason. A line that exempts nothing fails, so the list only shrinks by itself. */
export type Exemption = { readonly path: string; readonly reason: string };

/** Files that may be longer than `tidy.ts` allows: tables that are read line by line, not logic. */
export const LONG_FILES: readonly Exemption[] = [];

/** Files beside brands, parsers, tests and kernels that may cast. */
export const CASTS: readonly Exemption[] = [];
