import { readFacts } from '../../shared/account/facts';
import type { AccountSession } from '../../shared/account/session';
import { users } from '../../shared/editor/lookup';
import { pipelines, readStages, stagesAnywhere, stagesQuery } from '../../shared/editor/pipelines';
import { settle } from '../../shared/settle';
import {
	type Filter,
	exactFilter,
	idsFilter,
	lookupFilter,
	momentFilters,
	numberFilters,
	textFilter,
} from '../factories/filter';

/** Filters of leads, contacts, companies and customers. */
export const cardFilters: Filter[] = [
	textFilter('query', 'Search Text', 'query', {
		description: 'Looked for in all fields, phones and e-mails included',
	}),
	idsFilter('ids', 'IDs', 'id', { description: 'Numbers of cards, separated by commas' }),
	exactFilter('name', 'Name', 'filter[name]', { description: 'The whole name' }),
	lookupFilter('responsibleUserIds', 'Responsible User', 'responsible_user_id', users),
	lookupFilter('createdBy', 'Created By', 'created_by', users),
	lookupFilter('updatedBy', 'Updated By', 'updated_by', users),
	...momentFilters('created', 'Created', 'created_at'),
	...momentFilters('updated', 'Updated', 'updated_at'),
	...momentFilters('closestTask', 'Closest Task', 'closest_task_at'),
];

const stagesFilter: Filter = {
	...lookupFilter('stages', 'Stage', 'statuses', stagesAnywhere),
	read: async (value, { session }) => {
		const wanted = await readStages(session, 'Stage', value);
		return {
			query: stagesQuery('filter[statuses]', wanted),
			passes: ({ pipeline_id, status_id }) =>
				status_id === undefined ||
				wanted.some((stage) => stage.pipeline_id === pipeline_id && stage.status_id === status_id),
		};
	},
};

/** Leads have these besides. */
export const leadFilters: Filter[] = [
	...cardFilters,
	lookupFilter('pipelines', 'Pipeline', 'pipeline_id', pipelines),
	stagesFilter,
	...numberFilters('price', 'Price', 'price'),
	...momentFilters('closed', 'Closed', 'closed_at'),
];

/**
 * Whether this account filters cards. In amoCRM that is an option to be paid for, without which a filter may
 * be passed over in silence; Kommo filters always.
 * @see https://www.amocrm.ru/developers/content/crm_platform/filters-api
 */
export async function canFilter(session: AccountSession): Promise<boolean> {
	if (session.platform === 'kommo') return true;
	const facts = await settle(readFacts(session));
	return facts.ok && facts.value.hasCardFilters;
}
