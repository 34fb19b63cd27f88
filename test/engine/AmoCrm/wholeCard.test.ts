import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Account, locator, runWorkflow } from '../support';
import { action } from './action';
import { items } from './upserts';

const TIMES = { created_at: 1769850000, updated_at: 1769850000 };
const READ_TIMES = {
	created_at: '2026-01-31T12:00:00+03:00',
	updated_at: '2026-01-31T12:00:00+03:00',
};

const whole = (id: number, more: IDataObject = {}): IDataObject => ({
	id,
	name: `Card ${id}`,
	...TIMES,
	custom_fields_values: null,
	_embedded: { tags: [{ id: 1, name: 'VIP' }] },
	...more,
});

/** What people read of it. */
const shown = (account: Account, id: number, page = 'leads') => ({
	id,
	name: `Card ${id}`,
	...READ_TIMES,
	tags: ['VIP'],
	custom_fields: {},
	url: `${account.url}/${page}/detail/${id}`,
});

const named = (value: INodeParameters = { name: '={{ $json.name }}' }) => ({
	fields: { mappingMode: 'defineBelow', value },
	returnCard: true,
});

async function run(
	account: Account,
	[resource, operation]: [string, string],
	parameters: INodeParameters,
	{ input }: ReturnType<typeof items> = items({ name: 'A' }),
	more: { typeVersion?: number; onError?: 'continueRegularOutput' } = {},
) {
	return await runWorkflow({
		nodes: [{ ...action(resource, operation, parameters), typeVersion: 1.1, ...more }],
		credentials: account.credentials,
		timezone: 'Europe/Moscow',
		input,
	});
}

/** The account writes cards, which get these ids. */
function writes(account: Account, path: string, ids: number[], method: 'POST' | 'PATCH' = 'POST') {
	const written = ids.map((id, index) => ({ id, request_id: String(index) }));
	account.api
		.intercept(`/api/v4/${path}`, method)
		.reply(200, { _embedded: { [path.split('/').pop() as string]: written } });
}

/** The account answers the question for cards by their ids, whatever else it asks for. */
function lists(account: Account, path: string, ids: number[], found: IDataObject[], query = {}) {
	account.api
		.get(`/api/v4/${path}`)
		.query((asked) => {
			expect([asked['filter[id][]']].flat().map(Number)).toEqual(ids);
			expect(asked).toMatchObject(query);
			return true;
		})
		.reply(200, { _embedded: { [path.split('/').pop() as string]: found } });
}

describe.each([
	['lead', 'leads', 'leads'],
	['contact', 'contacts', 'contacts'],
	['company', 'companies', 'companies'],
	['customer', 'customers', 'customers'],
])('the whole card: %s: create', (resource, path, page) => {
	it('reads all that were written in one request', async () => {
		const account = new Account();
		writes(account, path, [501, 502]);
		lists(account, path, [501, 502], [whole(502), whole(501)]);

		const done = await run(
			account,
			[resource, 'create'],
			named(),
			items({ name: 'A' }, { name: 'B' }),
		);

		expect(done.error).toBeUndefined();
		expect(done.output('amoCRM')).toEqual([
			{ json: shown(account, 501, page), pairedItem: { item: 0 } },
			{ json: shown(account, 502, page), pairedItem: { item: 1 } },
		]);
	});
});

describe('the whole card', () => {
	it('of a list element is read in its list: catalogElement: create', async () => {
		const account = new Account();
		writes(account, 'catalogs/5/elements', [501]);
		lists(account, 'catalogs/5/elements', [501], [whole(501)]);

		const done = await run(account, ['catalogElement', 'create'], {
			...named(),
			catalog: locator('id', '5'),
		});

		expect(done.json('amoCRM')).toMatchObject([{ id: 501, name: 'Card 501' }]);
	});

	it('has what Include asks for, in the fields that are named: lead: update', async () => {
		const account = new Account();
		writes(account, 'leads', [11], 'PATCH');
		lists(account, 'leads', [11], [whole(11, { _embedded: { contacts: [{ id: 7 }] } })], {
			with: 'contacts',
			'order[updated_at]': 'desc',
		});

		const done = await run(account, ['lead', 'update'], {
			...named(),
			lead: locator('id', '11'),
			with: ['contacts'],
			output: 'selectedFields',
			outputFields: 'name, contacts',
		});

		expect(done.json('amoCRM')).toEqual([{ name: 'Card 11', contacts: [7] }]);
	});

	it("keeps what became of it, also beside amoCRM's own form: lead: upsert", async () => {
		const account = new Account();
		writes(account, 'leads', [11], 'PATCH');
		lists(account, 'leads', [11], [whole(11)]);

		const done = await run(account, ['lead', 'upsert'], {
			...named({ id: 11, name: 'A' }),
			fields: {
				mappingMode: 'defineBelow',
				value: { id: 11, name: 'A' },
				matchingColumns: ['id'],
			},
			output: 'raw',
		});

		expect(done.json('amoCRM')).toEqual([{ ...whole(11), operation: 'updated' }]);
	});

	it('keeps the ids of what was made with it: lead: createComplex', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/complex')
			.reply(200, [
				{ id: 501, contact_id: 31, company_id: null, request_id: ['0'], merged: false },
			]);
		lists(account, 'leads', [501], [whole(501)]);

		const done = await run(account, ['lead', 'createComplex'], named());

		expect(done.json('amoCRM')).toEqual([
			{ ...shown(account, 501), contact_id: 31, company_id: null, merged: false },
		]);
	});

	it('is as the first version shows cards, in a node of that: contact: create', async () => {
		const account = new Account();
		writes(account, 'contacts', [501]);
		lists(account, 'contacts', [501], [whole(501)]);

		const done = await run(account, ['contact', 'create'], named(), undefined, { typeVersion: 1 });

		expect(done.json('amoCRM')).toMatchObject([{ id: 501, ...TIMES, tags: ['VIP'] }]);
	});

	it('is asked for by itself where the list does not have it yet: lead: create', async () => {
		const account = new Account();
		writes(account, 'leads', [501]);
		account.api.get('/api/v4/leads').query(true).reply(204);
		account.api.get('/api/v4/leads/501').query(true).reply(200, whole(501));

		const done = await run(account, ['lead', 'create'], named());

		expect(done.json('amoCRM')).toEqual([shown(account, 501)]);
	});

	it('is said to be written where it cannot be read: lead: create', async () => {
		const account = new Account();
		writes(account, 'leads', [501]);
		account.api.get('/api/v4/leads').query(true).reply(403, { title: 'Forbidden', status: 403 });

		const done = await run(account, ['lead', 'create'], named());

		expect(done.error).toBeUndefined();
		expect(done.json('amoCRM')).toEqual([
			{
				id: 501,
				notice: `The lead 501 was written, but could not be read: The account ${account.domain} does not allow this.`,
			},
		]);
	});

	it('is not asked for of an item that was refused: lead: create', async () => {
		const account = new Account();
		account.api.post('/api/v4/leads').reply(400, {
			'validation-errors': [
				{ request_id: '0', errors: [{ code: 'InvalidType', path: 'price', detail: 'No.' }] },
			],
		});

		const done = await run(account, ['lead', 'create'], named(), undefined, {
			onError: 'continueRegularOutput',
		});

		expect(done.json('amoCRM')).toMatchObject([{ error: expect.stringContaining('"Price"') }]);
	});

	it.each(['create', 'upsert'])(
		'writes nothing where it is not said which fields are wanted: lead: %s',
		async (operation) => {
			const done = await run(new Account(), ['lead', operation], {
				...named(),
				output: 'selectedFields',
				outputFields: '={{ "" }}',
			});

			expect(done.errorOf('amoCRM')?.message).toBe('"Fields to Return" is missing.');
		},
	);
});
