import { inAccount } from '../inAccount';
import { create } from './create';
import { notify } from './notify';

export const callResource = inAccount({
	name: 'call',
	displayName: 'Call',
	operations: [create, notify],
});
