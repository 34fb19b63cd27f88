import { z } from 'zod';

/**
 * What may be sent, as the tables of amocrm.ru/developers: chats/chat-api-reference have it, where their samples differ.
 * "The Chats API is strictly typed": nothing is converted, and what no table names is refused.
 */
const text = z.string().min(1);

const source = z.strictObject({
	external_id: z
		.string()
		.regex(/^[\x20-\x7e]{1,40}$/)
		.optional(),
});

const profile = z.strictObject({ phone: z.string().optional(), email: z.string().optional() });

const participant = z.strictObject({
	id: text,
	ref_id: text.optional(),
	name: text,
	avatar: z.string().optional(),
	profile: profile.optional(),
	profile_link: z.string().optional(),
});

const TYPES = [
	'text',
	'contact',
	'file',
	'video',
	'picture',
	'voice',
	'audio',
	'sticker',
	'location',
] as const;

type Kind = (typeof TYPES)[number];

const location = z.strictObject({ lon: z.number(), lat: z.number() });

const contact = z.strictObject({ name: text, phone: text });

export const deliveryStatus = z
	.strictObject({
		status_code: z.union([z.literal(1), z.literal(2), z.literal(-1)]),
		// The table spells it with a Cyrillic letter; its sample and Kommo's page do not.
		error_code: z.number().int().min(901).max(905).optional(),
		error: z.string().optional(),
	})
	.superRefine(({ status_code: status, ...error }, context) => {
		if (status !== -1) return;
		for (const key of ['error_code', 'error'] as const) {
			if (error[key] === undefined) context.addIssue(lacking(key));
		}
	});

const lacking = (key: string, why = 'Required'): z.IssueData => ({
	code: 'custom',
	path: [key],
	message: why,
});

const content = z.strictObject({
	type: z.enum(TYPES),
	text: z.string().optional(),
	media: z.string().optional(),
	file_name: z.string().optional(),
	file_size: z.number().int().min(0).optional(),
	sticker_id: z.string().optional(),
	location: location.optional(),
	contact: contact.optional(),
	callback_data: z.string().optional(),
	media_duration: z.number().int().optional(),
	shared_post: z
		.strictObject({
			url: z.string(),
			preview_link: z.string().optional(),
			preview_permalink: z.string().optional(),
			type: z.literal('post'),
			site_name: z.string().optional(),
		})
		.optional(),
});

const post = z.strictObject({
	id: text,
	url: text,
	preview_url: z.string().optional(),
	preview_permalink: z.string().optional(),
	username: z.string().optional(),
	caption: z.string().optional(),
});

type Content = z.infer<typeof content>;

const FILE: Array<keyof Content> = ['media', 'file_name', 'file_size'];

/** What a message of a type can't be without. */
const ALWAYS: Partial<Record<Kind, Array<keyof Content>>> = {
	text: ['text'],
	contact: ['contact'],
	location: ['location'],
};

/** An edited message keeps its file where none is sent. */
const WHEN_NEW: Partial<Record<Kind, Array<keyof Content>>> = {
	file: FILE,
	video: FILE,
	picture: FILE,
	voice: ['media'],
	audio: ['media'],
};

/** One of the two says which it is; whether both are needed is not said. */
function needingSticker({ type, media, sticker_id: id }: Content, context: z.RefinementCtx): void {
	if (type === 'sticker' && !media && !id) context.addIssue(lacking('media'));
}

const needing =
	(...tables: Array<typeof ALWAYS>) =>
	(message: Content, context: z.RefinementCtx) => {
		for (const key of tables.flatMap((table) => table[message.type] ?? [])) {
			const value = message[key];
			if (value === undefined || value === '') context.addIssue(lacking(key));
		}
	};

const embedded = z
	.strictObject({
		id: text.optional(),
		msgid: text.optional(),
		type: z.enum(TYPES).optional(),
		text: z.string().optional(),
		file_name: z.string().optional(),
		file_size: z.number().int().optional(),
		media_duration: z.number().int().optional(),
		location: location.optional(),
		contact: contact.optional(),
		timestamp: z.number().int().optional(),
		msec_timestamp: z.number().int().optional(),
		sender: z
			.strictObject({ id: text.optional(), ref_id: text.optional(), name: text.optional() })
			.refine(({ id, ref_id: refId, name }) => id ?? refId ?? name, 'id, ref_id or name')
			.optional(),
	})
	.superRefine((message, context) => {
		if (message.id !== undefined || message.msgid !== undefined) return;
		for (const key of ['type', 'timestamp', 'msec_timestamp', 'sender'] as const) {
			if (message[key] === undefined) context.addIssue(lacking(key, 'Required without an id'));
		}
	});

const replyTo = z.strictObject({ message: embedded });

const forwards = z.strictObject({
	messages: z.array(embedded).length(1),
	conversation_ref_id: text.optional(),
	conversation_id: text.optional(),
});

const times = { timestamp: z.number().int(), msec_timestamp: z.number().int() };

export const newMessage = z.strictObject({
	...times,
	msgid: text,
	conversation_id: text,
	conversation_ref_id: text.optional(),
	silent: z.boolean(),
	source: source.optional(),
	sender: participant,
	receiver: participant.optional(),
	message: content
		.extend({ post: post.optional() })
		.superRefine(needing(ALWAYS, WHEN_NEW))
		.superRefine(needingSticker),
	reply_to: replyTo.optional(),
	forwards: forwards.optional(),
});

const ignored = z.unknown().optional();

export const editedMessage = z.strictObject({
	...times,
	id: text.optional(),
	msgid: text.optional(),
	conversation_id: text,
	conversation_ref_id: text.optional(),
	message: content
		.extend({ delivery_status: deliveryStatus.optional() })
		.superRefine(needing(ALWAYS)),
	silent: ignored,
	source: ignored,
	sender: ignored,
	receiver: ignored,
	reply_to: ignored,
	forwards: ignored,
});

export const messageEvent = z.discriminatedUnion('event_type', [
	z.strictObject({ event_type: z.literal('new_message'), payload: newMessage }),
	z.strictObject({ event_type: z.literal('edit_message'), payload: editedMessage }),
]);

export const connection = z.strictObject({
	account_id: text,
	/** The first version is not supported any more: no channel here has an address for it. */
	hook_api_version: z.literal('v2'),
	title: text.optional(),
	is_time_window_disabled: z.boolean().optional(),
});

export const disconnection = z.strictObject({ account_id: text });

export const newChat = z.strictObject({
	conversation_id: text,
	source: source.optional(),
	user: z.strictObject({
		id: text,
		name: text,
		avatar: z.string().optional(),
		profile: profile.optional(),
		profile_link: z.string().optional(),
	}),
});

export const typing = z.strictObject({
	conversation_id: text,
	duration_ms: z.number().int().min(0).optional(),
	sender: z.strictObject({ id: text }),
});

export const reaction = z
	.strictObject({
		conversation_id: text.optional(),
		conversation_ref_id: text.optional(),
		id: text.optional(),
		msgid: text.optional(),
		user: z.strictObject({ id: text, ref_id: text.optional() }),
		type: z.enum(['react', 'unreact']),
		emoji: z.string().optional(),
	})
	.superRefine((asked, context) => {
		if (asked.conversation_id === undefined && asked.conversation_ref_id === undefined) {
			context.addIssue(lacking('conversation_id'));
		}
		if (asked.id === undefined && asked.msgid === undefined) context.addIssue(lacking('msgid'));
	});

/** Of a query: digits. */
const count = (most: number, unless: number) =>
	z.string().regex(/^\d+$/).transform(Number).pipe(z.number().max(most)).default(String(unless));

export const historyPage = z.strictObject({ offset: count(1e9, 0), limit: count(50, 50) });

export type NewMessage = z.infer<typeof newMessage>;
export type EditedMessage = z.infer<typeof editedMessage>;
export type Sender = z.infer<typeof participant>;
