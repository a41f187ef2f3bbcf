/** What the rooms' routes are handed: the platform, and who can be known. */
import type { Identities } from '../identity/ground.ts';
import type { Platform } from './platform.ts';

export type Ground = Identities & { readonly platform: Platform };
