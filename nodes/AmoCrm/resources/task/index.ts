import { changesForm, inputForm } from '../../factories/form';
import { momentInput, textInput } from '../../factories/input';
import { ownPart } from '../../factories/entity';
import { inBatches } from '../../factories/write';
import { getOperation } from '../../factories/readOperations';
import { updateOperation, createOperation, writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { locatedForm, onCard } from './cardForm';
import { getAll } from './getAll';
import { task, completeTill, details, text } from './task';

const get = getOperation(task);

const update = updateOperation(task, onCard(changesForm([text, completeTill, ...details])));

const createdAt = momentInput('created_at', 'Created At');

const create = createOperation(task, locatedForm([text, completeTill], [...details, createdAt]));

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
