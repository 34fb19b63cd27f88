import type { CrmEvent } from '../../../../nodes/shared/hooks/event';
import {
	asksForChanges,
	hasWantedChange,
	passes,
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

describe('an event is judged by what it tells', () => {
	const pipelines = [77, 78];
	const stages = [{ pipeline_id: 77, status_id: 142 }];
	const responsibleUsers = [4];
	const ignoredUsers = [0, 9];

	it.each<[string, Partial<EventFilters>, CrmEvent, boolean]>([
		['one of the pipelines', { pipelines }, told({ pipeline_id: 78 }), true],
		['another pipeline', { pipelines }, told({ pipeline_id: 79 }), false],
		['no pipeline', { pipelines }, told({}), true],
		['the stage', { stages }, told({ pipeline_id: 77, status_id: 142 }), true],
		['another stage', { stages }, told({ pipeline_id: 77, status_id: 143 }), false],
		['won in another pipeline', { stages }, told({ pipeline_id: 78, status_id: 142 }), false],
		['no stage', { stages }, told({ pipeline_id: 77 }), true],
		['a status without a pipeline', { stages }, told({ status_id: 143 }), true],
		['the person', { responsibleUsers }, told({ responsible_user_id: 4 }), true],
		['another person', { responsibleUsers }, told({ responsible_user_id: 5 }), false],
		['an emptied person', { responsibleUsers }, told({ responsible_user_id: null }), true],
		['no person', { responsibleUsers }, told({}), true],
		['an ignored author', { ignoredUsers }, event({ userId: 9 }), false],
		['a robot, which is ignored', { ignoredUsers }, event({ userId: 0 }), false],
		['another author', { ignoredUsers }, event({ userId: 8 }), true],
		['no author', { ignoredUsers }, event({}), true],
		['no filter', {}, told({ pipeline_id: 79, status_id: 1, responsible_user_id: 5 }), true],
	])('%s', (_title, some, one, isPassed) => {
		expect(passes(one, filters(some))).toBe(isPassed);
	});

	it('all filters must suit', () => {
		const both = filters({ pipelines, responsibleUsers });
		expect(passes(told({ pipeline_id: 77, responsible_user_id: 4 }), both)).toBe(true);
		expect(passes(told({ pipeline_id: 77, responsible_user_id: 5 }), both)).toBe(false);
		expect(passes(told({ pipeline_id: 79, responsible_user_id: 4 }), both)).toBe(false);
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
