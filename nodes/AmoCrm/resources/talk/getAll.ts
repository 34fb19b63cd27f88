import { choiceFilter, idsFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { talk } from './talk';

/** amoCRM's documentation knows no such list, its own client does: amoCRM decides. */
export const getAll = listOperation(talk, {
	filters: [
		idsFilter('contactIds', 'Contact IDs', 'contact_id'),
		choiceFilter('entityType', 'Card Type', 'filter[entity_type]', [
			{ name: 'Customer', value: 'customer' },
			{ name: 'Lead', value: 'lead' },
		]),
		idsFilter('entityIds', 'Card IDs', 'entity_id'),
	],
});
