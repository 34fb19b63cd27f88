import { exactFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { chatTemplate, includes } from './chatTemplate';

export const getAll = listOperation(chatTemplate, {
	filters: [exactFilter('externalId', 'External ID', 'filter[external_id]')],
	includes,
});
