import type { IDataObject } from 'n8n-workflow';

import { isBlank } from '../../../shared/fields/values';
import {
	encodeRow,
	jsonInput,
	listInput,
	numberInput,
	textInput,
	type Input,
} from '../../factories/input';

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

export const leadInput = cardInput('leads', 'Lead', [
	name,
	numberInput('price', 'Price'),
	listInput('_embedded.tags', 'Tags', { description: 'Names, separated by commas' }, (tag) => ({
		name: tag,
	})),
]);

export const contactInput = cardInput('contacts', 'Contact', [
	name,
	contactField('PHONE', 'Phone'),
	contactField('EMAIL', 'Email'),
]);

export const companyInput = cardInput('companies', 'Company', [name]);
