import type pg from 'pg';

/** What we use of the driver's connection beside its queries: its socket, to send a batch in one piece. The driver's types leave it out. */
type Connected = { readonly connection?: { readonly stream?: { cork?: () => void; uncork?: () => void } } };

export const corkable = (client: pg.ClientBase): { cork?: () => void; uncork?: () => void } | undefined => (client as Connected).connection?.stream;
