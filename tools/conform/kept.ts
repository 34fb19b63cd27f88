import { omit } from 'lodash';

import { embeddedIn, isEntity, type Entity } from './ask';

/** Where an entity was read, and what is known by then. */
export interface Place {
	/** `/api/v4/catalogs/12/elements` */
	path: string;
	/** What the path's gaps were filled with. */
	gaps: Record<string, string>;
	/** Of the integration that asks the emulator. */
	integrationId: string;
}

/** How one kind of entity goes into the emulator, and how its list can be asked. */
export interface Kept {
	/** Its page in the documentation. */
	page: string;
	/** Key of its id. Default: `id`. */
	id?: string;
	/** The emulator keeps nothing of it, or keeps it elsewhere. */
	isNotKept?: boolean;
	/** The collection, where the path does not name it. */
	collection?(gaps: Record<string, string>): string;
	/** The object as the emulator keeps it; without `_links` and `_embedded` unless given. */
	model?(entity: Entity, place: Place): Entity;
	/** Its list takes this filter, by which it can be kept to what was read. */
	narrow?: string;
	/** The list takes no `page` and `limit`. */
	isWhole?: boolean;
	/** What a list cannot be asked without. */
	needs?: { query: string; of: string };
}

export const bare = (entity: Entity, ...others: string[]): Entity =>
	omit(entity, '_links', '_embedded', ...others);

const idsIn = (entity: Entity, key: string): unknown[] => {
	const list = embeddedIn(entity)[key];
	return Array.isArray(list) ? list.filter(isEntity).map(({ id }) => id) : [];
};

/** Keys that only `with` adds to a card. */
const ADDED = ['is_price_modified_by_robot'];

const card = (page: string): Kept => ({
	page,
	narrow: 'filter[id][]',
	model: (entity) => {
		const { source } = embeddedIn(entity);
		return {
			...bare(entity, ...ADDED),
			...(isEntity(source) ? { source } : {}),
			tag_ids: idsIn(entity, 'tags'),
		};
	},
});

const CRM = 'crm/';

/** By resource of the node. */
export const KEPT: Record<string, Kept> = {
	account: { page: `${CRM}account-info`, isNotKept: true, isWhole: true },
	user: { page: `${CRM}users-api` },
	role: { page: `${CRM}users-api` },
	pipeline: {
		page: `${CRM}leads_pipelines`,
		isWhole: true,
		model: (entity) => {
			const { statuses } = embeddedIn(entity);
			const stages = Array.isArray(statuses) ? statuses.filter(isEntity) : [];
			return {
				...bare(entity),
				stages: stages.map((stage) => ({ descriptions: [], ...bare(stage) })),
			};
		},
	},
	// They are kept within their pipeline.
	stage: { page: `${CRM}leads_pipelines`, isNotKept: true, isWhole: true },
	lossReason: { page: `${CRM}leads_pipelines` },
	catalog: { page: `${CRM}catalogs-api` },
	customField: { page: `${CRM}custom-fields` },
	customFieldGroup: { page: `${CRM}custom-fields`, isWhole: true },
	segment: {
		page: `${CRM}customers-statuses-api`,
		model: (entity) => bare(entity, 'customers_count'),
	},
	customerStatus: { page: `${CRM}customers-statuses-api`, isWhole: true },
	tag: { page: `${CRM}tags-api`, narrow: 'filter[id][]' },
	company: card(`${CRM}companies-api`),
	contact: card(`${CRM}contacts-api`),
	lead: card(`${CRM}leads-api`),
	customer: {
		...card(`${CRM}customers-api`),
		model: (entity, place) => ({
			...card('').model?.(entity, place),
			segment_ids: idsIn(entity, 'segments'),
		}),
	},
	catalogElement: {
		page: `${CRM}catalogs-api`,
		narrow: 'filter[id][]',
		model: (entity) => bare(entity, 'invoice_link'),
	},
	customerTransaction: {
		page: `${CRM}customers-api`,
		narrow: 'filter[id][]',
		collection: () => 'customers/transactions',
		model: (entity) => ({
			...bare(entity),
			elements: embeddedIn(entity).catalog_elements ?? [],
		}),
	},
	task: { page: `${CRM}tasks-api`, narrow: 'filter[id][]' },
	note: {
		page: `${CRM}events-and-notes`,
		narrow: 'filter[id][]',
		model: (entity) => ({ is_pinned: false, ...bare(entity) }),
	},
	link: { page: `${CRM}entity-links-api`, isNotKept: true },
	unsorted: {
		page: `${CRM}unsorted-api`,
		id: 'uid',
		model: (entity) => ({
			...bare(entity),
			id: entity.uid,
			state: 'waiting',
			updated_at: entity.created_at,
			sorted_at: null,
			sent: null,
			lead_id: idsIn(entity, 'leads')[0] ?? null,
			contact_id: idsIn(entity, 'contacts')[0] ?? null,
			company_id: idsIn(entity, 'companies')[0] ?? null,
		}),
	},
	subscription: {
		page: `${CRM}subscriptions-api`,
		collection: ({ cardType }) => `${cardType}/subscriptions`,
		model: (entity, { gaps }) => ({
			...bare(entity),
			id: `${gaps.card}-${String(entity.subscriber_id)}`,
			entity_id: Number(gaps.card),
		}),
	},
	talk: {
		page: `${CRM}talks-api`,
		id: 'talk_id',
		model: (entity) => ({ ...bare(entity, 'talk_id'), id: entity.talk_id }),
	},
	chatTemplate: {
		page: `${CRM}chat-templates-api`,
		model: (entity, { integrationId }) => ({
			...bare(entity),
			reviews: embeddedIn(entity).reviews ?? [],
			integration_id: integrationId,
		}),
	},
	salesbot: { page: 'digital_pipeline/salesbot' },
	source: {
		page: `${CRM}sources-api`,
		isWhole: true,
		model: (entity, { integrationId }) => ({ ...bare(entity), integration_id: integrationId }),
	},
	websiteButton: {
		page: `${CRM}sources-api`,
		id: 'source_id',
		model: (entity) => ({
			...bare(entity, 'creation_status', 'script'),
			id: entity.source_id,
			button_id: entity.button_id ?? 1,
			// It is made some seconds after it was asked for.
			created_at: entity.button_id === null ? Number.MAX_SAFE_INTEGER : 0,
		}),
	},
	webhook: {
		page: `${CRM}webhooks-api`,
		isWhole: true,
		// What the emulator does must be told to nobody's address.
		model: (entity) => ({ ...bare(entity), disabled: true }),
	},
	widget: {
		page: `${CRM}widgets-api`,
		id: 'code',
		model: (entity, { integrationId }) => ({
			...bare(entity),
			...('settings' in entity ? { client_uuid: integrationId } : {}),
		}),
	},
	currency: { page: 'the official client', isNotKept: true, isWhole: true },
	'file getVersions': {
		page: 'files/files-api',
		isWhole: true,
		model: (entity) => ({ ...bare(entity, 'uuid'), id: entity.uuid }),
	},
	'file getOfCard': {
		page: 'files/files-api',
		isWhole: true,
		collection: () => 'files/links',
		model: (entity, { gaps }) => ({
			...bare(entity),
			entity_type: gaps.cardType,
			entity_id: Number(gaps.card),
		}),
	},
	file: {
		page: 'files/files-api',
		id: 'uuid',
		model: (entity) => ({ session_id: 1, ...bare(entity, 'uuid'), id: entity.uuid }),
	},
	contactChat: {
		page: `${CRM}contacts-api`,
		isWhole: true,
		needs: { query: 'contact_id[]', of: '/api/v4/contacts' },
		model: (entity, { integrationId }) => ({ ...bare(entity), integration_id: integrationId }),
	},
	event: { page: `${CRM}events-and-notes`, narrow: 'filter[id][]' },
};

/** In which the resources are read: what others are made of comes first. */
export const ORDER = Object.keys(KEPT);

/** An operation that is no `get` or `getAll` may have a way of its own. */
export function kindOf({ resource, name }: { resource: string; name: string }): string {
	const own = `${resource} ${name}`;
	return own in KEPT ? own : resource;
}

export const keptOf = (operation: { resource: string; name: string }): Kept =>
	KEPT[kindOf(operation)];
