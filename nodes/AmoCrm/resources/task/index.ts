import { inputForm, refuseNothing, updateFields } from '../../factories/form';
import { momentInput, textInput } from '../../factories/input';
import { ownPart } from '../../factories/entity';
import { inBatches } from '../../factories/write';
import { getOperation } from '../../factories/readOperations';
import { updateOperation, createOperation, writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { locatedForm } from './cardForm';
import { getAll } from './getAll';
import { task, completeTill, details, text } from './task';

const get = getOperation(task);

const update = updateOperation(
	task,
	refuseNothing(
		locatedForm(
			updateFields([text, completeTill, ...details]),
			'The card that the task is about; left empty, it stays the same',
		),
	),
);

const createdAt = momentInput('created_at', 'Created At');

const create = createOperation(
	task,
	locatedForm(
		inputForm([text, completeTill], [...details, createdAt]),
		'The card that the task is about; left empty, it is about none',
	),
);

const complete = writeOperation({
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

export const taskResource = inAccount({
	name: 'task',
	displayName: 'Task',
	operations: [complete, create, get, getAll, update],
});
