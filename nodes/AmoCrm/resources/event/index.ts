import { getOperation, listOperation } from '../../factories/readOperations';
import { inAccount } from '../inAccount';
import { event, includes } from './event';
import { eventFilters } from './filters';
import { getTypes } from './getTypes';

const get = getOperation(event, { includes });

const getAll = listOperation(event, { filters: eventFilters, includes });

export const eventResource = inAccount({
	name: 'event',
	displayName: 'Event',
	operations: [get, getAll, getTypes],
});
