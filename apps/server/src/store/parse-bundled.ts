/** What a bundle takes out of acts and disclosures. They were made by this platform and parsed by their contracts; anything else gives nothing. */
import type { ActRecord, DeclaredKey } from '@zhaobiao/evidence';
import type { Notice, PlatformRoom, Sealed } from '@zhaobiao/domain';
import type { Json } from '@zhaobiao/basics';

type ActEvent = ActRecord['events'][number];

/** The platform's own key, as its founding declares it. */
export const foundingKey = ({ type, public: fields }: ActEvent): readonly DeclaredKey[] => (type === 'PlatformFounded' ? [(fields as unknown as PlatformRoom).key] : []);

/** Digests of the documents a notice or its amendment names, the bill of quantities of its terms among them. */
export function documentsOf({ type, public: fields }: ActEvent): readonly string[] {
  if (type !== 'NoticePublished' && type !== 'NoticeAmended') return [];
  const { documents, terms: { billOfQuantities } } = (fields as unknown as { readonly notice: Notice }).notice;
  return [...new Set([...documents.map((each) => each.digest), ...(billOfQuantities === null ? [] : [billOfQuantities])])];
}

/** Digests of the sealed envelopes of a bid. */
export const ciphertextsOf = (sealed: Json): readonly string[] => (sealed as unknown as Sealed).envelopes.map((each) => each.ciphertext);
