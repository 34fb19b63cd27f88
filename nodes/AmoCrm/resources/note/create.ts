import { cardParts, cardType } from '../../cards/anyCard';
import { booleanInput, lookupInput } from '../../factories/input';
import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { users } from '../../../shared/editor/lookup';
import { noteForm } from './form';
import { note } from './note';

export const create = writeOperation({
	name: 'create',
	displayName: 'Create',
	description: 'Write a note on a card: a text, a call, a message, a file or a place',
	action: 'Create a note',
	method: 'POST',
	path: note.path,
	collection: note.collection,
	parts: cardParts(cardType),
	form: noteForm([
		lookupInput('created_by', 'Created By', users),
		lookupInput('responsible_user_id', 'Responsible User', users),
		booleanInput(
			'is_need_to_trigger_digital_pipeline',
			'Trigger Automations',
			"Whether the note may start automations of the pipeline; amoCRM's default is yes",
			{ default: true },
		),
	]),
	also: (gaps) => ({ entity_id: gaps.card }),
	send: inBatches(),
});
