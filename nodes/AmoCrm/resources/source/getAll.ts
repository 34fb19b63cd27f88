import { exactFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { source } from './source';

export const getAll = listOperation(source, {
	filters: [exactFilter('externalId', 'External ID', 'filter[external_id]')],
});
