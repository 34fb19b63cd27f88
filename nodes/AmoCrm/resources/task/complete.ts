import { inputForm } from '../../factories/form';
import { textInput } from '../../factories/input';
import { ownPart } from '../../factories/part';
import { inBatches } from '../../factories/write';
import { writeOperation } from '../../factories/writeOperations';
import { task } from './task';

export const complete = writeOperation({
	name: 'complete',
	displayName: 'Complete',
	description: 'Close a task, with what came of it',
	action: 'Complete a task',
	method: 'PATCH',
	path: task.path,
	collection: task.collection,
	parts: [ownPart(task)],
	form: inputForm([], [textInput('result.text', 'Result', { typeOptions: { rows: 2 } })]),
	also: ({ id }) => ({ id, is_completed: true }),
	send: inBatches(),
});
