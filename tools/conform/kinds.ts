import { isEntity, type Call, type Entity } from './ask';

/** What earlier steps made, by their titles: ids, and what else a later step needs. */
export type Ids = Record<string, number | string>;

export interface Kind {
	/** Where one is found again: a list, newest first where it may be long. */
	find(ids: Ids): Pick<Call, 'path' | 'query'>;
	/** Where its name stands. Default: `name`. */
	nameIn?(entity: Entity): unknown;
	/** Key of its id. Default: `id`. */
	id?: string;
	/** How it is removed. Without it, it stays. */
	remove?(id: string, ids: Ids, found: Entity): Call;
	/** How it is put away before anything is removed, if it cannot be removed. */
	putAway?(id: string, ids: Ids): Call;
	/** Its page in the account. */
	page?: string;
}

const API = '/api/v4';
const FIELD_OWNERS = ['leads', 'contacts'];
const LATEST = { limit: '250' };

const lists = (path: string, query: Record<string, string> = {}) => ({
	path: `${API}${path}`,
	query,
});

const field = (owner: string): Kind => ({
	find: () => lists(`/${owner}/custom_fields`, LATEST),
	remove: (id) => ({ method: 'DELETE', path: `${API}/${owner}/custom_fields/${id}` }),
});

/** The address of a webhook of ours ends with its name, which has no blanks there. */
const nameInAddress = ({ destination }: Entity) =>
	String(destination)
		.split('/')
		.at(-1)
		?.replace(/-webhook$/, ' webhook');

/** Everything that is made, by kind. */
export const KINDS: Record<string, Kind> = {
	pipeline: {
		find: () => lists('/leads/pipelines'),
		remove: (id) => ({ method: 'DELETE', path: `${API}/leads/pipelines/${id}` }),
		page: '/settings/pipeline/leads/',
	},
	stage: {
		find: ({ pipeline }) => lists(`/leads/pipelines/${pipeline}/statuses`),
		remove: (id, { pipeline }) => ({
			method: 'DELETE',
			path: `${API}/leads/pipelines/${pipeline}/statuses/${id}`,
		}),
	},
	'loss reason': {
		find: () => lists('/leads/loss_reasons', LATEST),
		remove: (id) => ({ method: 'DELETE', path: `${API}/leads/loss_reasons/${id}` }),
	},
	...Object.fromEntries(FIELD_OWNERS.map((owner) => [`field of ${owner}`, field(owner)])),
	tag: { find: () => lists('/leads/tags', LATEST) },
	lead: {
		find: () => lists('/leads', { ...LATEST, 'order[created_at]': 'desc' }),
		// The stage "closed and lost" of our own pipeline.
		putAway: (id, { pipeline }) => ({
			method: 'PATCH',
			path: `${API}/leads/${id}`,
			body: { pipeline_id: pipeline, status_id: 143 },
		}),
		page: '/leads/detail/',
	},
	contact: {
		find: () => lists('/contacts', { ...LATEST, 'order[updated_at]': 'desc' }),
		page: '/contacts/detail/',
	},
	company: {
		find: () => lists('/companies', { ...LATEST, 'order[updated_at]': 'desc' }),
		page: '/companies/detail/',
	},
	task: {
		find: () => lists('/tasks', { ...LATEST, 'order[created_at]': 'desc' }),
		nameIn: ({ text }) => text,
		putAway: (id) => ({
			method: 'PATCH',
			path: `${API}/tasks/${id}`,
			body: { is_completed: true, result: { text: 'conform' } },
		}),
	},
	note: {
		find: () => lists('/leads/notes', { ...LATEST, 'order[updated_at]': 'desc' }),
		nameIn: ({ params }) => (isEntity(params) ? params.text : undefined),
	},
	catalog: { find: () => lists('/catalogs', LATEST), page: '/catalogs/' },
	element: { find: ({ catalog }) => lists(`/catalogs/${catalog}/elements`, LATEST) },
	customer: { find: () => lists('/customers', LATEST), page: '/customers/detail/' },
	purchase: {
		find: ({ customer }) => lists(`/customers/${customer}/transactions`, LATEST),
		nameIn: ({ comment }) => comment,
		remove: (id) => ({ method: 'DELETE', path: `${API}/customers/transactions/${id}` }),
	},
	'incoming lead': {
		find: () => lists('/leads/unsorted', { ...LATEST, 'order[created_at]': 'desc' }),
		nameIn: ({ source_name: name }) => name,
		id: 'uid',
		// Its lead goes with it.
		remove: (uid) => ({ method: 'DELETE', path: `${API}/leads/unsorted/${uid}/decline`, body: {} }),
	},
	file: {
		find: () => ({ path: '/v1.0/files', query: LATEST }),
		id: 'uuid',
		// Into the trash, where amoCRM keeps it for 30 days.
		remove: (uuid) => ({ method: 'DELETE', path: '/v1.0/files', body: [{ uuid }] }),
	},
	source: {
		find: () => lists('/sources'),
		remove: (id) => ({ method: 'DELETE', path: `${API}/sources`, body: [{ id: Number(id) }] }),
	},
	webhook: {
		find: () => lists('/webhooks'),
		nameIn: nameInAddress,
		remove: (_id, _ids, { destination }) => ({
			method: 'DELETE',
			path: `${API}/webhooks`,
			body: { destination },
		}),
	},
};
