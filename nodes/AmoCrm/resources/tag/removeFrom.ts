import { changeTags } from './onCards';

export const removeFrom = changeTags('tags_to_delete', {
	name: 'removeFrom',
	displayName: 'Remove From Card',
	description: 'Take tags off a card',
	action: 'Remove tags from a card',
});
