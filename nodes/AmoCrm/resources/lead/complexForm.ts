import { merge } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { mapperForm } from '../../cards/mapperForm';
import {
	additionalFields,
	namesOf,
	readAdditional,
	type Encoded,
	type Form,
} from '../../factories/form';
import { encodeInputs, jsonInput, textInput } from '../../factories/input';
import { isBlank } from '../../../shared/fields/values';
import { AmoCrmProblem } from '../../../shared/problem';
import { company } from '../company/company';
import { contact } from '../contact/contact';
import { lead } from './lead';

const leadForm = mapperForm(lead, 'add');

/** Cards that are made together with the lead. */
const parts = [
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
export const complexForm: Form = {
	properties: [
		...[leadForm, ...parts.map(({ form }) => form)].flatMap(({ properties }) => properties),
		...additionalFields(others),
	],
	offers: {
		...leadForm.offers,
		mappers: [leadForm, ...parts.map(({ form }) => form)].flatMap(
			({ offers }) => offers?.mappers ?? [],
		),
	},
	encode: async (session, item, gaps) => {
		const own = await leadForm.encode(session, item, gaps);
		const made: Array<Encoded & { collection: string; word: string; card: IDataObject }> = [];
		for (const { form, ...part } of parts) {
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
