import { cardType } from '../../cards/anyCard';
import type { AccountOperation } from '../../factories/operation';
import { ownPart } from '../../factories/entity';
import { kommoOnly } from '../../factories/platform';
import { writeOperation, type WriteDescription } from '../../factories/writeOperations';
import { note } from './note';

/** Pins a note to the top of its card, or takes it down. */
export const pinning = (
	isPinned: boolean,
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
): AccountOperation =>
	kommoOnly(
		writeOperation({
			...words,
			method: 'POST',
			path: `${note.path}/{id}/${words.name}`,
			parts: [cardType, ownPart(note)],
			show: (_answer, { id }) => ({ pinned: isPinned, id }),
		}),
	);
