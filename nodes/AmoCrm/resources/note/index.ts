import { inAccount } from '../inAccount';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { pin } from './pin';
import { unpin } from './unpin';
import { update } from './update';

export const noteResource = inAccount({
	name: 'note',
	displayName: 'Note',
	operations: [create, get, getAll, pin, unpin, update],
});
