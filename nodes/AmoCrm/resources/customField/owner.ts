import type { INodePropertyOptions } from 'n8n-workflow';

import type { EntityPath } from '../../../shared/fields/definition';
import { misfit } from '../../../shared/fields/values';
import { lookupHint, type Lookup } from '../../../shared/editor/lookup';
import type { Part } from '../../factories/entity';
import { fieldOwners } from '../../lookups/lists';

const ENTITY = 'entity';

/** The cards whose fields can be grouped. */
const CARDS: INodePropertyOptions[] = [
	{ name: 'Leads', value: 'leads' },
	{ name: 'Contacts', value: 'contacts' },
	{ name: 'Companies', value: 'companies' },
	{ name: 'Customers', value: 'customers' },
];

const SEGMENTS: INodePropertyOptions = { name: 'Customer Segments', value: 'customers/segments' };

const displayName = 'Entity Name or ID';

const ownerPart = (kinds: INodePropertyOptions[], lookup: Lookup) => {
	const words = kinds.map(({ value }) => String(value));
	return {
		name: ENTITY,
		gap: ENTITY,
		lookup,
		property: {
			displayName,
			name: ENTITY,
			type: 'options' as const,
			typeOptions: { loadOptionsMethod: lookup.method },
			required: true,
			default: '',
			placeholder: 'e.g. leads',
			description: `${words.join(', ')}, or catalogs/ and the ID of a list. ${lookupHint}.`,
		},
		read: (value: unknown): EntityPath => {
			const given = String(value ?? '').trim();
			if (words.includes(given) || /^catalogs\/[1-9]\d*$/.test(given)) return given as EntityPath;
			throw misfit('Entity', value ?? '', `one of: ${words.join(', ')}, catalogs/12`);
		},
	} satisfies Part;
};

const FIELD_KINDS = [...CARDS, SEGMENTS];

/** What has the fields: fills `{entity}`. */
export const fieldOwner = ownerPart(FIELD_KINDS, fieldOwners('getFieldOwners', FIELD_KINDS));

/** What has the groups of fields. */
export const groupOwner = ownerPart(CARDS, fieldOwners('getGroupOwners', CARDS));

/** What somebody has chosen so far in the editor. */
export const chosenOwner = (parameter: (name: string) => unknown): EntityPath =>
	fieldOwner.read(parameter(ENTITY));
