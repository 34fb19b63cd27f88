import { inputForm } from '../../factories/form';
import { choiceInput } from '../../factories/input';
import { createOperation } from '../../factories/writeOperations';
import { customField, FIELD_TYPES } from './customField';
import { details, name } from './details';
import { forgetting } from './forgetting';

export const create = forgetting(
	createOperation(
		customField,
		inputForm([name, choiceInput('type', 'Type', FIELD_TYPES)], details),
	),
);
