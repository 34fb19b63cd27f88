import type { Entity } from '../../factories/entity';
import { textInput } from '../../factories/input';

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
export const role: Entity = {
	name: 'role',
	singular: 'role',
	plural: 'roles',
	path: '/api/v4/roles',
	collection: 'roles',
};

export const name = textInput('name', 'Name');

export const includes = [{ name: 'Users', value: 'users' }];
