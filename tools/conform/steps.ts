import { embeddedIn, type Entity } from './ask';
import type { Ids } from './kinds';
import { PAGES, patch, post, read, type Step } from './step';
import { STEPS_BEYOND_CARDS, webhookSteps, type Called } from './stepsBeyondCards';

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

const valuesOf = (ids: Ids): Entity[] =>
	TYPES.map((type) => ({ field_id: ids[titleOf(type)], values: FIELDS[type].values }));

/** One value of the one lead, and what is read back. */
const emptied = (title: string, body: (ids: Ids) => Entity): Step[] => [
	patch(`${title} are written`, '/leads/{lead}', PAGES.leads, body),
	read(`${title} are read`, '/leads/{lead}', PAGES.leads),
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
const CARD_STEPS: Step[] = [
	post(
		'pipeline',
		'pipeline',
		'/leads/pipelines',
		PAGES.pipelines,
		(_ids, name) => ({
			name,
			sort: 9000,
			is_main: false,
			is_unsorted_on: true,
			_embedded: { statuses: [{ name: 'Begun', sort: 20, color: '#fffeb2' }] },
		}),
		{ also: firstStage },
	),
	post('stage', 'stage', '/leads/pipelines/{pipeline}/statuses', PAGES.pipelines, (_ids, name) => ({
		name,
		sort: 30,
		color: '#c1e0ff',
		descriptions: [{ level: 'newbie', description: 'What to do' }],
	})),
	patch(
		'a stage gets another colour',
		'/leads/pipelines/{pipeline}/statuses/{stage}',
		PAGES.pipelines,
		() => ({
			color: '#ffdbdb',
		}),
	),
	post('loss reason', 'loss reason', '/leads/loss_reasons', PAGES.pipelines, (_ids, name) => ({
		name,
	})),
	...TYPES.map((type) =>
		post(titleOf(type), 'field of leads', '/leads/custom_fields', PAGES.fields, (_ids, name) => ({
			type,
			name,
			...FIELDS[type].more,
		})),
	),
	post('tag', 'tag', '/leads/tags', PAGES.tags, (_ids, name) => ({ name })),
	post('company', 'company', '/companies', PAGES.companies, (_ids, name) => ({ name })),
	post('contact', 'contact', '/contacts', PAGES.contacts, (_ids, name) => ({
		name,
		first_name: 'Conform',
		custom_fields_values: [
			{ field_code: 'PHONE', values: [{ value: '+15550100', enum_code: 'WORK' }] },
		],
	})),
	post('lead', 'lead', '/leads', PAGES.leads, (ids, name) => ({
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
	read('the lead is read with everything', '/leads/{lead}', PAGES.leads, {
		with: 'contacts,loss_reason,catalog_elements',
	}),
	read('the contact is read', '/contacts/{contact}', PAGES.contacts, { with: 'leads' }),
	patch('the lead moves', '/leads/{lead}', PAGES.leads, (ids) => ({
		pipeline_id: ids.pipeline,
		status_id: ids.stage,
		price: 200,
	})),
	patch('the lead is lost, with a reason', '/leads/{lead}', PAGES.leads, (ids) => ({
		pipeline_id: ids.pipeline,
		status_id: 143,
		loss_reason_id: ids['loss reason'],
	})),
	read('the lost lead is read', '/leads/{lead}', PAGES.leads, { with: 'loss_reason' }),
	patch('the lead is taken up again', '/leads/{lead}', PAGES.leads, (ids) => ({
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
	refused('a lead with a field that is not there', '/leads', PAGES.leads, () => ({
		custom_fields_values: [{ field_id: 1, values: [{ value: '1' }] }],
	})),
	refused('a lead with an option that is not there', '/leads', PAGES.leads, (ids) => ({
		custom_fields_values: [{ field_id: ids[titleOf('select')], values: [{ value: 'Nine' }] }],
	})),
	refused('a lead in a pipeline that is not there', '/leads', PAGES.leads, () => ({
		pipeline_id: 1,
	})),
	refused('a task without a text', '/tasks', PAGES.tasks, () => ({ complete_till: 1_900_000_000 })),
	refused('a note of an unknown type', '/leads/notes', PAGES.notes, ({ lead }) => ({
		entity_id: lead,
		note_type: 'nothing',
		params: { text: 'conform' },
	})),
	post('task', 'task', '/tasks', PAGES.tasks, ({ lead }, name) => ({
		text: name,
		complete_till: 1_900_000_000,
		entity_id: lead,
		entity_type: 'leads',
	})),
	patch('the task is done', '/tasks/{task}', PAGES.tasks, () => ({
		is_completed: true,
		result: { text: 'Done' },
	})),
	read('the task is read', '/tasks/{task}', PAGES.tasks),
	post('note', 'note', '/leads/notes', PAGES.notes, ({ lead }, name) => ({
		entity_id: lead,
		note_type: 'common',
		params: { text: name },
	})),
	read('the note is read', '/leads/notes/{note}', PAGES.notes),
	post('catalog', 'catalog', '/catalogs', PAGES.catalogs, (_ids, name) => ({ name })),
	post('element', 'element', '/catalogs/{catalog}/elements', PAGES.catalogs, (_ids, name) => ({
		name,
	})),
	post('a link to the element', undefined, '/leads/{lead}/link', PAGES.links, (ids) => ({
		to_entity_id: ids.element,
		to_entity_type: 'catalog_elements',
		metadata: { catalog_id: ids.catalog, quantity: 2 },
	})),
	read('the links are read', '/leads/{lead}/links', PAGES.links),
	post('the link is taken away', undefined, '/leads/{lead}/unlink', PAGES.links, (ids) => ({
		to_entity_id: ids.element,
		to_entity_type: 'catalog_elements',
		metadata: { catalog_id: ids.catalog },
	})),
];

/** Everything, as long as nobody can be called back. */
export const STEPS: Step[] = [...webhookSteps(), ...CARD_STEPS, ...STEPS_BEYOND_CARDS];

/** @param called where amoCRM's calls arrive, if they can */
export const stepsFor = (hasCustomers: boolean, called?: Called): Step[] =>
	[...webhookSteps(called), ...CARD_STEPS, ...STEPS_BEYOND_CARDS].filter(
		({ isOfCustomers }) => hasCustomers || !isOfCustomers,
	);
