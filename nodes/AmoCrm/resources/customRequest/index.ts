import { inAccount } from '../inAccount';
import { send } from './send';

export const customRequestResource = inAccount({
	name: 'customRequest',
	displayName: 'Custom Request',
	operations: [send],
});
