/** What packing takes over from a package.json. */
export type Packed = { readonly version: string; readonly license: string; readonly dependencies?: Readonly<Record<string, string>> };

/** npm's own form; npm refuses to install from anything else. */
export const parsePackage = (text: string): Packed => JSON.parse(text) as Packed;
