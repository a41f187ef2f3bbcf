import type { Delivery } from '@zhaobiao/domain';

/** The deliveries of a lot as `view.ts` wrote them. */
export const parseDeliveries = (text: string): readonly Delivery[] => JSON.parse(text) as readonly Delivery[];
