import type { INodePropertyOptions } from 'n8n-workflow';

import { titled } from '../../factories/entity';

const WORDS: Record<string, string> = {
	responsible: 'Responsible User Changed',
	add: 'Added',
	update: 'Changed',
	delete: 'Deleted',
	restore: 'Restored',
	status: 'Stage Changed',
	note: 'Note Added',
};

/** What amoCRM tells of, by what it happens to. */
const ACTIONS: Record<string, string> = {
	lead: 'responsible add update delete restore status note',
	contact: 'responsible add update delete restore note',
	company: 'responsible add update delete restore note',
	customer: 'responsible add update delete note',
	task: 'responsible add update delete',
	talk: 'add update',
};

/** @see https://www.amocrm.ru/developers/content/crm_platform/webhooks-api */
export const eventOptions: INodePropertyOptions[] = [
	...Object.entries(ACTIONS).flatMap(([entity, actions]) =>
		actions.split(' ').map((action) => ({
			name: `${titled(entity)}: ${WORDS[action]}`,
			value: `${action}_${entity}`,
		})),
	),
	{ name: 'Chat Template: Reviewed', value: 'add_chat_template_review' },
	{ name: 'Message: Received', value: 'add_message', description: 'Documented only by Kommo' },
].sort((a, b) => a.name.localeCompare(b.name));
