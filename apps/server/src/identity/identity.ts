/** Who is behind a request: a machine with a party's token, or a person with a session. */
export type Identity =
  | { readonly kind: 'token'; readonly party: string; readonly roles: readonly string[]; readonly digest: Buffer }
  | { readonly kind: 'session'; readonly account: string; readonly name: string; readonly party: string; readonly roles: readonly string[]; readonly csrf: string; readonly digest: Buffer };
