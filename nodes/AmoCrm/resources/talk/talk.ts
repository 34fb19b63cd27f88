import { type Entity, locate } from '../../factories/entity';

/** @see https://www.amocrm.ru/developers/content/crm_platform/talks-api */
export const talk: Entity = {
	name: 'talk',
	singular: 'conversation',
	plural: 'conversations',
	path: '/api/v4/talks',
	collection: 'talks',
	key: 'talk_id',
	label: ({ talk_id, origin }) => `${String(talk_id)} (${String(origin)})`,
};

/** What was said in a conversation. */
export const message: Entity = {
	name: 'message',
	singular: 'message',
	plural: 'messages',
	path: '/api/v4/talks/{talk}/messages',
	collection: 'messages',
	parents: [locate(talk)],
};
