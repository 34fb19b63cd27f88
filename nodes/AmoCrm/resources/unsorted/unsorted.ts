import { type Entity, textId } from '../../factories/entity';
import { lookupInput } from '../../factories/input';
import { users } from '../../../shared/editor/lookup';

/** @see https://www.amocrm.ru/developers/content/crm_platform/unsorted-api */
export const unsorted: Entity = {
	name: 'unsorted',
	singular: 'incoming lead',
	plural: 'incoming leads',
	path: '/api/v4/leads/unsorted',
	collection: 'unsorted',
	id: textId,
	key: 'uid',
	label: ({ source_name, category, uid }) => `${String(source_name || uid)} (${String(category)})`,
};

/** On whose behalf; the user of the token where left out. */
export const userInput = lookupInput('user_id', 'User', users);
