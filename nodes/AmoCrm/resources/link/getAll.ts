import { choiceFilter, textFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { link, TARGET_KINDS } from './link';

export const getAll = listOperation(link, {
	filters: [
		choiceFilter('toType', 'Linked Type', 'filter[to_entity_type]', TARGET_KINDS, {
			description: 'Goes together with Linked ID',
		}),
		textFilter('toId', 'Linked ID', 'filter[to_entity_id]', {
			description: 'Goes together with Linked Type',
		}),
		textFilter('catalogId', 'List ID', 'filter[to_catalog_id]', {
			description: 'Only elements of this list',
		}),
	],
});
