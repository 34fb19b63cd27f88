import { choiceFilter, idsFilter } from '../../factories/filter';
import { kommoOnly } from '../../factories/platform';
import { listOperation } from '../../factories/readOperations';
import { talk } from './talk';

export const getAll = kommoOnly(
	listOperation(talk, {
		filters: [
			idsFilter('contactIds', 'Contact IDs', 'contact_id'),
			choiceFilter('entityType', 'Card Type', 'filter[entity_type]', [
				{ name: 'Customer', value: 'customer' },
				{ name: 'Lead', value: 'lead' },
			]),
			idsFilter('entityIds', 'Card IDs', 'entity_id'),
		],
	}),
);
