import { Settings } from 'luxon';

import { type DeliveryContext, readDelivery } from '../../../../nodes/shared/hooks/delivery';
import { expected } from './expected';
import { query } from './query';
import { read, receivedAt } from './read';
import { samples, type SentBody } from './samples';

it.each(expected)('reads the sample %s', (name, event) => {
	expect(read(samples[name])).toEqual([expect.objectContaining(event)]);
});

it('has an expectation for every sample', () => {
	expect(expected.map(([name]) => name)).toEqual(Object.keys(samples));
});

it('makes one item of each entity and action', () => {
	const body = {
		leads: { add: [{ id: 1 }, { id: 2 }], update: [{ id: 3 }] },
		contacts: {
			add: [
				{ id: 4, type: 'contact' },
				{ id: 5, type: 'company' },
			],
		},
	};
	expect(read(body).map(({ event, id, delivery }) => [event, id, delivery.position])).toEqual([
		['add_lead', 1, 0],
		['add_lead', 2, 1],
		['update_lead', 3, 2],
		['add_contact', 4, 3],
		['add_company', 5, 4],
	]);
});

it('finds entries of a list that does not begin with 0', () => {
	expect(read({ leads: { add: { 3: { id: 1 }, 7: { id: 2 } } } }).map(({ id }) => id)).toEqual([
		1, 2,
	]);
});

it('reads JSON of the Digital Pipeline as it reads forms', () => {
	const body = { leads: { status: [{ id: 501, status_id: 142, old_status_id: 3300 }] } };
	const fromJson = readDelivery(body, { bytes: query(body), receivedAt });
	expect(fromJson).toEqual([{ ...read(body)[0], raw: body.leads.status[0] }]);
});

it.each([
	['price', '', { price: null }],
	['name', '', { name: '' }],
	['price', '99.5', { price: 99.5 }],
	['price', '12345678901234567890', { price: '12345678901234567890' }],
	['custom_fields', '', { custom_fields_values: [] }],
	['tags', '', { _embedded: { tags: [] } }],
])('reads a %s of "%s"', (key, value, data) => {
	expect(read({ leads: { update: [{ [key]: value }] } })[0].data).toEqual(data);
});

it.each<[string, unknown, unknown]>([
	['is_deleted', 1, true],
	['is_deleted', '0', false],
	['is_deleted', 'true', true],
	['is_deleted', 'false', false],
	['is_deleted', true, true],
	['is_deleted', '', null],
	['price', 99, 99],
	['price', '99', 99],
	['price', '0099', 99],
	['price', 'free', 'free'],
])('reads a %s of %j the same from JSON and from forms', (key, value, read) => {
	const body = { leads: { update: [{ [key]: value }] } };
	const [{ data }] = readDelivery(body as never, { bytes: Buffer.alloc(0), receivedAt });
	expect(data).toEqual({ [key]: read });
});

it('leaves the times of tasks as texts, whatever zone this process is in', () => {
	const { defaultZone } = Settings;
	Settings.defaultZone = 'Pacific/Kiritimati';
	const [{ data, occurredAt }] = read(samples.taskUpdate);
	Settings.defaultZone = defaultZone;
	expect([data.complete_till, occurredAt]).toEqual(['2026-01-31 20:59:00', receivedAt]);
});

it('takes a code of an option for what it is', () => {
	const custom_fields = [{ id: 1, values: [{ value: '1', enum: 'WORK' }] }];
	expect(read({ contacts: { add: [{ custom_fields }] } })[0].data.custom_fields_values).toEqual([
		{ field_id: 1, values: [{ value: '1', enum_code: 'WORK' }] },
	]);
});

describe('delivery', () => {
	const idOf = (body: SentBody, context: Partial<DeliveryContext> = {}) =>
		read(body, context)[0].delivery.id;

	it('has the same id when the same comes again later', () => {
		expect(idOf(samples.leadDelete, { receivedAt: '2026-02-01T00:00:00.000Z' })).toBe(
			idOf(samples.leadDelete),
		);
	});

	it.each([
		['another body', idOf(samples.leadResponsible)],
		['the same of another account', idOf(samples.pipelineMail, { account: { id: 7 } })],
	])('has another id for %s', (_what, id) => {
		expect([idOf(samples.leadDelete), idOf(samples.pipelineMail)]).not.toContain(id);
	});
});
