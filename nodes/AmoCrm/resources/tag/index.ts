import { inAccount } from '../inAccount';
import { addTo } from './addTo';
import { create } from './create';
import { getAll } from './getAll';
import { removeFrom } from './removeFrom';

export const tagResource = inAccount({
	name: 'tag',
	displayName: 'Tag',
	operations: [addTo, create, getAll, removeFrom],
});
