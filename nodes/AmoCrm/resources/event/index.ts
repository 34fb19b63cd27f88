import { inAccount } from '../inAccount';
import { get } from './get';
import { getAll } from './getAll';
import { getTypes } from './getTypes';

export const eventResource = inAccount({
	name: 'event',
	displayName: 'Event',
	operations: [get, getAll, getTypes],
});
