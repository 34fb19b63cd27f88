import type { INodePropertyOptions } from 'n8n-workflow';

import { PLATFORM_NAMES, type Platform } from '../address';

/** An event that a webhook can be subscribed to. */
export interface HookCode {
	/** `status_lead` */
	code: string;
	/** In the singular: `lead`. */
	entity: string;
	/** `status` */
	action: string;
	/** `Lead: Stage Changed` */
	label: string;
	/** Whose documentation lists it; empty: users report that it works. */
	documentedBy: Platform[];
}

const WORDS: Record<string, string> = {
	responsible: 'Responsible User Changed',
	add: 'Added',
	update: 'Changed',
	delete: 'Deleted',
	restore: 'Restored',
	status: 'Stage Changed',
	note: 'Note Added',
};

interface Group {
	entity: string;
	/** The entity in labels. */
	name: string;
	actions: string[];
	documentedBy: Platform[];
	/** In place of the common words. */
	words?: Record<string, string>;
}

const BOTH: Platform[] = ['amocrm', 'kommo'];

const CARD = ['responsible', 'add', 'update', 'delete', 'restore', 'note'];

/** @see https://www.amocrm.ru/developers/content/crm_platform/webhooks-api */
const GROUPS: Group[] = [
	{ entity: 'lead', name: 'Lead', actions: [...CARD, 'status'], documentedBy: BOTH },
	{ entity: 'contact', name: 'Contact', actions: CARD, documentedBy: BOTH },
	{ entity: 'company', name: 'Company', actions: CARD, documentedBy: BOTH },
	{
		entity: 'customer',
		name: 'Customer',
		actions: ['responsible', 'add', 'update', 'delete', 'note'],
		documentedBy: ['amocrm'],
	},
	{
		entity: 'task',
		name: 'Task',
		actions: ['responsible', 'add', 'update', 'delete'],
		documentedBy: BOTH,
	},
	{ entity: 'talk', name: 'Conversation', actions: ['add', 'update'], documentedBy: BOTH },
	{ entity: 'talk', name: 'Conversation', actions: ['delete'], documentedBy: [] },
	{
		entity: 'chat_template_review',
		name: 'Chat Template',
		actions: ['add'],
		documentedBy: BOTH,
		words: { add: 'Reviewed' },
	},
	{
		entity: 'message',
		name: 'Message',
		actions: ['add'],
		documentedBy: ['kommo'],
		words: { add: 'Received' },
	},
	{
		entity: 'outgoing_message',
		name: 'Message',
		actions: ['add'],
		documentedBy: [],
		words: { add: 'Sent' },
	},
	{
		entity: 'unsorted',
		name: 'Incoming Lead',
		actions: ['add', 'update', 'delete'],
		documentedBy: [],
		words: { delete: 'Accepted or Declined' },
	},
	{
		entity: 'catalog_element',
		name: 'List Element',
		actions: ['add', 'update', 'delete'],
		documentedBy: [],
	},
];

/** Every known code, in the order of the documentation. */
export const hookCodes: HookCode[] = GROUPS.flatMap(
	({ entity, name, actions, documentedBy, words }) =>
		actions.map((action) => ({
			code: `${action}_${entity}`,
			entity,
			action,
			label: `${name}: ${{ ...WORDS, ...words }[action]}`,
			documentedBy,
		})),
);

/** Undefined where both document it. */
function reservation({ documentedBy }: HookCode): string | undefined {
	if (documentedBy.length === BOTH.length) return undefined;
	return documentedBy.length === 0
		? 'Not documented: an account may refuse it'
		: `Documented only by ${PLATFORM_NAMES[documentedBy[0]]}`;
}

export const eventOptions: INodePropertyOptions[] = hookCodes
	.map((code) => ({ name: code.label, value: code.code, description: reservation(code) }))
	.sort((a, b) => a.name.localeCompare(b.name));

/** Whether the platform documents that webhooks can be subscribed to it. */
export const isDocumented = (code: string, platform: Platform): boolean =>
	hookCodes.some((known) => known.code === code && known.documentedBy.includes(platform));
