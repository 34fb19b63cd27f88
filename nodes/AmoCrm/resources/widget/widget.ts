import type { Entity } from '../../factories/entity';
import { textId } from '../../factories/id';

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
