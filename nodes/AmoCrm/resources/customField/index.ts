import { forgetDefinitions } from '../../../shared/fields/definition';
import { choicesFilter } from '../../factories/filter';
import { changesForm, inputForm } from '../../factories/form';
import { choiceInput } from '../../factories/input';
import type { AccountOperation } from '../../factories/operation';
import { getOperation, listOperation } from '../../factories/readOperations';
import { createOperation, deleteOperation, updateOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { FIELD_TYPES, customField } from './customField';
import { details, name } from './details';
import { fieldOwner } from './owner';

/** After it the fields are read anew, so that cards written next know them. */
const forgetting = (operation: AccountOperation): AccountOperation => ({
	...operation,
	run: async (session, items, functions) => {
		const results = await operation.run(session, items, functions);
		const changed = items.filter((_item, index) => 'output' in results[index]);
		for (const item of changed)
			forgetDefinitions(session.key, fieldOwner.read(item.parameter(fieldOwner.name)));
		return results;
	},
});

const create = forgetting(
	createOperation(
		customField,
		inputForm([name, choiceInput('type', 'Type', FIELD_TYPES)], details),
	),
);

const update = forgetting(updateOperation(customField, changesForm([name, ...details])));

const remove = forgetting(deleteOperation(customField));

const get = getOperation(customField);

const getAll = listOperation(customField, {
	filters: [choicesFilter('types', 'Types', 'type', FIELD_TYPES)],
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Sort', value: 'sort' },
	],
});

export const customFieldResource = inAccount({
	name: 'customField',
	displayName: 'Custom Field',
	operations: [create, remove, get, getAll, update],
});
