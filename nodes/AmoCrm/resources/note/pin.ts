import { pinning } from './pinning';

export const pin = pinning(true, {
	name: 'pin',
	displayName: 'Pin',
	description: 'Keep a note at the top of its card',
	action: 'Pin a note',
});
