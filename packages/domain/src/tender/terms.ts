/** The structured part of a tender document: what deadlines, checks, evaluation and contract are computed from. The words around it are `document.ts`. */
import { z } from 'zod';
import { amountFen, hex, localName, text } from '../act/contract.ts';
import { evaluationTerms } from '../evaluation/state.ts';

/** How a bid security may be given (实施条例 26; 保函 and money alike). */
export const SECURITY_KINDS = ['transfer', 'cheque', 'bankGuarantee', 'suretyGuarantee', 'insurance', 'electronic', 'annual'] as const;

/** 实施条例 27: a ceiling is an amount, or the way it is computed, and stands in the document. A floor has no place here (TND-035). */
const ceiling = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), fen: amountFen }),
  z.strictObject({ kind: z.literal('method'), text: text(1000) }),
  z.strictObject({ kind: z.literal('none') }),
]);

export const tenderTerms = z.strictObject({
  /** The standard document it is drawn up on (实施条例 15). */
  template: z.strictObject({ id: localName, version: z.string().regex(/^\d+\.\d+$/) }),
  /** Qualification is examined after the opening; what is asked of a tenderer, a line each. */
  qualification: z.strictObject({ mode: z.literal('post'), requirements: z.array(text(1000)).min(1).max(50) }),
  /** Consortia may be allowed or not; a document that demands one (法 31, NEG-08) cannot be written down. */
  consortium: z.strictObject({ allowed: z.boolean(), maxMembers: z.int().min(2).max(10).nullable() }),
  /** Digest of the bill of quantities (工程量清单), an uploaded object. */
  billOfQuantities: hex(32).nullable(),
  ceiling,
  /** Days from closing (实施条例 25). */
  validityDays: z.int().min(1).max(730),
  /** At most 2 % of the estimate (实施条例 26). */
  security: z.strictObject({ amountFen, kinds: z.array(z.enum(SECURITY_KINDS)).min(1).max(SECURITY_KINDS.length) }).nullable(),
  /** Who opens the sealed bids, and what happens where a bid does not open (20号令 31). */
  decryption: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('guardians'), remedy: text(2000) }),
    /** The tenderer's own key is asked for too, for so long after the bids are free to be opened (20号令 30). */
    z.strictObject({ mode: z.literal('guardiansAndTenderer'), remedy: text(2000), ownKeyMs: z.int().min(0).max(604_800_000).default(3_600_000) }),
  ]),
  /** Commitment to the number that the procuring entity reveals after closing, where coefficients are drawn; 32 bytes, hex. */
  drawCommitment: hex(32).nullable(),
  /** Method and every parameter of the evaluation (法 40). */
  evaluation: evaluationTerms,
  contract: z.strictObject({
    form: z.enum(['unitPrice', 'lumpSum', 'costPlus']),
    performanceRequired: z.boolean(),
    /** Of the contract price, at most 100 ‰ (实施条例 58); 0 where none is required. */
    performancePermille: z.int().min(0).max(1000),
    payment: text(4000),
  }),
  /** What happens when platform or network fails (必备). */
  emergency: text(4000),
  spotObjectionMs: z.int().min(0).max(86_400_000),
  signingMs: z.int().min(0).max(604_800_000),
  publicityDays: z.int().min(0).max(365),
});

export type TenderTerms = z.output<typeof tenderTerms>;
