import {
	integerField,
	linkField,
	momentField,
	tagsField,
	textField,
} from '../../../shared/fields/native';
import { simplifyCard } from '../../../shared/fields/simplify';
import type { Card } from '../../cards/card';
import { leadFilters } from '../../cards/filters';

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads-api */
export const lead: Card = {
	name: 'lead',
	singular: 'lead',
	plural: 'leads',
	path: '/api/v4/leads',
	collection: 'leads',
	page: '/leads/detail/',
	search: { latestFirst: 'updated_at' },
	simplify: simplifyCard,
	fieldsOf: () => 'leads',
	native: [
		textField('name', 'Name'),
		integerField('price', 'Price'),
		integerField('pipeline_id', 'Pipeline', 'pipelines'),
		integerField('status_id', 'Stage', 'stages'),
		integerField('responsible_user_id', 'Responsible User', 'users'),
		tagsField,
		linkField('contact_id', 'Main Contact ID', 'contacts', { is_main: true }),
		linkField('company_id', 'Company ID', 'companies'),
		integerField('loss_reason_id', 'Loss Reason ID'),
		momentField('created_at', 'Created At'),
		momentField('closed_at', 'Closed At'),
	],
	includes: [
		{ name: 'Catalog Elements', value: 'catalog_elements' },
		{ name: 'Contacts', value: 'contacts' },
		{ name: 'Loss Reason', value: 'loss_reason' },
		{ name: 'Source', value: 'source' },
	],
	filters: leadFilters,
	orders: [
		{ name: 'Creation', value: 'created_at' },
		{ name: 'ID', value: 'id' },
		{ name: 'Last Change', value: 'updated_at' },
	],
};
