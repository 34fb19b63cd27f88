import { changeTags } from './onCards';

export const addTo = changeTags('tags_to_add', {
	name: 'addTo',
	displayName: 'Add to Card',
	description: 'Add tags to a card; those that are new to the account are created',
	action: 'Add tags to a card',
});
