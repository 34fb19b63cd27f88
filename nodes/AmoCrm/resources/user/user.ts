import type { Entity } from '../../factories/entity';

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
export const user: Entity = {
	name: 'user',
	singular: 'user',
	plural: 'users',
	path: '/api/v4/users',
	collection: 'users',
};

/** The most users that one call takes. */
export const MAX_USERS = 10;

export const includes = [
	{ name: 'Chat User ID', value: 'amojo_id' },
	{ name: 'Group', value: 'group' },
	{ name: 'Phone Number', value: 'phone_number' },
	{ name: 'Rank', value: 'user_rank' },
	{ name: 'Role', value: 'role' },
	{ name: 'UUID', value: 'uuid' },
];
