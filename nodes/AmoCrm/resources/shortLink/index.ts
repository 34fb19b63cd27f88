import { inAccount } from '../inAccount';
import { create } from './create';

export const shortLinkResource = inAccount({
	name: 'shortLink',
	displayName: 'Short Link',
	operations: [create],
});
