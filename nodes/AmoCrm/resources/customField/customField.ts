import type { INodePropertyOptions } from 'n8n-workflow';

import type { Entity } from '../../factories/entity';
import { fieldOwner } from './owner';

/** @see https://www.amocrm.ru/developers/content/crm_platform/custom-fields */
export const customField: Entity = {
	name: 'customField',
	singular: 'custom field',
	plural: 'custom fields',
	path: '/api/v4/{entity}/custom_fields',
	collection: 'custom_fields',
	parents: [fieldOwner],
};

/** Not everything has fields of every type: amoCRM says which is wrong. */
export const FIELD_TYPES: INodePropertyOptions[] = [
	{ name: 'Text', value: 'text' },
	{ name: 'Address', value: 'smart_address' },
	{ name: 'Address in One Line', value: 'streetaddress' },
	{ name: 'Birthday', value: 'birthday' },
	{ name: 'Category (Lists)', value: 'category' },
	{ name: 'Chained List', value: 'chained_list' },
	{ name: 'Checkbox', value: 'checkbox' },
	{ name: 'Date', value: 'date' },
	{ name: 'Date and Time', value: 'date_time' },
	{ name: 'File', value: 'file' },
	{ name: 'Invoice Items (Lists)', value: 'items' },
	{ name: 'Legal Entity', value: 'legal_entity' },
	{ name: 'Link', value: 'url' },
	{ name: 'Linked Entity (Lists)', value: 'linked_entity' },
	{ name: 'Long Text', value: 'textarea' },
	{ name: 'Money', value: 'monetary' },
	{ name: 'Multiselect', value: 'multiselect' },
	{ name: 'Number', value: 'numeric' },
	{ name: 'Payer (Lists)', value: 'payer' },
	{ name: 'Phones or Emails', value: 'multitext' },
	{ name: 'Price (Lists)', value: 'price' },
	{ name: 'Radio Button', value: 'radiobutton' },
	{ name: 'Select', value: 'select' },
	{ name: 'Supplier (Lists)', value: 'supplier' },
	{ name: 'Tracking Data (Leads)', value: 'tracking_data' },
];
