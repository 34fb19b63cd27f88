import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Branch } from '../shared/hooks/tree';

const card = z.object({
	/** `lead`, `contact`, `company`, `customer`. */
	type: z.string(),
	id: z.coerce.number().int().positive(),
});

/** What a widget sends that Widget > Make Archive made. */
const message = z.object({
	action: z.enum(['button', 'panel', 'settings']),
	/** The card that is open. */
	card: card.optional(),
	/** Those that the button is for: the open one, or those that are selected in a list. */
	cards: z.array(card).optional(),
	settings: z.record(z.unknown()).optional(),
});

/** Tells apart what happened in a widget; nothing where it is somebody else's. The page says it: it is not signed. */
export const readMessage = (body: Branch): IDataObject =>
	(message.safeParse(body).data ?? {}) as IDataObject;
