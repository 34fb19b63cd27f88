import { card, cardType } from '../../cards/anyCard';
import type { AccountOperation } from '../../factories/operation';
import { locate } from '../../factories/entity';
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
		parts: [cardType, { ...locate(card), gap: 'id' }, locate(file)],
		also: ({ file: uuid }) => ({ file_uuid: uuid }),
		send: inBatches({ isUnnumbered: true }),
		show: (_answer, { cardType: kind, id, file: uuid }) => ({
			[done]: true,
			file_uuid: uuid,
			entity_type: kind,
			entity_id: id,
		}),
	});
