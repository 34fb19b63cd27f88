import { embeddedIn, isEntity, type Call, type Entity } from './ask';

/** What a step may refer to: the ids of what earlier steps made, by their titles. */
export type Ids = Record<string, number>;

export interface Kind {
	/** Where one is found again: a list, newest first where it may be long. */
	find(ids: Ids): Pick<Call, 'path' | 'query'>;
	/** Where its name stands. Default: `name`. */
	nameIn?(entity: Entity): unknown;
	/** How it is removed. Without it, it stays. */
	remove?(id: string, ids: Ids): Call;
	/** How it is put away before anything is removed, if it cannot be removed. */
	putAway?(id: string, ids: Ids): Call;
	/** Its page in the account. */
	page?: string;
}

export interface Step {
	/** Also the name of what it makes. */
	title: string;
	call(ids: Ids, name: string): Call;
	/** The kind of thing that it makes. */
	makes?: string;
	/** Also the ids of what came along: the first stage of a pipeline. */
	also?(answer: Entity): Ids;
	/** Path without ids, for the report. */
	read: string;
	/** Page of the documentation. */
	page: string;
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
};

const OPTIONS = [{ value: 'One' }, { value: 'Two' }];

/** What a field of a type needs, and a value for it. amocrm.ru/developers: crm/custom-fields. */
const FIELDS: Record<string, { more?: Entity; values: unknown[] }> = {
	text: { values: [{ value: 'Text' }] },
	textarea: { values: [{ value: 'Long\ntext' }] },
	numeric: { values: [{ value: '12.5' }] },
	checkbox: { values: [{ value: true }] },
	select: { more: { enums: OPTIONS }, values: [{ value: 'One' }] },
	multiselect: { more: { enums: OPTIONS }, values: [{ value: 'One' }, { value: 'Two' }] },
	radiobutton: { more: { enums: OPTIONS }, values: [{ value: 'Two' }] },
	// Days and moments: midnight of UTC is another day in half of the world.
	date: { values: [{ value: '2026-01-31T00:00:00+00:00' }] },
	date_time: { values: [{ value: '2026-01-31T12:34:56+00:00' }] },
	birthday: { values: [{ value: '1990-05-06T00:00:00+00:00' }] },
	url: { values: [{ value: 'https://example.com/' }] },
	streetaddress: { values: [{ value: 'Street 1' }] },
	smart_address: { values: [{ value: 'Street 1', enum_code: 'address_line_1' }] },
	legal_entity: { values: [{ value: { name: 'Example', entity_type: 2 } }] },
};

const TYPES = Object.keys(FIELDS);

const titleOf = (type: string) => `field ${type}`;

const CRM = 'crm/';
const pages = {
	pipelines: `${CRM}leads_pipelines`,
	fields: `${CRM}custom-fields`,
	tags: `${CRM}tags-api`,
	leads: `${CRM}leads-api`,
	contacts: `${CRM}contacts-api`,
	companies: `${CRM}companies-api`,
	tasks: `${CRM}tasks-api`,
	notes: `${CRM}events-and-notes`,
	links: `${CRM}entity-links-api`,
	catalogs: `${CRM}catalogs-api`,
};

type More = Partial<Step>;

const post = (
	title: string,
	makes: string | undefined,
	path: string,
	page: string,
	body: (ids: Ids, name: string) => Entity | Entity[],
	more: More = {},
): Step => ({
	title,
	makes,
	read: `POST ${API}${path}`,
	page,
	call: (ids, name) => ({
		method: 'POST',
		path: filled(`${API}${path}`, ids),
		body: [body(ids, name)].flat(),
	}),
	...more,
});

const filled = (path: string, ids: Ids): string =>
	path.replace(/\{(\w+)\}/g, (_whole, name: string) => String(ids[name]));

const patch = (
	title: string,
	path: string,
	page: string,
	body: (ids: Ids, name: string) => Entity,
): Step => ({
	title,
	read: `PATCH ${API}${path}`,
	page,
	call: (ids, name) => ({
		method: 'PATCH',
		path: filled(`${API}${path}`, ids),
		body: body(ids, name),
	}),
});

const read = (
	title: string,
	path: string,
	page: string,
	query: Record<string, string> = {},
): Step => ({
	title,
	read: `GET ${API}${path}`,
	page,
	call: (ids) => ({ method: 'GET', path: filled(`${API}${path}`, ids), query }),
});

const valuesOf = (ids: Ids): Entity[] =>
	TYPES.map((type) => ({ field_id: ids[titleOf(type)], values: FIELDS[type].values }));

/** One value of the one lead, and what is read back. */
const emptied = (title: string, body: (ids: Ids) => Entity): Step[] => [
	patch(`${title} are written`, '/leads/{lead}', pages.leads, body),
	read(`${title} are read`, '/leads/{lead}', pages.leads),
];

const refused = (title: string, path: string, page: string, body: (ids: Ids) => Entity): Step =>
	post(title, undefined, path, page, body);

const firstStage = (answer: Entity): Ids => {
	const [pipeline] = embeddedIn(answer).pipelines as Entity[];
	const stages = embeddedIn(pipeline).statuses as Entity[];
	const own = stages.find(({ type, id }) => type !== 1 && id !== 142 && id !== 143);
	return { 'first stage': Number(own?.id) };
};

/** The writes of the package, in an order in which each finds what it needs. */
export const STEPS: Step[] = [
	post(
		'pipeline',
		'pipeline',
		'/leads/pipelines',
		pages.pipelines,
		(_ids, name) => ({
			name,
			sort: 9000,
			is_main: false,
			is_unsorted_on: false,
			_embedded: { statuses: [{ name: 'Begun', sort: 20, color: '#fffeb2' }] },
		}),
		{ also: firstStage },
	),
	post('stage', 'stage', '/leads/pipelines/{pipeline}/statuses', pages.pipelines, (_ids, name) => ({
		name,
		sort: 30,
		color: '#c1e0ff',
		descriptions: [{ level: 'newbie', description: 'What to do' }],
	})),
	patch(
		'a stage gets another colour',
		'/leads/pipelines/{pipeline}/statuses/{stage}',
		pages.pipelines,
		() => ({
			color: '#ffdbdb',
		}),
	),
	post('loss reason', 'loss reason', '/leads/loss_reasons', pages.pipelines, (_ids, name) => ({
		name,
	})),
	...TYPES.map((type) =>
		post(titleOf(type), 'field of leads', '/leads/custom_fields', pages.fields, (_ids, name) => ({
			type,
			name,
			...FIELDS[type].more,
		})),
	),
	post('tag', 'tag', '/leads/tags', pages.tags, (_ids, name) => ({ name })),
	post('company', 'company', '/companies', pages.companies, (_ids, name) => ({ name })),
	post('contact', 'contact', '/contacts', pages.contacts, (_ids, name) => ({
		name,
		first_name: 'Conform',
		custom_fields_values: [
			{ field_code: 'PHONE', values: [{ value: '+15550100', enum_code: 'WORK' }] },
		],
	})),
	post('lead', 'lead', '/leads', pages.leads, (ids, name) => ({
		name,
		price: 100,
		pipeline_id: ids.pipeline,
		status_id: ids['first stage'],
		custom_fields_values: valuesOf(ids),
		_embedded: {
			tags: [{ id: ids.tag }],
			contacts: [{ id: ids.contact, is_main: true }],
			companies: [{ id: ids.company }],
		},
	})),
	read('the lead is read with everything', '/leads/{lead}', pages.leads, {
		with: 'contacts,loss_reason,catalog_elements',
	}),
	read('the contact is read', '/contacts/{contact}', pages.contacts, { with: 'leads' }),
	patch('the lead moves', '/leads/{lead}', pages.leads, (ids) => ({
		pipeline_id: ids.pipeline,
		status_id: ids.stage,
		price: 200,
	})),
	patch('the lead is lost, with a reason', '/leads/{lead}', pages.leads, (ids) => ({
		pipeline_id: ids.pipeline,
		status_id: 143,
		loss_reason_id: ids['loss reason'],
	})),
	read('the lost lead is read', '/leads/{lead}', pages.leads, { with: 'loss_reason' }),
	patch('the lead is taken up again', '/leads/{lead}', pages.leads, (ids) => ({
		pipeline_id: ids.pipeline,
		status_id: ids['first stage'],
	})),
	...emptied('empty values, as null', (ids) => ({
		custom_fields_values: [{ field_id: ids[titleOf('text')], values: null }],
	})),
	...emptied('empty values, as a list', (ids) => ({
		custom_fields_values: [{ field_id: ids[titleOf('numeric')], values: [] }],
	})),
	...emptied('empty tags', () => ({ _embedded: { tags: null } })),
	...emptied('days as seconds', (ids) => ({
		custom_fields_values: [{ field_id: ids[titleOf('date')], values: [{ value: 1_769_817_600 }] }],
	})),
	refused('a lead with a field that is not there', '/leads', pages.leads, () => ({
		custom_fields_values: [{ field_id: 1, values: [{ value: '1' }] }],
	})),
	refused('a lead with an option that is not there', '/leads', pages.leads, (ids) => ({
		custom_fields_values: [{ field_id: ids[titleOf('select')], values: [{ value: 'Nine' }] }],
	})),
	refused('a lead in a pipeline that is not there', '/leads', pages.leads, () => ({
		pipeline_id: 1,
	})),
	refused('a task without a text', '/tasks', pages.tasks, () => ({ complete_till: 1_900_000_000 })),
	refused('a note of an unknown type', '/leads/notes', pages.notes, ({ lead }) => ({
		entity_id: lead,
		note_type: 'nothing',
		params: { text: 'conform' },
	})),
	post('task', 'task', '/tasks', pages.tasks, ({ lead }, name) => ({
		text: name,
		complete_till: 1_900_000_000,
		entity_id: lead,
		entity_type: 'leads',
	})),
	patch('the task is done', '/tasks/{task}', pages.tasks, () => ({
		is_completed: true,
		result: { text: 'Done' },
	})),
	read('the task is read', '/tasks/{task}', pages.tasks),
	post('note', 'note', '/leads/notes', pages.notes, ({ lead }, name) => ({
		entity_id: lead,
		note_type: 'common',
		params: { text: name },
	})),
	read('the note is read', '/leads/notes/{note}', pages.notes),
	post('catalog', 'catalog', '/catalogs', pages.catalogs, (_ids, name) => ({ name })),
	post('element', 'element', '/catalogs/{catalog}/elements', pages.catalogs, (_ids, name) => ({
		name,
	})),
	post('a link to the element', undefined, '/leads/{lead}/link', pages.links, (ids) => ({
		to_entity_id: ids.element,
		to_entity_type: 'catalog_elements',
		metadata: { catalog_id: ids.catalog, quantity: 2 },
	})),
	read('the links are read', '/leads/{lead}/links', pages.links),
	post('the link is taken away', undefined, '/leads/{lead}/unlink', pages.links, (ids) => ({
		to_entity_id: ids.element,
		to_entity_type: 'catalog_elements',
		metadata: { catalog_id: ids.catalog },
	})),
];
