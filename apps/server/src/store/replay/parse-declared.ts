import type { ActRecord, DeclaredKey } from '@zhaobiao/evidence';

/** Keys an event declares; its contract has parsed them. */
export function declaredIn({ type, public: fields }: ActRecord['events'][number]): readonly DeclaredKey[] {
  if (type === 'PlatformFounded') return [fields['key'] as unknown as DeclaredKey];
  return type === 'PartyRegistered' || type === 'KeyAdded' ? (fields['keys'] as unknown as readonly DeclaredKey[]) : [];
}
