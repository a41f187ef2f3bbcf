/**
 * Every path that is read, and who may. Deny by default: a route that is not here does not start (`access.ts`), whatever its handler says.
 * Relations are asked in the handler, from the state of the case: the table says which.
 */
/** `optional`: anybody, but who shows a token or session is known and may see more of his own. */
export type Who = 'public' | 'optional' | 'signedIn' | 'token' | 'session';
export type Read = {
  readonly who: Who;
  /** Asked beyond being signed in. */
  readonly relation?: 'tenderer' | 'guardian' | 'actor' | 'member' | 'issuer' | 'supervisor';
  /** `never`: not kept by anybody; `ask`: kept, but asked again each time; `forever`: content named by its digest or place. */
  readonly keep: 'never' | 'ask' | 'forever';
};

const open = (keep: Read['keep'] = 'ask'): Read => ({ who: 'public', keep });

export const READS: Readonly<Record<string, Read>> = {
  '/': open(),
  '/tenders/:project/:lot': open(),
  '/login': open('never'),
  '/account': { who: 'session', keep: 'never' },
  '/docs': open(),
  '/openapi.json': open(),
  '/assets/portal.css': open(),
  '/healthz': open('never'),
  '/readyz': open('never'),
  '/log/checkpoint': open('never'),
  '/log/*': open('forever'),
  '/api/v1/time': open('never'),
  '/api/v1/platform': open(),
  '/api/v1/procedures/:digest': open('forever'),
  '/api/v1/projects/:project': open(),
  '/api/v1/tenders': open(),
  '/api/v1/tenders/:project/:lot': open(),
  '/api/v1/tenders/:project/:lot/opening': open(),
  '/api/v1/tenders/:project/:lot/document': open(),
  '/api/v1/tenders/:project/:lot/draft': { who: 'signedIn', relation: 'issuer', keep: 'never' },
  '/api/v1/tenders/:project/:lot/committee': { who: 'optional', relation: 'member', keep: 'never' },
  '/api/v1/tenders/:project/:lot/evaluation': { who: 'optional', relation: 'member', keep: 'never' },
  '/api/v1/tenders/:project/:lot/questions/mine': { who: 'signedIn', relation: 'tenderer', keep: 'never' },
  '/api/v1/tenders/:project/:lot/nodes': open('never'),
  '/api/v1/supervision/nodes': { who: 'signedIn', relation: 'supervisor', keep: 'never' },
  '/api/v1/tenders/:project/:lot/acts': open(),
  '/api/v1/tenders/:project/:lot/objections': { who: 'optional', keep: 'never' },
  '/api/v1/tenders/:project/:lot/changes': open(),
  '/api/v1/tenders/:project/:lot/candidates': open(),
  '/api/v1/tenders/:project/:lot/award': open(),
  '/api/v1/tenders/:project/:lot/contract': open(),
  '/api/v1/tenders/:project/:lot/returns': open(),
  '/api/v1/tenders/:project/:lot/archive': open(),
  '/api/v1/tenders/:project/:lot/bundle': open('never'),
  '/api/v1/parties/:party': open(),
  '/api/v1/feed': open(),
  '/api/v1/feed/:index': open(),
  '/api/v1/objects/:digest': open('forever'),
  '/api/v1/acts/:entry/receipt': { who: 'optional', relation: 'actor', keep: 'never' },
  '/api/v1/messages/mine': { who: 'signedIn', relation: 'actor', keep: 'never' },
  '/api/v1/enquiries': { who: 'signedIn', relation: 'actor', keep: 'never' },
  '/api/v1/bids/mine': { who: 'signedIn', relation: 'tenderer', keep: 'never' },
  '/api/v1/uploads/:upload': { who: 'token', keep: 'never' },
  '/api/v1/guardian/openings': { who: 'token', relation: 'guardian', keep: 'never' },
  '/api/v1/guardian/openings/:project/:lot': { who: 'token', relation: 'guardian', keep: 'never' },
  '/api/v1/session': { who: 'session', keep: 'never' },
};

/** Paths that change something and are no acts. Acts themselves: `/api/v1/acts…`, always signed in. */
export const WRITES: Readonly<Record<string, Who>> = {
  'POST /login': 'public',
  'POST /logout': 'session',
  'POST /api/v1/tokens': 'public',
  'DELETE /api/v1/tokens/current': 'token',
  'POST /api/v1/objects': 'token',
  'POST /api/v1/uploads': 'token',
  'PUT /api/v1/uploads/:upload/chunks/:index': 'token',
  'POST /api/v1/uploads/:upload/complete': 'token',
  'POST /api/v1/demo/clock': 'token',
};
