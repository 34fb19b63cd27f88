import { decodeBody } from '../../../../nodes/shared/hooks/call';
import { type DeliveryContext, readDelivery } from '../../../../nodes/shared/hooks/delivery';
import { query } from './query';
import type { SentBody } from './samples';

export const receivedAt = '2026-01-31T10:00:00.000Z';

/** The items of a form that amoCRM sends. */
export const read = (body: SentBody, context: Partial<DeliveryContext> = {}) => {
	const bytes = query(body);
	return readDelivery(decodeBody(bytes) ?? {}, { bytes, receivedAt, ...context });
};
