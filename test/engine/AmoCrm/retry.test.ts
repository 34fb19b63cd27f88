import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';
import type { Body } from 'nock';

import { MOST_AT_ONCE } from '../../../nodes/shared/mapParallel';
import { Account, locator, runWorkflow } from '../support';
import * as clock from '../support/clock';
import { action } from './action';
import { finds, mapping, phones, updates, withFields } from './upserts';

jest.mock('n8n-workflow', () => jest.requireActual<typeof clock>('../support/clock').sleepless());

clock.useOwnClock();

type Sent = IDataObject & { request_id: string };

/** amoCRM stores a batch, refuses it with this status, or stores it and its answer is lost. */
type Fate = true | number | 'lost';

const isBad = ({ name }: IDataObject) => String(name).startsWith('Bad');

/**
 * What amoCRM stores of the leads that it is sent. A batch with a bad one is refused as a whole, naming it or not;
 * `fates` come before that, one for each request.
 */
class Store {
	readonly stored: string[] = [];
	readonly requests: number[] = [];

	constructor(
		account: Account,
		{ fates = [], isNamed = true }: { fates?: Fate[]; isNamed?: boolean } = {},
	) {
		account.api
			.persist()
			.post('/api/v4/leads')
			.reply((_uri, body): [number, Body] => {
				const batch = body as unknown as Sent[];
				this.requests.push(batch.length);
				const fate = fates.shift() ?? true;
				if (typeof fate === 'number') return [fate, { title: 'No', status: fate }];
				const bad = batch.filter(isBad);
				if (bad.length > 0) {
					const complaints = bad.map(({ request_id }) => ({
						request_id,
						errors: [{ code: 'InvalidType', path: 'name', detail: 'Not this one.' }],
					}));
					return [400, { status: 400, ...(isNamed && { 'validation-errors': complaints }) }];
				}
				this.stored.push(...batch.map(({ name }) => String(name)));
				if (fate === 'lost') return [504, '<html></html>'];
				const leads = batch.map(({ name, request_id }) => ({
					id: Number(String(name).split(' ')[1]),
					request_id,
				}));
				return [200, { _embedded: { leads } }];
			});
	}
}

const named = (...names: string[]) => names.map((name) => ({ json: { name } }));

/** Good ones, but for those at these places. */
const many = (count: number, ...bad: number[]) =>
	named(
		...Array.from({ length: count }, (_, at) => `${bad.includes(at) ? 'Bad' : 'Good'} ${at + 1}`),
	);

const fields = { fields: { mappingMode: 'defineBelow', value: { name: '={{ $json.name }}' } } };

interface Settings {
	onError?: OnError;
	retries?: boolean;
	resource?: [string, string];
	parameters?: INodeParameters;
}

async function create(
	account: Account,
	input: Array<{ json: IDataObject }>,
	{ onError, retries = false, resource = ['lead', 'create'], parameters = fields }: Settings = {},
) {
	return await runWorkflow({
		nodes: [
			{
				...action(resource[0], resource[1], parameters),
				onError,
				...(retries && { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 }),
			},
		],
		credentials: account.credentials,
		input,
	});
}

describe('a node that throws what fails', () => {
	it('sends nothing of a refused batch again, and names the item that is to blame', async () => {
		const account = new Account();
		const { stored, requests } = new Store(account);
		const run = await create(account, many(10, 4));
		expect(stored).toEqual([]);
		expect(requests).toEqual([10]);
		expect(run.error?.description).toContain('Not this one.');
		expect(run.error?.context).toMatchObject({ itemIndex: 4 });
	});

	it('says what to do where amoCRM does not say which item it means', async () => {
		const account = new Account();
		const { stored, requests } = new Store(account, { isNamed: false });
		const run = await create(account, many(10, 4));
		expect(stored).toEqual([]);
		expect(requests).toEqual([10]);
		expect(run.error?.description).toContain('which of the 10 items');
		expect(run.error?.description).toContain('Set On Error of the node to Continue');
	});

	it('sends no batch after a refused one', async () => {
		const account = new Account();
		const { stored, requests } = new Store(account);
		const run = await create(account, many(5_000, 0));
		// Those that were on their way when the first answer came are stored; at seven a second, few.
		expect(requests.length).toBeLessThan(20);
		expect(stored).toHaveLength((requests.length - 1) * 250);
		expect(run.error?.context).toMatchObject({ itemIndex: 0 });
	});

	it('sends nothing where an item cannot be prepared', async () => {
		const run = await create(new Account(), named('1', 'x'), {
			resource: ['lead', 'update'],
			parameters: { ...fields, lead: locator('id', '={{ $json.name }}') },
		});
		expect(run.error?.context).toMatchObject({ itemIndex: 1 });
	});

	it('sends no more where each goes by itself: lossReason: delete', async () => {
		const account = new Account();
		const asked = jest.fn();
		account.api
			.persist()
			.delete(/loss_reasons/)
			.reply(() => {
				asked();
				return [404, { status: 404 }];
			});
		const run = await create(
			account,
			named(...Array.from({ length: 50 }, (_, at) => `${at + 1}`)),
			{
				resource: ['lossReason', 'delete'],
				parameters: { lossReason: locator('id', '={{ $json.name }}') },
			},
		);
		expect(run.error?.message).toContain('has no loss reason 1');
		// Those that were on their way beside it.
		expect(asked.mock.calls.length).toBeLessThanOrEqual(MOST_AT_ONCE);
	});

	it('creates none where several cards match another: contact: upsert', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		const old = (id: number) => ({ id, custom_fields_values: [phones('1000')] });
		finds(account, 'contacts', { query: '1000' }, old(12), old(13));
		finds(account, 'contacts', { query: '2000' });
		const run = await create(account, [{ json: { phone: '2000' } }, { json: { phone: '1000' } }], {
			resource: ['contact', 'upsert'],
			parameters: mapping({ PHONE: '={{ $json.phone }}' }, ['PHONE']),
		});
		expect(run.error?.message).toContain('2 contacts match');
		expect(run.error?.context).toMatchObject({ itemIndex: 1 });
	});

	it('sends no item after a refused one: customRequest: send', async () => {
		const account = new Account();
		account.api.post('/api/v4/one').reply(200, {});
		account.api.post('/api/v4/two').reply(422, { status: 422 });
		const run = await create(account, named('one', 'two', 'three'), {
			resource: ['customRequest', 'send'],
			parameters: { method: 'POST', path: '=/api/v4/{{ $json.name }}', body: '{}' },
		});
		expect(run.error?.context).toMatchObject({ itemIndex: 1 });
	});
});

describe('Retry On Fail', () => {
	it('does no item again that was stored, where the node throws', async () => {
		const account = new Account();
		const { stored, requests } = new Store(account, { fates: [true, 400, true] });
		const run = await create(account, many(300), { retries: true });
		expect(run.error).toBeUndefined();
		expect(requests).toEqual([250, 50, 50]);
		expect([...stored].sort()).toEqual(
			many(300)
				.map(({ json }) => json.name)
				.sort(),
		);
		expect(run.json('amoCRM').map(({ id }) => id)).toEqual(
			Array.from({ length: 300 }, (_, at) => at + 1),
		);
	});

	it('does no item again that was stored, where the first failed and others go on', async () => {
		const account = new Account();
		const { stored } = new Store(account);
		const run = await create(account, many(4, 0), {
			retries: true,
			onError: 'continueRegularOutput',
		});
		expect(stored).toEqual(['Good 2', 'Good 3', 'Good 4']);
		expect(run.json('amoCRM')).toMatchObject([
			{ details: expect.stringContaining('Not this one.') as string },
			{ id: 2 },
			{ id: 3 },
			{ id: 4 },
		]);
	});

	it.each<OnError>(['continueErrorOutput', 'continueRegularOutput', 'stopWorkflow'])(
		'sends nothing again that may have been stored (%s)',
		async (onError) => {
			const account = new Account();
			const { stored, requests } = new Store(account, { fates: ['lost'] });
			const run = await create(account, many(3), { retries: true, onError });
			expect(requests).toEqual([3]);
			expect(stored).toHaveLength(3);
			expect(run.saved).toContain('may have been done all the same');
		},
	);

	it('looks for no card again that may have been stored: contact: upsert', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		finds(account, 'contacts', { query: '2000' });
		account.api.post('/api/v4/contacts').reply(504, '<html></html>');
		const run = await create(account, [{ json: {} }], {
			retries: true,
			resource: ['contact', 'upsert'],
			parameters: mapping({ PHONE: '2000' }, ['PHONE']),
		});
		expect(run.error?.message).toContain('may have been done all the same');
	});

	it('sends again what was not stored', async () => {
		const account = new Account();
		const { requests } = new Store(account, { fates: [403, 402] });
		const run = await create(account, many(3), { retries: true });
		expect(requests).toEqual([3, 3, 3]);
		expect(run.json('amoCRM')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
	});

	it('changes again what may have been changed: a second time does the same', async () => {
		const account = new Account();
		account.api.patch('/api/v4/leads').reply(504, '<html></html>');
		account.api
			.patch('/api/v4/leads')
			.reply(200, { _embedded: { leads: [{ id: 61, request_id: '0' }] } });
		const run = await create(account, named('A'), {
			retries: true,
			resource: ['lead', 'update'],
			parameters: { ...fields, lead: locator('id', 61) },
		});
		expect(run.json('amoCRM')).toEqual([{ id: 61 }]);
	});

	it('links again what may be linked: lead: update', async () => {
		const account = new Account();
		updates(account, 'leads', [{ name: 'A', id: 11 }]);
		account.api.post('/api/v4/leads/11/link').reply(504, '<html></html>');
		updates(account, 'leads', [{ name: 'A', id: 11 }]);
		account.api
			.post('/api/v4/leads/11/link')
			.reply(200, (_uri, body) => ({ _embedded: { links: body } }));
		const run = await create(account, [{ json: {} }], {
			retries: true,
			resource: ['lead', 'update'],
			parameters: { lead: locator('id', '11'), ...mapping({ name: 'A', contact_id: 77 }, []) },
		});
		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([{ id: 11, updated_at: 7 }]);
	});

	it('of two equal items makes two', async () => {
		const account = new Account();
		const { stored } = new Store(account, { fates: [400] });
		await create(account, named('Good 1', 'Good 1'), { retries: true });
		expect(stored).toEqual(['Good 1', 'Good 1']);
	});

	it('makes an item of each run of a node that runs twice', async () => {
		const account = new Account();
		const { stored } = new Store(account);
		const node = {
			...action('lead', 'create', fields),
			retryOnFail: true,
			maxTries: 2,
			waitBetweenTries: 1,
		};
		const to = (node: string) => ({ node, type: 'main' as const, index: 0 });
		await runWorkflow({
			nodes: [
				{ name: 'Pass', type: 'n8n-nodes-base.noOp' },
				{ name: 'Pass on', type: 'n8n-nodes-base.noOp' },
				node,
			],
			connections: {
				Pass: { main: [[to('amoCRM'), to('Pass on')]] },
				'Pass on': { main: [[to('amoCRM')]] },
			},
			credentials: account.credentials,
			input: named('Good 1'),
		});
		expect(stored).toEqual(['Good 1', 'Good 1']);
	});
});
