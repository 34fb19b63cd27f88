import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import type { Lookup } from '../../shared/editor/lookup';
import type { CardLink } from '../../shared/fields/native';
import { AmoCrmProblem } from '../../shared/problem';
import type { Gaps } from './entity';
import { encodeInputs, type Input } from './input';
import { lookupsOf, type Item, type Offers } from './operation';

/** A link that is made when its card is written. */
export interface WantedLink extends CardLink {
	/** What is linked: `lead`. */
	singular: string;
	/** The field that asks for it. */
	displayName: string;
}

export interface Encoded {
	body: IDataObject;
	/** The label of what is at this path of the body (`custom_fields_values.0.field_id`). */
	nameOf(path: string): string | undefined;
	/** What the account must have for the id at a path: `lead 501`. */
	namedAt?(path: string): string | undefined;
	/** The list of the account from which the value at a path is chosen. */
	lookupAt?(path: string): Lookup | undefined;
	links?: WantedLink[];
}

/** What a person fills in, and how it becomes a body. */
export interface Form {
	properties: INodeProperties[];
	offers?: Offers;
	/** @throws AmoCrmProblem `badInput` naming the field */
	encode(session: AccountSession, item: Item, gaps: Gaps): Promise<Encoded>;
}

const byLabel = (a: Input, b: Input) =>
	a.property.displayName.localeCompare(b.property.displayName);

const optionalParameter = (
	name: string,
	displayName: string,
	inputs: Input[],
): INodeProperties => ({
	displayName,
	name,
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: [...inputs].sort(byLabel).map(({ property }) => property),
});

/** Optional inputs, if there are any. */
export const additionalFields = (inputs: Input[]): INodeProperties[] =>
	inputs.length > 0 ? [optionalParameter('additionalFields', 'Additional Fields', inputs)] : [];

export const readAdditional = (inputs: Input[], item: Item): IDataObject =>
	inputs.length > 0 ? item.parameter<IDataObject>('additionalFields', {}) : {};

/** Finds the label of the input that made a part of the body. */
export const namesOf =
	(inputs: Input[]): Encoded['nameOf'] =>
	(path) =>
		inputs.find(({ key }) => `${path}.`.startsWith(`${key}.`))?.property.displayName;

/** The lists from which parts of a body were chosen. */
const lookupsAt =
	(inputs: Input[]): Encoded['lookupAt'] =>
	(path) =>
		inputs.find(({ key }) => key === path)?.lookup;

function requireValues(inputs: Input[], values: IDataObject, zone: string): void {
	for (const { property, encode } of inputs) {
		const encoded = encode(values[property.name], zone);
		if (encoded !== undefined && encoded !== '') continue;
		throw new AmoCrmProblem('badInput', `"${property.displayName}" is missing.`, {
			hint: 'amoCRM does not take the request without it.',
		});
	}
}

/**
 * Inputs that must be filled in, and others below "Additional Fields".
 * @param demanded those of the others that amoCRM requires: saved workflows have them there
 */
export function inputForm(required: Input[], optional: Input[] = [], demanded: Input[] = []): Form {
	const inputs = [...required, ...optional];
	return {
		properties: [
			...required.map(({ property }) => ({ ...property, required: true })),
			...additionalFields(optional),
		],
		offers: { lookups: lookupsOf(inputs) },
		encode: async (_session, item) => {
			const own = required.map(({ property: { name } }) => [name, item.parameter<unknown>(name)]);
			const values: IDataObject = {
				...Object.fromEntries(own),
				...readAdditional(optional, item),
			};
			requireValues([...required, ...demanded], values, item.zone);
			return {
				body: encodeInputs(inputs, values, item.zone),
				nameOf: namesOf(inputs),
				lookupAt: lookupsAt(inputs),
			};
		},
	};
}

/** Inputs of which a person chooses those to change. */
export const updateFields = (inputs: Input[]): Form => ({
	properties: [optionalParameter('updateFields', 'Fields to Update', inputs)],
	offers: { lookups: lookupsOf(inputs) },
	encode: async (_session, item) => {
		const values = item.parameter<IDataObject>('updateFields', {});
		const body = encodeInputs(inputs, values, item.zone);
		return { body, nameOf: namesOf(inputs), lookupAt: lookupsAt(inputs) };
	},
});

/** A form for changes, of which there must be one. */
export const refuseNothing = (form: Form): Form => ({
	...form,
	encode: async (session, item, gaps) => {
		const encoded = await form.encode(session, item, gaps);
		if (Object.keys(encoded.body).length > 0) return encoded;
		throw new AmoCrmProblem('badInput', 'There is nothing to change.', {
			hint: 'Choose a field below "Fields to Update" and give it a value.',
		});
	},
});

export const changesForm = (inputs: Input[]): Form => refuseNothing(updateFields(inputs));

/** For calls without a body, or with one that is always the same. */
export const fixedForm = (body: IDataObject = {}): Form => ({
	properties: [],
	encode: async () => ({ body, nameOf: () => undefined }),
});
