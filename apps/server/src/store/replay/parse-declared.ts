import type { ActRecord, DeclaredKey } from '@zhaobiao/evidence';

/** A company or a natural person enters the register. */
export const isRegistration = ({ type }: ActRecord['events'][number]): boolean => type === 'PartyRegistered' || type === 'PersonRegistered';

/** Keys an event declares; its contract has parsed them. */
export function declaredIn(event: ActRecord['events'][number]): readonly DeclaredKey[] {
  const { type, public: fields } = event;
  if (type === 'PlatformFounded') return [fields['key'] as unknown as DeclaredKey];
  return isRegistration(event) || type === 'KeyAdded' ? (fields['keys'] as unknown as readonly DeclaredKey[]) : [];
}
