import type { INodeParameters } from 'n8n-workflow';

import { Account, locator, runWorkflow } from '../support';
import { action } from './action';

const LEAD = {
	id: 5,
	name: 'Deal',
	price: 100,
	pipeline_id: 7,
	status_id: 142,
	responsible_user_id: 9,
	created_at: 1769850000,
	updated_at: 1769850000,
	closed_at: null,
	account_id: 1,
	custom_fields_values: [
		{ field_id: 1, field_name: 'Order no.', field_type: 'text', values: [{ value: 'A-1' }] },
	],
	_embedded: { tags: [{ id: 1, name: 'VIP' }] },
};

const PIPELINES = {
	_embedded: {
		pipelines: [{ id: 7, name: 'Sales', _embedded: { statuses: [{ id: 142, name: 'Won' }] } }],
	},
};

const USERS = { _embedded: { users: [{ id: 9, name: 'Anna' }] } };

/** Answers each list once: more requests fail the test. */
function withNames(account: Account) {
	account.api.get('/api/v4/leads/pipelines').reply(200, PIPELINES);
	account.api.get('/api/v4/users').query(true).reply(200, USERS);
	return account;
}

async function run(
	account: Account,
	[resource, operation]: [string, string],
	parameters: INodeParameters,
	input?: Array<{ json: typeof LEAD | Record<string, never> }>,
) {
	const node = { ...action(resource, operation, parameters), typeVersion: 1.1 };
	return await runWorkflow({
		nodes: [node],
		credentials: account.credentials,
		timezone: 'Europe/Moscow',
		input,
	});
}

const READABLE = {
	id: 5,
	name: 'Deal',
	price: 100,
	pipeline_id: 7,
	pipeline_name: 'Sales',
	status_id: 142,
	status_name: 'Won',
	responsible_user_id: 9,
	responsible_user_name: 'Anna',
	created_at: '2026-01-31T12:00:00+03:00',
	updated_at: '2026-01-31T12:00:00+03:00',
	closed_at: null,
	account_id: 1,
	tags: ['VIP'],
	custom_fields: { 'Order no.': 'A-1' },
};

describe('lead: get (version 1.1)', () => {
	const get = async (account: Account, parameters: INodeParameters = {}) => {
		account.api.get('/api/v4/leads/5').query(true).reply(200, LEAD);
		return await run(account, ['lead', 'get'], { lead: locator('id', '5'), ...parameters });
	};

	it('shows times of the workflow, names beside ids, and the address of the card', async () => {
		const account = withNames(new Account());

		const done = await get(account);

		expect(done.json('amoCRM')).toEqual([{ ...READABLE, url: `${account.url}/leads/detail/5` }]);
	});

	it('does without names that the user may not read', async () => {
		const account = new Account();
		account.api.get('/api/v4/leads/pipelines').reply(403, { title: 'Forbidden', status: 403 });
		account.api.get('/api/v4/users').query(true).reply(403, { title: 'Forbidden', status: 403 });

		const done = await get(account);

		expect(done.error).toBeUndefined();
		const [card] = done.json('amoCRM');
		expect(card).toMatchObject({ id: 5, created_at: READABLE.created_at });
		expect(card).not.toHaveProperty('pipeline_name');
	});

	it("gives amoCRM's own form, and asks for no names", async () => {
		const done = await get(new Account(), { output: 'raw' });
		expect(done.json('amoCRM')).toEqual([LEAD]);
	});

	it('gives the fields that are named, dots and all', async () => {
		const account = withNames(new Account());

		const done = await get(account, {
			output: 'selectedFields',
			outputFields: 'name, status_name, custom_fields.Order no., nothing',
		});

		expect(done.json('amoCRM')).toEqual([
			{ name: 'Deal', status_name: 'Won', custom_fields: { 'Order no.': 'A-1' } },
		]);
	});

	it('says so where no field is named', async () => {
		const account = new Account();
		account.api.get('/api/v4/leads/5').query(true).reply(200, LEAD);

		const done = await run(account, ['lead', 'get'], {
			lead: locator('id', '5'),
			output: 'selectedFields',
			outputFields: '={{ "" }}',
		});

		expect(done.errorOf('amoCRM')?.message).toBe('"Fields to Return" is missing.');
	});
});

describe('lead: getAll (version 1.1)', () => {
	it('asks for names once, however many items and pages there are', async () => {
		const account = withNames(new Account());
		const page = (id: number) => ({ _embedded: { leads: [{ ...LEAD, id }] } });
		account.api.get('/api/v4/leads').query(true).reply(200, page(5));
		account.api.get('/api/v4/leads').query(true).reply(200, page(6));

		const done = await run(account, ['lead', 'getAll'], {}, [{ json: {} }, { json: {} }]);

		expect(done.json('amoCRM')).toMatchObject([
			{ status_name: 'Won', responsible_user_name: 'Anna' },
			{ status_name: 'Won', responsible_user_name: 'Anna' },
		]);
	});
});

describe('task: get (version 1.1)', () => {
	it('asks only for the names that the output has room for', async () => {
		const account = new Account();
		account.api.get('/api/v4/users').query(true).reply(200, USERS);
		const task = { id: 3, responsible_user_id: 9, complete_till: 1769850000, duration: 0 };
		account.api.get('/api/v4/tasks/3').reply(200, task);

		const done = await run(account, ['task', 'get'], { task: locator('id', '3') });

		expect(done.json('amoCRM')).toEqual([
			{
				id: 3,
				responsible_user_id: 9,
				responsible_user_name: 'Anna',
				complete_till: '2026-01-31T12:00:00+03:00',
				duration: 0,
			},
		]);
	});
});

describe('lead: update (version 1.1)', () => {
	it('takes back what was read: ids and times land as they were', async () => {
		const account = new Account();
		const card = { ...READABLE, url: `${account.url}/leads/detail/5` };
		account.api
			.get('/api/v4/leads/custom_fields')
			.query(true)
			.reply(200, {
				_embedded: {
					custom_fields: [
						{ id: 1, name: 'Order no.', type: 'text' },
						{ id: 2, name: 'url', type: 'text' },
					],
				},
			});
		account.api
			.patch('/api/v4/leads', ([body]: [object]) => {
				expect(body).toEqual({
					id: 5,
					name: 'Deal',
					price: 100,
					pipeline_id: 7,
					status_id: 142,
					responsible_user_id: 9,
					created_at: 1769850000,
					tags_to_add: [{ name: 'VIP' }],
					custom_fields_values: [{ field_id: 1, values: [{ value: 'A-1' }] }],
					request_id: '0',
				});
				return true;
			})
			.reply(200, { _embedded: { leads: [{ id: 5, updated_at: 1, request_id: '0' }] } });

		const done = await run(
			account,
			['lead', 'update'],
			{
				lead: locator('id', '5'),
				fields: { mappingMode: 'autoMapInputData', value: null },
			},
			[{ json: card as unknown as typeof LEAD }],
		);

		expect(done.error).toBeUndefined();
	});
});
