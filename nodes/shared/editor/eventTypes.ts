import type { IDataObject } from 'n8n-workflow';

import type { Lookup } from './lookup';
import { readPages } from '../transport/pages';

/** @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
export const eventTypes: Lookup = {
	method: 'getEventTypes',
	load: async (session) => {
		const call = { path: '/api/v4/events/types', pageSize: 'whole' as const };
		const types = await readPages(session, call, 'events_types', Infinity);
		return types.map(({ key, lang }: IDataObject) => ({
			name: String(lang || key),
			value: String(key),
		}));
	},
};
