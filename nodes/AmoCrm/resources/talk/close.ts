import { inputForm } from '../../factories/form';
import { booleanInput } from '../../factories/input';
import { ownPart } from '../../factories/part';
import { writeOperation } from '../../factories/writeOperations';
import { talk } from './talk';

export const close = writeOperation({
	name: 'close',
	displayName: 'Close',
	description: 'Close a conversation',
	action: 'Close a conversation',
	method: 'POST',
	path: `${talk.path}/{id}/close`,
	parts: [ownPart(talk)],
	form: inputForm(
		[],
		[
			booleanInput(
				'force_close',
				'Force',
				'Whether to close it at once, without the bot that asks for a rating',
			),
		],
	),
	show: (_answer, { id }) => ({ closed: true, id }),
});
