import type { Entity } from '../../factories/entity';

/** @see https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
export const contactChat: Entity = {
	name: 'contactChat',
	singular: 'chat of a contact',
	plural: 'chats of contacts',
	path: '/api/v4/contacts/chats',
	collection: 'chats',
	pageSize: 'whole',
};
