import type { Entity } from '../../factories/entity';
import { integerInput, textInput } from '../../factories/input';

/** Reading is documented for Kommo; writing is known from amoCRM's official PHP client. */
export const lossReason: Entity = {
	name: 'lossReason',
	singular: 'loss reason',
	plural: 'loss reasons',
	path: '/api/v4/leads/loss_reasons',
	collection: 'loss_reasons',
};

export const name = textInput('name', 'Name');

export const sort = integerInput('sort', 'Sort', { description: 'Its place among the reasons' });
