import type { IDataObject } from 'n8n-workflow';

import { pipelines } from '../../../shared/editor/pipelines';
import { isBlank } from '../../../shared/fields/values';
import { inputForm } from '../../factories/form';
import {
	booleanInput,
	encodeRow,
	type Input,
	jsonInput,
	listInput,
	lookupInput,
	momentInput,
	numberInput,
	textInput,
} from '../../factories/input';
import type { AccountOperation } from '../../factories/operation';
import { inBatches } from '../../factories/write';
import { type WriteDescription, writeOperation } from '../../factories/writeOperations';
import { callDetails, duration, phone } from '../call';
import { unsorted } from './unsorted';

/** One card that comes with the lead: amoCRM takes it as a list of one. */
function cardInput(key: string, displayName: string, inputs: Input[]): Input {
	const others = jsonInput('others', 'More (JSON)', {
		description: `What else the ${displayName.toLowerCase()} has, as amoCRM's API writes it: custom_fields_values and so on`,
	});
	return {
		key: `_embedded.${key}`,
		property: {
			displayName,
			name: displayName.toLowerCase(),
			type: 'fixedCollection',
			placeholder: `Add ${displayName}`,
			default: {},
			options: [
				{ name: 'card', displayName, values: [...inputs, others].map(({ property }) => property) },
			],
		},
		encode: (value, zone) => {
			const { card } = (value ?? {}) as { card?: IDataObject };
			if (!card) return undefined;
			const more = (others.encode(card.others, zone) ?? {}) as IDataObject;
			const given = encodeRow(inputs, card, zone);
			return [{ ...more, ...given, ...fieldsOf(more, given) }];
		},
	};
}

const listOf = ({ custom_fields_values: values }: IDataObject) =>
	Object.values((values ?? {}) as IDataObject);

const fieldsOf = (...cards: IDataObject[]): IDataObject => {
	const fields = cards.flatMap(listOf);
	return fields.length > 0 ? { custom_fields_values: fields } : {};
};

/** A phone or an e-mail: a custom field that every account has. */
function contactField(code: 'PHONE' | 'EMAIL', displayName: string): Input {
	const text = textInput(`custom_fields_values.${code}`, displayName, { name: code.toLowerCase() });
	return {
		...text,
		encode: (value, zone) =>
			isBlank(value)
				? undefined
				: { field_code: code, values: [{ value: text.encode(value, zone) }] },
	};
}

const name = textInput('name', 'Name');

const leadInput = cardInput('leads', 'Lead', [
	name,
	numberInput('price', 'Price'),
	listInput('_embedded.tags', 'Tags', { description: 'Names, separated by commas' }, (tag) => ({
		name: tag,
	})),
]);

const contactInput = cardInput('contacts', 'Contact', [
	name,
	contactField('PHONE', 'Phone'),
	contactField('EMAIL', 'Email'),
]);

const companyInput = cardInput('companies', 'Company', [name]);

const source = [
	textInput('source_name', 'Source Name', { placeholder: 'e.g. Our site' }),
	textInput('source_uid', 'Source UID', {
		description: 'What your side knows the source by',
	}),
];

const besides = [
	leadInput,
	companyInput,
	lookupInput('pipeline_id', 'Pipeline', pipelines),
	momentInput('created_at', 'Created At'),
];

/** Puts something among the incoming leads, which wait to be accepted. */
const adding = (
	category: 'forms' | 'sip',
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
	required: Input[],
	optional: Input[],
	demanded: Input[] = [],
): AccountOperation =>
	writeOperation({
		...words,
		method: 'POST',
		path: `${unsorted.path}/${category}`,
		collection: unsorted.collection,
		form: inputForm([...source, ...required], [...optional, ...besides], demanded),
		send: inBatches(),
	});

export const createForm = adding(
	'forms',
	{
		name: 'createForm',
		displayName: 'Create From Form',
		description: 'Put what somebody filled in on a site among the incoming leads',
		action: 'Create an incoming lead from a form',
	},
	[
		textInput('metadata.form_id', 'Form ID', { name: 'formId' }),
		textInput('metadata.form_name', 'Form Name', { name: 'formName' }),
		textInput('metadata.form_page', 'Form Page', {
			name: 'formPage',
			description: 'Address of the page that the form is on',
		}),
		momentInput('metadata.form_sent_at', 'Sent At', { name: 'formSentAt', default: '={{ $now }}' }),
	],
	[
		contactInput,
		textInput('metadata.ip', 'IP Address', { name: 'ip' }),
		textInput('metadata.referer', 'Referer', {
			name: 'referer',
			description: 'Address of the page that the visitor came from',
		}),
		textInput('metadata.visitor_uid', 'Visitor UID', { name: 'visitorUid' }),
	],
);

const inMetadata = (input: Input): Input => ({ ...input, key: `metadata.${input.key}` });

const detail = (wanted: string) => inMetadata(callDetails.find(({ key }) => key === wanted)!);

/** amoCRM takes no call without them. */
const demanded = ['link', 'uniq'].map(detail);

export const createSip = adding(
	'sip',
	{
		name: 'createSip',
		displayName: 'Create From Call',
		description: 'Put an incoming call among the incoming leads',
		action: 'Create an incoming lead from a call',
	},
	[
		phone,
		textInput('from', 'From', { description: 'Name of the telephony or its line' }),
		momentInput('called_at', 'Called At'),
		duration,
		textInput('service_code', 'Service Code', {
			description: 'Code of the widget whose player plays the recording',
		}),
	]
		.map(inMetadata)
		.concat(contactInput),
	[
		...demanded,
		detail('call_responsible'),
		inMetadata(
			booleanInput(
				'is_call_event_needed',
				'Make an Event',
				'Whether the call is also kept as an event on the card',
			),
		),
	],
	demanded,
);
