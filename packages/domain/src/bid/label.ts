import { toHex } from '@zhaobiao/basics';
import { sealLabel } from '@zhaobiao/evidence';
import type { EnvelopeKind } from '../procedure/types.ts';
import type { Tenderer } from './state.ts';

/** What an envelope is bound to: lot, kind, lead, members. Not the document version: an amendment leaves bids in stay valid (实施条例 21). */
export const envelopeLabel = (lot: string, kind: EnvelopeKind, tenderer: Tenderer): Uint8Array => sealLabel([lot, kind, tenderer.lead, ...tenderer.members]);

export const envelopeLabelHex = (lot: string, kind: EnvelopeKind, tenderer: Tenderer): string => toHex(envelopeLabel(lot, kind, tenderer));
