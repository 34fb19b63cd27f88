import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import type { EntityPath } from '../../shared/fields/definition';
import type { NativeField } from '../../shared/fields/native';
import { simplifyCard } from '../../shared/fields/simplify';
import type { Entity, Gaps, Part } from '../factories/entity';
import type { Filter } from '../factories/filter';
import { canFilter, cardFilters } from './filters';

/** An entity with fields that the account itself defines. */
export interface Card extends Entity {
	/** Fields that every account has. */
	native: NativeField[];
	/** Cards that it is linked to, chosen by locators; each fills the native field that its gap names. */
	linkedBy?: Part[];
	/** The fields that its form begins with, by their ids and codes; the others can be added. */
	usual: string[];
	/** The native fields that a new one cannot do without in this account. */
	needs?(session: AccountSession | undefined): Promise<string[]>;
	/** Whose own fields it carries. */
	fieldsOf(gaps: Gaps): EntityPath;
	/** What `with` may ask for. */
	includes: INodePropertyOptions[];
	/** What only lists can be asked for with `with`. */
	listIncludes?: INodePropertyOptions[];
	/** What lists can be ordered by. */
	orders: INodePropertyOptions[];
	/** What lists can be filtered by, beside its own fields. */
	filters: Filter[];
	/** Whether this account filters lists of it, by its own fields too; default: amoCRM never does. */
	canFilter?(session: AccountSession): Promise<boolean>;
	/** Fields by which one is usually told from another: their codes, the same in every account, and labels. */
	matchedBy?: Record<string, string>;
}

/** amoCRM's trash. Of what is in it amoCRM tells little more than the id. */
export const onlyDeleted: INodePropertyOptions = {
	name: 'Only Deleted',
	value: 'only_deleted',
	description: 'What is in the trash in place of the others: their IDs, and who deleted them when',
};

/** What contacts and companies have in common. */
export const reachable = {
	search: { latestFirst: 'updated_at' },
	simplify: simplifyCard,
	usual: ['name', 'PHONE', 'EMAIL'],
	matchedBy: { PHONE: 'Phone', EMAIL: 'Email' },
	listIncludes: [onlyDeleted],
	filters: cardFilters,
	canFilter,
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Last Change', value: 'updated_at' },
	],
} satisfies Partial<Card>;

/** One value of a card's own field, as amoCRM gives it. */
export interface HeldValue {
	value?: unknown;
	enum_id?: number;
	enum_code?: string;
}

/** What a card has in one of its own fields. */
export function heldBy(card: IDataObject, { id }: { id: number }): HeldValue[] {
	const all = (card.custom_fields_values ?? []) as IDataObject[];
	const own = all.find(({ field_id }) => field_id === id);
	return (own?.values ?? []) as unknown as HeldValue[];
}
