import type { Entity } from '../../factories/entity';

/** @see https://www.amocrm.ru/developers/content/crm_platform/sources-api */
export const websiteButton: Entity = {
	name: 'websiteButton',
	singular: 'website button',
	plural: 'website buttons',
	path: '/api/v4/website_buttons',
	collection: 'website_buttons',
	key: 'source_id',
};

export const includes = [{ name: 'Scripts', value: 'scripts' }];

/** How both lists of sites are given. */
export const sites = {
	placeholder: 'e.g. example.com, shop.example.com',
	description: 'Domains on which the button works, separated by commas; at most 10 in all',
};
