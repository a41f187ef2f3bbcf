/** What we read of the files that the PostgreSQL package ships. They are part of the installation, pinned by the lockfile. */
export type Link = { readonly source: string; readonly target: string };

export const parseLinks = (text: string): readonly Link[] => JSON.parse(text) as readonly Link[];

export const parseVersion = (manifest: string): string => (JSON.parse(manifest) as { readonly version: string }).version;
