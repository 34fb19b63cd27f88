import { type Entity, textId } from '../../factories/entity';

/** @see https://www.amocrm.ru/developers/content/crm_platform/widgets-api */
export const widget: Entity = {
	name: 'widget',
	singular: 'widget',
	plural: 'widgets',
	path: '/api/v4/widgets',
	collection: 'widgets',
	id: { ...textId, words: 'the code of a widget', example: 'my_widget' },
	key: 'code',
	label: ({ code }) => String(code),
};
