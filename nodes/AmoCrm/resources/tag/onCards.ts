import { inputForm } from '../../factories/form';
import { listInput } from '../../factories/input';
import type { AccountOperation } from '../../factories/operation';
import { inBatches } from '../../factories/write';
import { writeOperation, type WriteDescription } from '../../factories/writeOperations';
import { cardType, taggedCard } from './tag';

/** Changes the tags of cards; the other tags of a card stay. */
export const changeTags = (
	key: 'tags_to_add' | 'tags_to_delete',
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
): AccountOperation =>
	writeOperation({
		...words,
		method: 'PATCH',
		path: '/api/v4/{cardType}',
		collection: '{cardType}',
		parts: [cardType, taggedCard],
		form: inputForm([
			listInput(
				key,
				'Tags',
				{
					name: 'tags',
					description: 'Names of tags, separated by commas',
					placeholder: 'e.g. VIP, n8n',
				},
				(name) => ({ name }),
			),
		]),
		also: ({ card }) => ({ id: card }),
		send: inBatches(),
	});
