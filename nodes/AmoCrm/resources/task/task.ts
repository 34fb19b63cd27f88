import { CARD_KINDS } from '../../cards/anyCard';
import { FIRST_VERSION, shownIf, type Entity } from '../../factories/entity';
import {
	choiceInput,
	integerInput,
	lookupInput,
	momentInput,
	textInput,
	type Input,
} from '../../factories/input';
import { taskTypes } from '../../lookups/lists';
import { users } from '../../../shared/editor/lookup';

/** @see https://www.amocrm.ru/developers/content/crm_platform/tasks-api */
export const task: Entity = {
	name: 'task',
	singular: 'task',
	plural: 'tasks',
	path: '/api/v4/tasks',
	collection: 'tasks',
	label: ({ id, text }) => String(text || id),
};

export const text = textInput('text', 'Text', { typeOptions: { rows: 2 } });

export const completeTill = momentInput('complete_till', 'Due', {
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
export const details: Input[] = [
	lookupInput('responsible_user_id', 'Responsible User', users),
	...aboutCard,
	lookupInput('task_type_id', 'Type', taskTypes),
	integerInput('duration', 'Duration in Seconds'),
];
