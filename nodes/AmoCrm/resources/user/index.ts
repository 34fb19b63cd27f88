import { inAccount } from '../inAccount';
import { activate } from './activate';
import { create } from './create';
import { deactivate } from './deactivate';
import { get } from './get';
import { getAll } from './getAll';

export const userResource = inAccount({
	name: 'user',
	displayName: 'User',
	operations: [activate, create, deactivate, get, getAll],
});
