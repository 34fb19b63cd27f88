import { toTags } from '../../../shared/fields/native';
import { isBlank } from '../../../shared/fields/values';
import { card, cardType } from '../../cards/anyCard';
import { inputForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import type { AccountOperation } from '../../factories/operation';
import { locate } from '../../factories/entity';
import { inBatches } from '../../factories/write';
import { writeOperation, type WriteDescription } from '../../factories/writeOperations';

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
		parts: [cardType, locate(card)],
		form: inputForm([
			{
				...textInput(key, 'Tags', {
					name: 'tags',
					description: 'Names of tags, separated by commas',
					placeholder: 'e.g. VIP, n8n',
				}),
				encode: (value) => {
					const tags = isBlank(value) ? [] : toTags(value);
					return tags.length > 0 ? tags : undefined;
				},
			},
		]),
		also: (gaps) => ({ id: gaps.card }),
		send: inBatches(),
	});
