import { mapValues, omit } from 'lodash';
import type { AccountState, CardType } from '../state/account';
import type { Model } from '../state/collection';
import type { LinkMetadata } from '../state/links';
import { author, listOf, moment, object, orNull, user, type Check, type Fields } from './checks';
import { applyFieldList, fieldList } from './fieldList';
import { customFields, numbers, range, texts, type Filter } from './filters';
import { self, type ApiCall, type Present } from './kit';
import { applyTags, shownTags, tagRefs, type TagWrite } from './tagList';

/** What leads, contacts and companies have in common. amocrm.ru/developers: crm/leads-api, contacts-api, companies-api. */

/** `_embedded` of a write. */
export const embedded = (card: CardType, others: Fields = {}): Check =>
	orNull(object({ tags: orNull(listOf(tagRefs(card))), ...others }));

/** Links are made with their card; a change of it passes over them: github.com/amocrm/amocrm-api-php, issues 353, 549. */
export const links = (check: Check): Check => {
	return (value, path, context) => (context.mode === 'create' ? check(value, path, context) : []);
};

export const cardFields = (card: CardType): Fields => ({
	responsible_user_id: user,
	created_by: author,
	updated_by: author,
	created_at: moment,
	updated_at: moment,
	custom_fields_values: fieldList(card),
	tags_to_add: orNull(listOf(tagRefs(card))),
	tags_to_delete: { check: orNull(listOf(tagRefs(card))), only: 'update' },
});

export const cardFilters = (card: CardType): Record<string, Filter> => ({
	id: numbers('id'),
	name: texts('name'),
	created_by: numbers('created_by'),
	updated_by: numbers('updated_by'),
	responsible_user_id: numbers('responsible_user_id'),
	created_at: range('created_at'),
	updated_at: range('updated_at'),
	closest_task_at: range('closest_task_at'),
	custom_fields_values: customFields(card),
});

/** The name and every value in the card's fields. */
export function searchTexts(model: Model): string[] {
	const fields = (model.custom_fields_values ?? []) as Array<{
		values: Array<{ value?: unknown }>;
	}>;
	const values = fields.flatMap(({ values }) => values.map(({ value }) => value));
	return [model.name, ...values].filter((text): text is string => typeof text === 'string');
}

/** The keys of every card, before anything was written into them. */
export function blankCard(account: AccountState, userId: number, now: number): Model {
	return {
		id: account.ids.take('entity'),
		name: '',
		responsible_user_id: userId,
		group_id: 0,
		created_by: userId,
		updated_by: userId,
		created_at: now,
		updated_at: now,
		is_deleted: false,
		closest_task_at: null,
		custom_fields_values: null,
		account_id: account.info.id,
		tag_ids: [],
	};
}

const APART = ['custom_fields_values', 'tags_to_add', 'tags_to_delete', '_embedded', 'id'];

/** Writes a checked body into a card. */
export function applyCard(
	account: AccountState,
	card: CardType,
	model: Model,
	value: Record<string, unknown>,
): void {
	for (const [key, item] of Object.entries(value)) {
		if (!APART.includes(key)) model[key] = item;
	}
	applyFieldList(account, card, model, value.custom_fields_values);
	const { tags } = (value._embedded ?? {}) as { tags?: TagWrite['all'] };
	applyTags(account, card, model, {
		all: tags,
		add: value.tags_to_add as TagWrite['add'],
		remove: value.tags_to_delete as TagWrite['remove'],
	});
}

export function touch(
	{ userId, now }: ApiCall,
	model: Model,
	value: Record<string, unknown>,
): void {
	model.updated_at = value.updated_at ?? now;
	model.updated_by = value.updated_by ?? userId;
}

export interface Ref {
	id: number;
	is_main?: boolean;
}

const nothing: LinkMetadata = {};

/** Hangs the cards named in `_embedded` of a create onto a new card. */
export function linkAll(
	account: AccountState,
	card: CardType,
	id: number,
	type: CardType,
	refs: Ref[] = [],
): void {
	const mainIndex = Math.max(
		0,
		refs.findIndex((ref) => ref.is_main === true),
	);
	refs.forEach((ref, index) => {
		const metadata = type === 'contacts' ? { is_main: index === mainIndex } : nothing;
		account.links.join({ type: card, id }, { type, id: ref.id }, metadata);
	});
}

export const shownRefs = (call: ApiCall, card: CardType, model: Model, type: string) =>
	call.account.links
		.targets({ type: card, id: model.id as number }, type)
		.map(({ id }) => ({ id, _links: self(call, `/${type}/${id}`) }));

export const shownContacts = (call: ApiCall, card: CardType, model: Model) =>
	call.account.links
		.targets({ type: card, id: model.id as number }, 'contacts')
		.map(({ id, metadata }) => ({
			id,
			is_main: metadata.is_main ?? false,
			_links: self(call, `/contacts/${id}`),
		}));

export const shownElements = ({ account }: ApiCall, card: CardType, model: Model) =>
	account.links
		.targets({ type: card, id: model.id as number }, 'catalog_elements')
		.map(({ id, metadata }) => ({ id, metadata }));

/** Keys of a model that the API shows elsewhere. */
const INSIDE = ['tag_ids', 'segment_ids', 'bonus_points', 'source', 'source_id'];

/** What is told of a card in the trash; all else is null there: github.com/amocrm/amocrm-api-php, issue 254. */
const LEFT = ['id', 'updated_by', 'updated_at', 'is_deleted', 'account_id'];

const inTrash = (keys: Record<string, unknown>) =>
	mapValues(keys, (value, key) => (LEFT.includes(key) ? value : null));

/** A card as it is read, with those parts of `_embedded` that are always there or were asked for. */
export function presentCard(
	card: CardType,
	parts: (call: ApiCall, model: Model, withs: Set<string>) => Record<string, unknown>,
): Present {
	return (call, model, withs) => {
		const keys = omit(model, INSIDE);
		const embedded = {
			tags: shownTags(call.account, card, model),
			...parts(call, model, withs),
		};
		const isGone = model.is_deleted === true;
		return {
			...(isGone ? inTrash(keys) : keys),
			_links: self(call, `/${card}/${String(model.id)}`),
			_embedded: isGone ? mapValues(embedded, () => []) : embedded,
		};
	};
}
