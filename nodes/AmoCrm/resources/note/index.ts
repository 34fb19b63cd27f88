import { cardType } from '../../cards/anyCard';
import { ownPart } from '../../factories/entity';
import { choicesFilter, idsFilter, momentFilters } from '../../factories/filter';
import type { AccountOperation } from '../../factories/operation';
import { kommoOnly } from '../../factories/platform';
import { getOperation, listOperation } from '../../factories/readOperations';
import {
	type WriteDescription,
	updateOperation,
	writeOperation,
} from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { create } from './create';
import { noteForm } from './form';
import { includes, note } from './note';
import { allOptions } from './types';

/** Pins a note to the top of its card, or takes it down. */
const pinning = (
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

const get = getOperation(note, { includes });

const update = updateOperation(note, noteForm([]));

const getAll = listOperation(note, {
	filters: [
		idsFilter('ids', 'IDs', 'id'),
		idsFilter('entityIds', 'Card IDs', 'entity_id', {
			description: 'Numbers of cards of the type, separated by commas',
		}),
		choicesFilter('noteTypes', 'Types', 'note_type', allOptions),
		...momentFilters('updated', 'Updated', 'updated_at'),
	],
	readBy: 'id',
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Last Change', value: 'updated_at' },
	],
	includes,
});

const unpin = pinning(false, {
	name: 'unpin',
	displayName: 'Unpin',
	description: 'Keep a note no longer at the top of its card',
	action: 'Unpin a note',
});

const pin = pinning(true, {
	name: 'pin',
	displayName: 'Pin',
	description: 'Keep a note at the top of its card',
	action: 'Pin a note',
});

export const noteResource = inAccount({
	name: 'note',
	displayName: 'Note',
	operations: [create, get, getAll, pin, unpin, update],
});
