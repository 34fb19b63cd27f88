import { anyCard } from '../../cards/anyCard';
import type { AccountOperation } from '../../factories/operation';
import { CARD_KINDS, locate, wordPart } from '../../factories/part';
import { inBatches } from '../../factories/write';
import { writeOperation, type WriteDescription } from '../../factories/writeOperations';
import { file } from './file';

/** Changes whether a file hangs on a card. */
export const changeFileOnCard = (
	method: 'PUT' | 'DELETE',
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
	done: string,
): AccountOperation =>
	writeOperation({
		...words,
		method,
		path: '/api/v4/{cardType}/{id}/files',
		parts: [
			wordPart('cardType', 'Card Type', CARD_KINDS, 'The kind of card that the file is for'),
			{ ...anyCard, gap: 'id' },
			locate(file),
		],
		also: ({ file: uuid }) => ({ file_uuid: uuid }),
		send: inBatches({ isUnnumbered: true }),
		show: (_answer, { cardType, id, file: uuid }) => ({
			[done]: true,
			file_uuid: uuid,
			entity_type: cardType,
			entity_id: id,
		}),
	});
