import type { IDataObject } from 'n8n-workflow';

import { choiceFilter, exactFilter, readAs, textFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { link, TARGET_KINDS } from './link';

const isOf =
	(catalog: unknown) =>
	({ metadata }: IDataObject) => {
		const { catalog_id: own } = (metadata ?? {}) as IDataObject;
		return String(own) === String(catalog).trim();
	};

export const getAll = listOperation(link, {
	filters: [
		choiceFilter('toType', 'Linked Type', 'filter[to_entity_type]', TARGET_KINDS, {
			description: 'Goes together with Linked ID',
		}),
		exactFilter('toId', 'Linked ID', 'filter[to_entity_id]', {
			description: 'Goes together with Linked Type',
		}),
		readAs(
			textFilter('catalogId', 'List ID', 'filter[to_catalog_id]', {
				description: 'Only elements of this list',
			}),
			({ query }) => ({ passes: isOf(query['filter[to_catalog_id]']) }),
		),
	],
});
