import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Body } from 'nock';

import { MOST_AT_ONCE } from '../../../nodes/shared/mapParallel';
import { Account, locator } from '../support';
import * as clock from '../support/clock';
import { runAction } from './action';

jest.mock('n8n-workflow', () => jest.requireActual<typeof clock>('../support/clock').sleepless());

clock.useOwnClock();

type Sent = IDataObject & { request_id: string };

const isBad = (entity: Sent) => /^Bad/.test(String(entity.name ?? entity.text));

/** amoCRM takes a batch as a whole or refuses it as a whole; counts what it is asked. */
function takeBatches(account: Account, method: 'post' | 'patch', path: string) {
	const sizes: number[] = [];
	account.api
		.persist()
		[method](`/api/v4/${path}`)
		.reply((_uri, body): [number, Body] => {
			const batch = body as unknown as Sent[];
			sizes.push(batch.length);
			const bad = batch.filter(isBad);
			if (bad.length === 0) {
				const told = batch.map(({ id, name, text, request_id }) => ({
					id: id ?? Number(String(name ?? text).split(' ')[1]),
					request_id,
				}));
				return [200, { _embedded: { [path]: told } }];
			}
			const complaints = bad.map(({ request_id }) => ({
				request_id,
				errors: [{ code: 'InvalidType', path: 'name', detail: 'Not this one.' }],
			}));
			return [400, { title: 'Bad Request', status: 400, 'validation-errors': complaints }];
		});
	return sizes;
}

/** Items by number; those at these places are bad. */
const numbered = (count: number, bad: number[] = []) =>
	Array.from({ length: count }, (_, index) => ({
		json: { name: `${bad.includes(index) ? 'Bad' : 'Good'} ${index + 1}`, id: index + 1 },
	}));

const fields = { fields: { mappingMode: 'defineBelow', value: { name: '={{ $json.name }}' } } };

interface Work {
	resource: string;
	operation: string;
	method: 'post' | 'patch';
	path: string;
	parameters: INodeParameters;
}

const works: Work[] = [
	{ resource: 'lead', operation: 'create', method: 'post', path: 'leads', parameters: fields },
	{
		resource: 'contact',
		operation: 'update',
		method: 'patch',
		path: 'contacts',
		parameters: { ...fields, contact: locator('id', '={{ $json.id }}') },
	},
	{
		resource: 'task',
		operation: 'create',
		method: 'post',
		path: 'tasks',
		parameters: { text: '={{ $json.name }}', completeTill: '2026-01-31T10:00:00Z' },
	},
];

describe.each(works)('$resource: $operation, of many items', (work) => {
	it.each([
		[1, [1]],
		[250, [250]],
		[1_001, [250, 250, 250, 250, 1]],
	])('pairs %i of them in order, in the fewest requests', async (count, requests) => {
		const account = new Account();
		const sizes = takeBatches(account, work.method, work.path);

		const run = await runAction(account, [work.resource, work.operation], work.parameters, {
			input: numbered(count),
		});

		expect(run.error).toBeUndefined();
		expect(sizes).toEqual(requests);
		expect(run.output('amoCRM').map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			Array.from({ length: count }, (_, item) => [item + 1, { item }]),
		);
	});

	it('gives each bad one of 1,001 its own error, at its place; all others get through', async () => {
		const account = new Account();
		const sizes = takeBatches(account, work.method, work.path);
		const bad = [0, 7, 600, 1_000];

		const run = await runAction(account, [work.resource, work.operation], work.parameters, {
			input: numbered(1_001, bad),
			onError: 'continueRegularOutput',
		});

		const failed = run.output('amoCRM').filter(({ json }) => json.error !== undefined);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual(bad.map((item) => ({ item })));
		expect(failed.map(({ json }) => json.details)).toEqual(
			bad.map(() => expect.stringContaining('Not this one.')),
		);
		expect(run.output('amoCRM')).toHaveLength(1_001);
		// Two refused batches are sent again without their bad ones; the last was one bad item.
		expect(sizes).toEqual([250, 250, 250, 250, 1, 248, 249]);
	});
});

describe('lead: get, of several items', () => {
	it.each([
		['402', 402, { status: 402 }, /is not paid for/],
		['403', 403, { title: 'Forbidden', status: 403 }, /does not allow this/],
		['404', 404, { title: 'Not found', status: 404 }, /has no lead 2/],
		['204', 204, undefined, /has no lead 2/],
		['422', 422, { status: 422 }, /did not accept the data/],
		['429', 429, { retry_after: 0.001 }, /is receiving too many requests/],
	])('that meets %s says so at its item, and goes on', async (_name, status, body, sentence) => {
		const account = new Account();
		const answer = { id: 1, name: 'Good' };
		account.api
			.get(/\/leads\/[13]/)
			.times(2)
			.query(true)
			.reply(200, answer);
		account.api.persist().get('/api/v4/leads/2').query(true).reply(status, body);

		const run = await runAction(
			account,
			['lead', 'get'],
			{ lead: locator('id', '={{ $json.id }}') },
			{ input: numbered(3), onError: 'continueRegularOutput' },
		);

		expect(run.output('amoCRM').map(({ json }) => json.name ?? json.error)).toEqual([
			'Good',
			expect.stringMatching(sentence),
			'Good',
		]);
	});

	it('that meets a block asks for nothing more, and shows no page', async () => {
		const account = new Account();
		const asked = jest.fn(() => '<html><head><title>403 Forbidden</title></head></html>');
		account.api.persist().get(/leads/).query(true).reply(403, asked);

		const run = await runAction(
			account,
			['lead', 'get'],
			{ lead: locator('id', '={{ $json.id }}') },
			{ input: numbered(20), onError: 'continueRegularOutput' },
		);

		const blocked = expect.stringMatching(/^The account \S+ is blocked/) as string;
		expect(run.output('amoCRM').map(({ json }) => json.error)).toEqual(
			numbered(20).map(() => blocked),
		);
		expect(JSON.stringify(run.output('amoCRM'))).not.toContain('<html>');
		// Those that were under way when the first answer came.
		expect(asked.mock.calls.length).toBeLessThanOrEqual(MOST_AT_ONCE);
	});
});
