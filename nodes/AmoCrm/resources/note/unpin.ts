import { pinning } from './pinning';

export const unpin = pinning(false, {
	name: 'unpin',
	displayName: 'Unpin',
	description: 'Keep a note no longer at the top of its card',
	action: 'Unpin a note',
});
