import type { CrmEvent } from '../../../../nodes/shared/hooks/event';
import type { Cards, EntityReference } from '../../../../nodes/shared/hooks/fetchEntities';
import {
	asksForChanges,
	hasWantedChange,
	passing,
	type EventFilters,
} from '../../../../nodes/shared/hooks/filters';

const NONE: EventFilters = {
	pipelines: [],
	stages: [],
	responsibleUsers: [],
	ignoredUsers: [],
	changedFields: [],
};

const filters = (some: Partial<EventFilters>): EventFilters => ({ ...NONE, ...some });

const event = (some: Partial<CrmEvent>): CrmEvent => ({
	event: 'update_lead',
	entity: 'lead',
	id: 501,
	account: { id: 100, domain: 'demo.amocrm.ru', subdomain: 'demo' },
	occurredAt: '2025-11-24T16:00:00.000Z',
	data: {},
	raw: {},
	delivery: { id: 'hash', position: 0, repeated: false },
	...some,
});

const told = (data: CrmEvent['data']) => event({ data });

/** The cards of an account, and which of them were read, in which order. */
class Account implements Cards {
	readonly asked: string[] = [];

	constructor(private readonly held: Record<string, object> = {}) {}

	async read(things: EntityReference[]) {
		this.asked.push(...things.map(({ entity, id }) => `${entity}/${id}`));
	}

	isRead = ({ entity, id }: EntityReference) => this.asked.includes(`${entity}/${id}`);

	find = (thing: EntityReference) =>
		this.isRead(thing) ? { ...this.held[`${thing.entity}/${thing.id}`] } : undefined;
}

const judge = async (one: CrmEvent, some: Partial<EventFilters>, account = new Account()) =>
	(await passing([one], filters(some), account)).length === 1;

describe('an event is judged by what it tells', () => {
	const pipelines = [77, 78];
	const stages = [{ pipeline_id: 77, status_id: 142 }];
	const won = [{ status_id: 142 }];
	const responsibleUsers = [4];
	const ignoredUsers = [0, 9];

	it.each<[string, Partial<EventFilters>, CrmEvent, boolean]>([
		['one of the pipelines', { pipelines }, told({ pipeline_id: 78 }), true],
		['the pipeline as a text', { pipelines }, told({ pipeline_id: '77' }), true],
		['another as a text', { pipelines }, told({ pipeline_id: '79' }), false],
		['another pipeline', { pipelines }, told({ pipeline_id: 79 }), false],
		['no pipeline', { pipelines }, told({}), true],
		['the stage', { stages }, told({ pipeline_id: 77, status_id: 142 }), true],
		['another stage', { stages }, told({ pipeline_id: 77, status_id: 143 }), false],
		['won in another pipeline', { stages }, told({ pipeline_id: 78, status_id: 142 }), false],
		['won in any pipeline', { stages: won }, told({ pipeline_id: 78, status_id: 142 }), true],
		[
			'lost, where won is wanted',
			{ stages: won },
			told({ pipeline_id: 78, status_id: 143 }),
			false,
		],
		[
			'one of two stages',
			{ stages: [...stages, { status_id: 143 }] },
			told({ pipeline_id: 78, status_id: 143 }),
			true,
		],
		['no stage', { stages }, told({ pipeline_id: 77 }), true],
		['a status without a pipeline', { stages }, told({ status_id: 143 }), true],
		['the person', { responsibleUsers }, told({ responsible_user_id: 4 }), true],
		['another person', { responsibleUsers }, told({ responsible_user_id: 5 }), false],
		['nobody', { responsibleUsers }, told({ responsible_user_id: null }), true],
		['no person', { responsibleUsers }, told({}), true],
		['an ignored author', { ignoredUsers }, event({ userId: 9 }), false],
		['a robot, which is ignored', { ignoredUsers }, event({ userId: 0 }), false],
		['another author', { ignoredUsers }, event({ userId: 8 }), true],
		['no author', { ignoredUsers }, event({}), true],
		['no filter', {}, told({ pipeline_id: 79, status_id: 1, responsible_user_id: 5 }), true],
	])('%s', async (_title, some, one, isPassed) => {
		expect(await judge(one, some)).toBe(isPassed);
	});

	it('all filters must suit', async () => {
		const both = { pipelines, responsibleUsers };
		expect(await judge(told({ pipeline_id: 77, responsible_user_id: 4 }), both)).toBe(true);
		expect(await judge(told({ pipeline_id: 77, responsible_user_id: 5 }), both)).toBe(false);
		expect(await judge(told({ pipeline_id: 79, responsible_user_id: 4 }), both)).toBe(false);
	});
});

describe('what an event does not tell is judged on its card', () => {
	const held = {
		'lead/501': { id: 501, pipeline_id: 77, status_id: 142, responsible_user_id: 4 },
		'lead/502': { id: 502, pipeline_id: 79, status_id: 142, responsible_user_id: 5 },
		'contact/31': { id: 31, responsible_user_id: 4 },
		'contact/32': { id: 32, responsible_user_id: 5 },
		'task/61': { id: 61, entity_type: 'leads', entity_id: 501, responsible_user_id: 5 },
		'task/62': { id: 62, entity_type: 'leads', entity_id: 502, responsible_user_id: 4 },
		'task/63': { id: 63, entity_type: 'contacts', entity_id: 31, responsible_user_id: 4 },
		'customer/71': { id: 71, status_id: 142, responsible_user_id: 5 },
	};
	const pipelines = [77];
	const stages = [{ pipeline_id: 77, status_id: 142 }];
	const responsibleUsers = [4];

	const of = (name: string, id: number | string, data: CrmEvent['data'] = {}) => {
		const entity = name.replace(/^[a-z]+_/, '');
		return event({ event: name, entity, id, data });
	};

	it.each<[string, Partial<EventFilters>, CrmEvent, boolean, string[]]>([
		['a lead in the pipeline', { pipelines }, of('add_lead', 501), true, ['lead/501']],
		['a lead in another', { pipelines }, of('add_lead', 502), false, ['lead/502']],
		['a lead in the stage', { stages }, of('update_lead', 501), true, ['lead/501']],
		['a lead in another stage', { stages }, of('update_lead', 502), false, ['lead/502']],
		[
			'a pipeline without its stage',
			{ stages },
			of('update_lead', 501, { pipeline_id: 77 }),
			true,
			['lead/501'],
		],
		[
			'a lead that was won in any pipeline',
			{ stages: [{ status_id: 142 }] },
			of('update_lead', 502),
			true,
			['lead/502'],
		],
		[
			'a status of a customer with the number of won',
			{ stages: [{ status_id: 143 }] },
			of('update_customer', 71, { status_id: 142 }),
			true,
			[],
		],
		['a lead of the person', { responsibleUsers }, of('status_lead', 501), true, ['lead/501']],
		['a lead of another', { responsibleUsers }, of('status_lead', 502), false, ['lead/502']],
		[
			'what the event tells before what the card has by now',
			{ pipelines },
			of('status_lead', 501, { pipeline_id: 79, status_id: 1 }),
			false,
			[],
		],
		[
			'a note by its card, not by who wrote it',
			{ responsibleUsers },
			of('note_lead', 501, { id: 900, responsible_user_id: 5 }),
			true,
			['lead/501'],
		],
		['a note of another lead', { pipelines }, of('note_lead', 502), false, ['lead/502']],
		['a contact of the person', { responsibleUsers }, of('add_contact', 31), true, ['contact/31']],
		['a contact of another', { responsibleUsers }, of('add_contact', 32), false, ['contact/32']],
		['a contact has no pipeline', { pipelines, stages }, of('add_contact', 32), true, []],
		[
			'a status of a customer is no stage',
			{ stages, pipelines },
			of('update_customer', 71, { status_id: 3 }),
			true,
			[],
		],
		['a task by its own person', { responsibleUsers }, of('add_task', 61), false, ['task/61']],
		[
			'a task by its own person, whoever has the lead',
			{ responsibleUsers },
			of('add_task', 62),
			true,
			['task/62'],
		],
		['a task by its lead', { pipelines }, of('add_task', 61), true, ['task/61', 'lead/501']],
		['a task of another lead', { stages }, of('add_task', 62), false, ['task/62', 'lead/502']],
		['a task of a contact', { stages }, of('add_task', 63), true, ['task/63']],
		[
			'a task that names its lead',
			{ pipelines, responsibleUsers },
			of('add_task', 61, { entity_type: 'leads', entity_id: 502, responsible_user_id: 4 }),
			false,
			['lead/502'],
		],
		['a task of no card', { pipelines }, of('add_task', 64, { entity_id: 0 }), true, []],
		[
			'a message by its lead',
			{ pipelines, responsibleUsers },
			of('add_message', '6f0e', { entity_type: 'lead', entity_id: 502, contact_id: 31 }),
			false,
			['lead/502'],
		],
		[
			'a talk without a lead by its contact',
			{ pipelines, responsibleUsers },
			of('add_talk', 17, { entity_id: null, contact_id: 32 }),
			false,
			['contact/32'],
		],
		['a card that is not found', { pipelines }, of('update_lead', 503), true, ['lead/503']],
		['a deleted card', { pipelines, responsibleUsers }, of('delete_lead', 501), true, []],
		[
			'an incoming lead by what it tells',
			{ pipelines, responsibleUsers },
			of('add_unsorted', 'abc', { pipeline_id: 79 }),
			false,
			[],
		],
		[
			'an ignored author',
			{ pipelines, ignoredUsers: [9] },
			{ ...of('add_lead', 501), userId: 9 },
			false,
			[],
		],
		['no filter', {}, of('add_task', 61), true, []],
	])('%s', async (_title, some, one, isPassed, asked) => {
		const account = new Account(held);
		expect(await judge(one, some, account)).toBe(isPassed);
		expect(account.asked).toEqual(asked);
	});
});

describe('a wanted change', () => {
	const wanted = filters({ changedFields: ['price', 'cf_41'] });
	const price = { before: { price: 100 }, after: { price: 150 } };
	const stage = { before: { status_id: 1 }, after: { status_id: 142 } };

	it.each<[string, CrmEvent, boolean]>([
		['a new value', event(price), true],
		['a value that was emptied', event({ before: { cf_41: 'red' }, after: {} }), true],
		['a value where none was', event({ before: {}, after: { cf_41: 'red' } }), true],
		['another field', event(stage), false],
		['no field at all', event({ before: {}, after: {} }), false],
		['a change of which nothing is known', event({}), true],
		['a stage of which nothing is known', event({ event: 'status_lead' }), true],
		['another stage', event({ event: 'status_lead', ...stage }), false],
		['a beginning', event({ event: 'add_lead', ...stage }), true],
		['a note', event({ event: 'note_lead' }), true],
	])('%s', (_title, one, isWanted) => {
		expect(hasWantedChange(one, wanted)).toBe(isWanted);
		expect(hasWantedChange(one, NONE)).toBe(true);
	});

	it.each<[string, CrmEvent, EventFilters, boolean]>([
		['an update that does not tell it', event({}), wanted, true],
		['an update that tells it', event(price), wanted, false],
		['an update, where no field is wanted', event({}), NONE, false],
		['a change of stage', event({ event: 'status_lead' }), wanted, false],
	])('asks the account about %s', (_title, one, some, isAsked) => {
		expect(asksForChanges(one, some)).toBe(isAsked);
	});
});
