import type { Platform } from '../types';

/** What a webhook may be subscribed to. amocrm.ru/developers: crm/webhooks-api. */
const ACTIONS: Record<string, string> = {
	lead: 'responsible add update delete restore status note',
	contact: 'responsible add update delete restore note',
	company: 'responsible add update delete restore note',
	customer: 'responsible add update delete note',
	task: 'responsible add update delete',
	talk: 'add update',
};

const codesOf = (entities: string[]): string[] =>
	entities.flatMap((entity) => ACTIONS[entity].split(' ').map((action) => `${action}_${entity}`));

const COMMON = [
	...codesOf(['lead', 'contact', 'company', 'task', 'talk']),
	'add_chat_template_review',
];

export const HOOK_CODES: Record<Platform, string[]> = {
	amocrm: [...COMMON, ...codesOf(['customer'])],
	kommo: [...COMMON, 'add_message'],
};
