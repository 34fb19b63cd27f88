import { users } from '../../shared/editor/lookup';
import { CARD_KINDS, cardParts, cardType } from '../cards/anyCard';
import {
	type Entity,
	FIRST_VERSION,
	gapsOf,
	ownPart,
	shownIf,
	SINCE_1_1,
	textIn,
} from '../factories/entity';
import {
	choiceFilter,
	flagFilter,
	idsFilter,
	lookupFilter,
	momentFilters,
	readAs,
} from '../factories/filter';
import { type Form, inputForm, refuseNothing, updateFields } from '../factories/form';
import {
	choiceInput,
	type Input,
	integerInput,
	lookupInput,
	momentInput,
	textInput,
} from '../factories/input';
import { cardName } from '../factories/missing';
import { offersOf } from '../factories/operation';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import { createOperation, updateOperation, writeOperation } from '../factories/writeOperations';
import { taskTypes } from '../lookups/lists';

/** @see https://www.amocrm.ru/developers/content/crm_platform/tasks-api */
const task: Entity = {
	name: 'task',
	singular: 'task',
	plural: 'tasks',
	path: '/api/v4/tasks',
	collection: 'tasks',
	label: ({ id, text }) => String(text || id),
};

const text = textInput('text', 'Text', { typeOptions: { rows: 2 } });

const completeTill = momentInput('complete_till', 'Due', {
	description: 'Until when it must be done',
});

/** The card that it is about, by its kind and its id: newer nodes have a locator. */
const aboutCard: Input[] = [
	choiceInput('entity_type', 'Card Type', CARD_KINDS, {
		description: 'Goes together with Card ID',
	}),
	integerInput('entity_id', 'Card ID', { description: 'The card that the task is about' }),
].map((input) => ({ ...input, property: shownIf(input.property, FIRST_VERSION) }));

/** What a task may carry besides. */
const details: Input[] = [
	lookupInput('responsible_user_id', 'Responsible User', users),
	...aboutCard,
	lookupInput('task_type_id', 'Type', taskTypes),
	integerInput('duration', 'Duration in Seconds'),
];

/** A form whose body may name a card by `entity_type` and `entity_id`: a refusal names it too. */
const onCard = (form: Form): Form => ({
	...form,
	encode: async (session, item, gaps) => {
		const encoded = await form.encode(session, item, gaps);
		const { entity_type: kind, entity_id: id } = encoded.body;
		return {
			...encoded,
			namedAt: (path) =>
				path === 'entity_id' && id ? cardName(String(kind), Number(id)) : undefined,
		};
	},
});

/**
 * The card by a locator; nodes of the first version have its kind and its id among the other inputs.
 * @param description of the locator
 */
function locatedForm(form: Form, description: string): Form {
	const parts = cardParts(cardType, { required: false, description });
	const [, card] = parts;
	const properties = parts.map(({ property, since }) =>
		shownIf({ ...property, ...since, required: false }, SINCE_1_1),
	);
	return onCard({
		properties: [...properties, ...form.properties],
		offers: offersOf(parts, form.offers),
		encode: async (session, item, gaps) => {
			const encoded = await form.encode(session, item, gaps);
			const isGiven = item.isReadable && textIn(item.parameter<unknown>(card.name, '')) !== '';
			if (!isGiven) return encoded;
			const { cardType: entity_type, card: entity_id } = gapsOf(parts, item);
			return { ...encoded, body: { ...encoded.body, entity_type, entity_id } };
		},
	});
}

const getAll = listOperation(task, {
	filters: [
		idsFilter('ids', 'IDs', 'id'),
		lookupFilter('responsibleUserIds', 'Responsible User', 'responsible_user_id', users),
		flagFilter('isCompleted', 'Completed', 'filter[is_completed][]', 'Whether the task is done'),
		readAs(lookupFilter('taskTypes', 'Type', 'task_type', taskTypes), ({ passes }) => ({
			passes: ({ task_type_id: own }) => passes?.({ task_type: own }) !== false,
		})),
		choiceFilter('entityType', 'Card Type', 'filter[entity_type][]', CARD_KINDS),
		idsFilter('entityIds', 'Card IDs', 'entity_id', {
			description: 'Numbers of cards, separated by commas; goes together with Card Type',
		}),
		...momentFilters('updated', 'Updated', 'updated_at'),
	],
	readBy: 'id',
	orders: [
		{ name: 'Creation', value: 'created_at' },
		{ name: 'Due', value: 'complete_till' },
		{ name: 'ID', value: 'id' },
	],
});

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
