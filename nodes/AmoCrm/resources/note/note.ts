import type { IDataObject } from 'n8n-workflow';

import { cardType } from '../../cards/anyCard';
import type { Entity } from '../../factories/entity';

/**
 * Every kind of card has notes of its own.
 * @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export const note: Entity = {
	name: 'note',
	singular: 'note',
	plural: 'notes',
	path: '/api/v4/{cardType}/notes',
	collection: 'notes',
	parents: [cardType],
	label: ({ note_type, params }) => {
		const { text } = (params ?? {}) as IDataObject;
		return String(text || note_type);
	},
};

export const includes = [{ name: 'Whether It Is Pinned (Kommo Only)', value: 'is_pinned' }];
