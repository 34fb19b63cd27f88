import {
	integerField,
	linkField,
	linksField,
	momentField,
	moneyField,
	tagsField,
	textField,
} from '../../../shared/fields/native';
import { simplifyCard } from '../../../shared/fields/simplify';
import { onlyDeleted, type Card } from '../../cards/card';
import { canFilter, leadFilters } from '../../cards/filters';
import { type Entity, locate, type Part } from '../../factories/entity';
import { company } from '../company/company';
import { contact } from '../contact/contact';

const linkedPart = (entity: Entity, name: string, displayName: string, gap: string): Part => ({
	...locate(entity, {
		name,
		displayName,
		required: false,
		description: `The ${entity.singular} that the lead is linked to`,
	}),
	gap,
});

/** The stage "closed and lost" of every pipeline. */
const LOST = 143;

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
	linkedBy: [
		linkedPart(contact, 'mainContact', 'Main Contact', 'contact_id'),
		linkedPart(company, 'company', 'Company', 'company_id'),
	],
	usual: ['name', 'price', 'pipeline_id', 'status_id'],
	native: [
		textField('name', 'Name'),
		moneyField('price', 'Price'),
		integerField('pipeline_id', 'Pipeline', { choices: 'pipelines' }),
		integerField('status_id', 'Stage', { choices: 'stages' }),
		integerField('responsible_user_id', 'Responsible User', { choices: 'users' }),
		tagsField,
		linkField('contact_id', 'Main Contact', 'contacts', { is_main: true }),
		linksField('contact_ids', 'Further Contact IDs', 'contacts'),
		linkField('company_id', 'Company', 'companies'),
		integerField('loss_reason_id', 'Loss Reason', {
			choices: 'lossReasons',
			cleared: { loss_reason_id: null },
			// Refused on a lead that is not lost, where reading shows the one of an earlier loss.
			takesBack: ({ status_id }) => status_id === undefined || Number(status_id) === LOST,
		}),
		momentField('created_at', 'Created At'),
		momentField('closed_at', 'Closed At', { cleared: { closed_at: null } }),
	],
	includes: [
		{ name: 'Catalog Elements', value: 'catalog_elements' },
		{ name: 'Contacts', value: 'contacts' },
		{ name: 'Loss Reason', value: 'loss_reason' },
		{ name: 'Source', value: 'source' },
		{ name: 'Source ID', value: 'source_id' },
		{ name: 'Whether a Robot Changed the Price', value: 'is_price_modified_by_robot' },
	],
	listIncludes: [onlyDeleted],
	filters: leadFilters,
	canFilter,
	orders: [
		{ name: 'Creation', value: 'created_at' },
		{ name: 'ID', value: 'id' },
		{ name: 'Last Change', value: 'updated_at' },
	],
};
