import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

/** Somebody in a chat of the channel. */
const participant = z.object({
	/** On the side of the integration (`client_id` in hooks). */
	id: z.string().optional(),
	/** On the side of amoCRM (`id` in hooks). */
	refId: z.string().optional(),
	name: z.string().optional(),
});

const id = z.coerce.number().int().positive();

/**
 * The ways in which what an item tells of can be answered, under the key `replyTo` of the item; Chat > Reply reads it.
 * A trigger fills in the ways that its item opens: usually one. Plain JSON without secrets: items are stored and shown.
 */
export const replyTo = z.object({
	/** The account that it came from, as far as it is known. */
	account: z.object({ id: id.optional(), domain: z.string().optional() }).optional(),
	/** A chat of the builder's own channel: what the chat trigger tells of. */
	channel: z
		.object({
			/** Names the channel and the account. */
			scopeId: z.string(),
			/** Of the integration; missing where a manager wrote first. */
			conversationId: z.string().optional(),
			/** Of amoCRM. */
			conversationRefId: z.string().optional(),
			/** The client: who the answer goes to. */
			receiver: participant,
		})
		.optional(),
	/** A Salesbot that waits for the widget: what the widget trigger tells of. */
	salesbot: z.object({ returnUrl: z.string() }).optional(),
	/** A conversation of the account, in whatever channel: what the message events of the CRM triggers tell of. */
	talk: z.object({ talkId: id }).optional(),
});

export type ReplyTo = z.infer<typeof replyTo> & IDataObject;
