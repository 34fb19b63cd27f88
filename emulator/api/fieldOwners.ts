import { catalogFieldDefaults } from '../state/catalogFields';
import type { Collection } from '../state/collection';
import { fieldDefaults } from '../state/seed';
import { catalogAt } from './catalogs';
import { nameOf, type Place } from './family';
import type { ApiCall } from './kit';

/** Whose custom fields there are. amocrm.ru/developers: crm/custom-fields. */
export interface FieldOwner extends Place {
	/** As the table of types names it. */
	kind: string;
	/** As fields name it. */
	entityType: string;
	hasGroups: boolean;
	/** How many fields it takes. */
	max?: number;
	guard?(call: ApiCall): void;
}

const ofCards = (card: string): FieldOwner => ({
	path: `/${card}`,
	kind: card,
	entityType: card,
	hasGroups: true,
});

export const FIELD_OWNERS: FieldOwner[] = [
	...['leads', 'contacts', 'companies', 'customers'].map(ofCards),
	{
		path: '/customers/segments',
		kind: 'customers/segments',
		entityType: 'segments',
		hasGroups: false,
		max: 30,
	},
	{
		path: '/catalogs/:cid',
		kind: 'catalogs',
		entityType: 'catalogs',
		hasGroups: true,
		guard: (call) => void catalogAt(call),
	},
];

/** `leads`, `catalogs/12`: what the account keeps the fields under. */
export const cardOf = (call: ApiCall, owner: FieldOwner): string => nameOf(call, owner);

/** The objects that have values in these fields. */
export const holders = ({ account }: ApiCall, card: string): Collection =>
	account.collection(card.startsWith('catalogs/') ? `${card}/elements` : card);

export function blankField(
	{ account, params }: ApiCall,
	{ kind, entityType, hasGroups }: FieldOwner,
) {
	const { id } = account.info;
	if (kind === 'catalogs') return catalogFieldDefaults(id, Number(params.cid));
	return { ...fieldDefaults(id, entityType), group_id: hasGroups ? 'default' : null };
}
