import { omit } from 'lodash';
import type { AccountState } from '../state/account';
import type { Link, LinkEnd, LinkMetadata } from '../state/links';
import { complain, readBatch, type Item } from './batch';
import {
	choice,
	flag,
	integer,
	missing,
	notAChoice,
	object,
	orNull,
	type Fields,
	type Problem,
} from './checks';
import { manyOf, wholeNumber } from './filters';
import { hal, isRecord, noContent, pathId, refuse, self, type ApiCall, type Endpoint } from './kit';
import { recordLink } from './journal';
import { pageLinks, readPage } from './list';

/** Links between cards. amocrm.ru/developers: crm/entity-links-api. */
const TARGETS: Record<string, string[]> = {
	leads: ['contacts', 'companies', 'catalog_elements'],
	contacts: ['companies', 'customers', 'catalog_elements'],
	companies: ['contacts', 'leads', 'customers', 'catalog_elements'],
	customers: ['contacts', 'companies', 'catalog_elements'],
};

const metadata = object({
	is_main: flag,
	quantity: integer({ min: 0 }),
	catalog_id: integer({ min: 1 }),
	price_id: orNull(integer()),
	updated_by: integer({ min: 0 }),
});

const fieldsFor = (card: string, isBulk: boolean): Fields => ({
	to_entity_id: { check: integer({ min: 1 }), required: 'always' },
	to_entity_type: { check: choice(...TARGETS[card]), required: 'always' },
	metadata: orNull(metadata),
	...(isBulk ? { entity_id: { check: integer({ min: 1 }), required: 'always' } } : {}),
});

interface Wish {
	from: LinkEnd;
	to: LinkEnd;
	metadata: LinkMetadata;
}

function wishOf(card: string, { value }: Item, id?: number): Wish {
	return {
		from: { type: card, id: id ?? (value.entity_id as number) },
		to: { type: String(value.to_entity_type), id: value.to_entity_id as number },
		metadata: omit(value.metadata ?? {}, 'updated_by') as LinkMetadata,
	};
}

/** Elements of lists are kept by list; cards by their type. */
function exists(account: AccountState, { type, id }: LinkEnd, catalogId?: number): boolean {
	const name = type === 'catalog_elements' ? `catalogs/${catalogId}/elements` : type;
	return account.collection(name).has(id);
}

function wrongWith(account: AccountState, { from, to, metadata }: Wish): Problem[] {
	const noCatalog = to.type === 'catalog_elements' && metadata.catalog_id === undefined;
	if (noCatalog) return missing('metadata.catalog_id');
	return [
		...(exists(account, from) ? [] : notAChoice('entity_id', 'Entity not found')),
		...(exists(account, to, metadata.catalog_id)
			? []
			: notAChoice('to_entity_id', 'Entity not found')),
	];
}

function readWishes(call: ApiCall, card: string, id?: number): Wish[] {
	const items = readBatch(call, {
		check: object(fieldsFor(card, id === undefined)),
		mode: 'create',
	});
	complain(items, (item) => wrongWith(call.account, wishOf(card, item, id)));
	return items.map((item) => wishOf(card, item, id));
}

/** A lead has one main contact, a lead or contact one company: the newest link wins. */
function join({ links }: AccountState, { from, to, metadata }: Wish): Link {
	if (to.type === 'companies' && from.type !== 'customers') {
		for (const other of links.targets(from, 'companies')) {
			links.part(from, { type: 'companies', id: other.id });
		}
	}
	if (from.type === 'leads' && to.type === 'contacts') {
		const others = links.targets(from, 'contacts').filter(({ id }) => id !== to.id);
		const hasMain = others.some((other) => other.metadata.is_main);
		const isMain = metadata.is_main ?? !hasMain;
		if (isMain) for (const other of others) other.metadata.is_main = false;
		return links.join(from, to, { ...metadata, is_main: isMain });
	}
	return links.join(from, to, metadata);
}

function shownMetadata({ type }: LinkEnd, { is_main, ...others }: LinkMetadata) {
	if (type === 'contacts') return { main_contact: is_main ?? false };
	return Object.keys(others).length > 0 ? others : null;
}

function shownTarget(account: AccountState, from: LinkEnd, link: Link) {
	const to = account.links.other(link, from);
	return {
		to_entity_id: to.id,
		to_entity_type: to.type,
		metadata: shownMetadata(to, link.metadata),
	};
}

const withSource = (from: LinkEnd, shown: object) => ({
	entity_id: from.id,
	entity_type: from.type,
	...shown,
});

/** `filter[to_entity_id]` goes together with `filter[to_entity_type]`. */
function readTargetFilter({ query }: ApiCall, own: string[]): (to: LinkEnd, link: Link) => boolean {
	const filter = query.filter ?? {};
	const unknown = Object.keys(query).find((name) => !['filter', 'page', 'limit'].includes(name));
	if (!isRecord(filter) || unknown) throw refuse(400, 'Only filter[…] is supported here');
	const allowed = ['to_entity_id', 'to_entity_type', 'to_catalog_id', ...own];
	const strange = Object.keys(filter).find((name) => !allowed.includes(name));
	if (strange !== undefined) throw refuse(400, `filter[${strange}] is not supported`);
	const { to_entity_id: id, to_entity_type: type, to_catalog_id: catalog } = filter;
	if ((id === undefined) !== (type === undefined)) {
		throw refuse(400, 'filter[to_entity_id] and filter[to_entity_type] go together');
	}
	return (to, link) =>
		(id === undefined || (to.id === wholeNumber(id, 'to_entity_id') && to.type === type)) &&
		(catalog === undefined || link.metadata.catalog_id === wholeNumber(catalog, 'to_catalog_id'));
}

function found(call: ApiCall, from: LinkEnd, own: string[] = []): Link[] {
	const { links } = call.account;
	const isWanted = readTargetFilter(call, own);
	return links.of(from).filter((link) => isWanted(links.other(link, from), link));
}

/** The sample's `self` has `page` and `limit`; that there is more is told as everywhere. */
function answerLinks(call: ApiCall, path: string, links: object[]) {
	const { page, limit } = readPage(call);
	const shown = links.slice((page - 1) * limit, page * limit);
	if (shown.length === 0) return noContent();
	const hasMore = page * limit < links.length;
	return hal({
		_total_items: links.length,
		_links: pageLinks({ ...call, query: { ...call.query, page, limit } }, path, page, hasMore),
		_embedded: { links: shown },
	});
}

function listOne(call: ApiCall, card: string) {
	const from = { type: card, id: pathId(call) };
	if (!exists(call.account, from)) throw refuse(404, 'Entity not found');
	const shown = found(call, from).map((link) => shownTarget(call.account, from, link));
	return answerLinks(call, `/${card}/${from.id}/links`, shown);
}

function listMany(call: ApiCall, card: string) {
	const filter = isRecord(call.query.filter) ? call.query.filter : {};
	if (filter.entity_id === undefined) throw refuse(400, 'filter[entity_id] is required');
	const ids = manyOf(filter.entity_id, 'entity_id').map((id) => wholeNumber(id, 'entity_id'));
	const shown = ids.flatMap((id) => {
		const from = { type: card, id };
		return found(call, from, ['entity_id']).map((link) =>
			withSource(from, shownTarget(call.account, from, link)),
		);
	});
	return answerLinks(call, `/${card}/links`, shown);
}

function link(call: ApiCall, card: string, id?: number) {
	const links = readWishes(call, card, id).map((wish) => {
		const made = join(call.account, wish);
		recordLink(call, 'link', wish.from, wish.to);
		return withSource(wish.from, shownTarget(call.account, wish.from, made));
	});
	const path = id === undefined ? `/${card}/link` : `/${card}/${id}/link`;
	return hal({ _total_items: links.length, _links: self(call, path), _embedded: { links } });
}

function unlink(call: ApiCall, card: string, id?: number) {
	for (const { from, to } of readWishes(call, card, id)) {
		if (call.account.links.part(from, to)) recordLink(call, 'unlink', from, to);
	}
	return noContent();
}

export const linkEndpoints: Endpoint[] = Object.keys(TARGETS).flatMap((card): Endpoint[] => [
	{ method: 'GET', path: `/${card}/links`, run: (call) => listMany(call, card) },
	{ method: 'GET', path: `/${card}/:id/links`, run: (call) => listOne(call, card) },
	{ method: 'POST', path: `/${card}/link`, run: (call) => link(call, card) },
	{ method: 'POST', path: `/${card}/:id/link`, run: (call) => link(call, card, pathId(call)) },
	{ method: 'POST', path: `/${card}/unlink`, run: (call) => unlink(call, card) },
	{ method: 'POST', path: `/${card}/:id/unlink`, run: (call) => unlink(call, card, pathId(call)) },
]);
