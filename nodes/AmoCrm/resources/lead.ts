import { merge } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import {
	integerField,
	linkField,
	linksField,
	momentField,
	moneyField,
	tagsField,
	textField,
} from '../../shared/fields/native';
import { simplifyCard } from '../../shared/fields/simplify';
import { isBlank } from '../../shared/fields/values';
import { AmoCrmProblem } from '../../shared/problem';
import { type Card, onlyDeleted } from '../cards/card';
import { canFilter, leadFilters } from '../cards/filters';
import { mapperForm, refuseEmpty } from '../cards/mapperForm';
import { createCards, getCard, listCards, updateCards, upsertCards } from '../cards/operations';
import { returnCards, returnForm } from '../cards/wholeCard';
import { type Entity, locate, type Part } from '../factories/entity';
import {
	additionalFields,
	type Encoded,
	type Form,
	namesOf,
	readAdditional,
} from '../factories/form';
import { encodeInputs, jsonInput, textInput } from '../factories/input';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import { writeOperation } from '../factories/writeOperations';
import { company } from './company';
import { contact } from './contact';

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

const leadForm = mapperForm(lead, 'add');

/** Cards that are made together with the lead. */
const madeTogether = [
	{
		collection: 'contacts',
		word: 'Contact',
		form: mapperForm(contact, 'add', {
			displayName: 'Contact Fields',
			name: 'contactFields',
			required: false,
		}),
	},
	{
		collection: 'companies',
		word: 'Company',
		form: mapperForm(company, 'add', {
			displayName: 'Company Fields',
			name: 'companyFields',
			required: false,
		}),
	},
];

const source = textInput('_embedded.source', 'Source External ID', {
	name: 'sourceExternalId',
	description: 'A source of this integration; without a pipeline the lead goes into its one',
});

const others = [
	jsonInput('_embedded.metadata', 'Incoming Lead Details', {
		name: 'metadata',
		description:
			'Puts the lead among the incoming ones, as a form or a call: {"category": "forms", "form_id": 5, …}',
	}),
	{
		...source,
		encode: (value: unknown, zone: string) =>
			isBlank(value) ? undefined : { external_id: source.encode(value, zone), type: 'widget' },
	},
];

type Embedded = Record<string, IDataObject[]>;

function embed(
	body: IDataObject,
	made: Array<{ collection: string; word: string; card: IDataObject }>,
) {
	const embedded = (body._embedded ?? {}) as Embedded;
	if ((embedded.contacts ?? []).length > 1) {
		throw new AmoCrmProblem('badInput', 'amoCRM makes a lead with one contact here.', {
			hint: 'Leave "Further Contact IDs" out and link the others afterwards, or use Lead > Create.',
		});
	}
	for (const { collection, word, card } of made) {
		if (Object.keys(card).length === 0) continue;
		if (embedded[collection]) {
			throw new AmoCrmProblem(
				'badInput',
				`The lead has two of one kind: ${word} and ${word} Fields.`,
				{
					hint: 'Fill in one of them: a card that exists, or the fields of a new one.',
				},
			);
		}
		embedded[collection] = [card];
	}
	return Object.keys(embedded).length > 0 ? { ...body, _embedded: embedded } : body;
}

/** A lead, and the contact and company that are made with it. */
const complexForm: Form = {
	properties: [
		...[leadForm, ...madeTogether.map(({ form }) => form)].flatMap(({ properties }) => properties),
		...additionalFields(others),
	],
	offers: {
		...leadForm.offers,
		mappers: [leadForm, ...madeTogether.map(({ form }) => form)].flatMap(
			({ offers }) => offers?.mappers ?? [],
		),
	},
	encode: async (session, item, gaps) => {
		const own = await leadForm.encode(session, item, gaps);
		const made: Array<Encoded & { collection: string; word: string; card: IDataObject }> = [];
		for (const { form, ...part } of madeTogether) {
			const encoded = await form.encode(session, item, gaps);
			made.push({ ...part, ...encoded, card: encoded.body });
		}
		return {
			body: merge(
				embed(own.body, made),
				encodeInputs(others, readAdditional(others, item), item.zone),
			),
			lookupAt: own.lookupAt,
			nameOf: (path) => {
				const part = made.find(({ collection }) => path.startsWith(`_embedded.${collection}.0.`));
				const name = part?.nameOf(path.split('.').slice(3).join('.'));
				return name ? `${part?.word}: ${name}` : (own.nameOf(path) ?? namesOf(others)(path));
			},
		};
	},
};

const get = getCard(lead);

const update = updateCards(lead);

const upsert = upsertCards(lead);

const create = createCards(lead);

const getAll = listCards(lead);

/** @see https://www.amocrm.ru/developers/content/crm_platform/leads-api */
const createComplex = returnCards(
	lead,
	writeOperation({
		name: 'createComplex',
		displayName: 'Create With Contact and Company',
		description:
			'Create a lead together with its contact and company, under the duplicate control of the account',
		action: 'Create a lead with contact and company',
		method: 'POST',
		path: '/api/v4/leads/complex',
		// The answer is a bare list.
		collection: 'leads',
		form: returnForm(lead, refuseEmpty(lead, complexForm)),
		send: inBatches({ size: 50 }),
	}),
);

export const leadResource = inAccount({
	name: 'lead',
	displayName: 'Lead',
	operations: [create, createComplex, get, getAll, update, upsert],
});
