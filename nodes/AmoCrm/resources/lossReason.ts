import type { Entity } from '../factories/entity';
import { changesForm, inputForm } from '../factories/form';
import { integerInput, textInput } from '../factories/input';
import { dictionaryResource } from '../factories/resource';

/** Reading is documented for Kommo; writing is known from amoCRM's official PHP client. */
const lossReason: Entity = {
	name: 'lossReason',
	singular: 'loss reason',
	plural: 'loss reasons',
	path: '/api/v4/leads/loss_reasons',
	collection: 'loss_reasons',
};

const name = textInput('name', 'Name');

const sort = integerInput('sort', 'Sort', { description: 'Its place among the reasons' });

export const lossReasonResource = dictionaryResource(lossReason, {
	displayName: 'Loss Reason',
	create: inputForm([name], [sort]),
	update: changesForm([name, sort]),
});
