import { inAccount } from '../inAccount';
import { complete } from './complete';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const taskResource = inAccount({
	name: 'task',
	displayName: 'Task',
	operations: [complete, create, get, getAll, update],
});
