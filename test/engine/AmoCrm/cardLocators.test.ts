import { NodeHelpers, type INodeParameters } from 'n8n-workflow';

import { AmoCrm } from '../../../nodes/AmoCrm/AmoCrm.node';
import { Account, locator, runWorkflow } from '../support';
import { action } from './action';

async function run(
	account: Account,
	[resource, operation]: [string, string],
	parameters: INodeParameters,
	typeVersion = 1.1,
) {
	return await runWorkflow({
		nodes: [{ ...action(resource, operation, parameters), typeVersion }],
		credentials: account.credentials,
	});
}

/** The account takes what is sent to this address, and answers with it. */
function takes(account: Account, method: string, path: string, body: object[], key: string) {
	account.api
		.intercept(
			path,
			method,
			body.map((one, index) => ({ ...one, request_id: String(index) })),
		)
		.reply(200, { _embedded: { [key]: body.map((one) => ({ id: 61, ...one })) } });
}

const DUE = '2026-01-31T10:00:00Z';
const DUE_S = 1769853600;

describe('a card that is pasted as an address has its kind', () => {
	const page = (account: Account, path: string) =>
		locator('url', `${account.url}/${path}?tab_id=main`);

	it('tag: addTo', async () => {
		const account = new Account();
		takes(
			account,
			'PATCH',
			'/api/v4/contacts',
			[{ id: 31, tags_to_add: [{ name: 'VIP' }] }],
			'contacts',
		);

		const done = await run(account, ['tag', 'addTo'], {
			cardType: 'leads',
			card: page(account, 'contacts/detail/31'),
			tags: 'VIP',
		});

		expect(done.error).toBeUndefined();
	});

	it('link: create, at both ends', async () => {
		const account = new Account();
		const link = { entity_id: 31, to_entity_id: 41, to_entity_type: 'companies' };
		account.api.post('/api/v4/contacts/link', [link]).reply(200, { _embedded: { links: [link] } });

		const done = await run(account, ['link', 'create'], {
			card: page(account, 'contacts/detail/31'),
			linkedCard: page(account, 'companies/detail/41'),
		});

		expect(done.error).toBeUndefined();
	});

	/** What n8n keeps of the parameters of a node: what its editor shows. */
	it.each([
		[1.1, 'url', false],
		[1.1, 'list', true],
		[1, 'url', true],
	])('in version %d, by %s: the kind is asked for: %s', (typeVersion, mode, isShown) => {
		const { description } = new AmoCrm();
		const { name, type, parameters = {} } = action('tag', 'addTo', { card: locator(mode, '31') });
		const node = {
			id: '1',
			position: [0, 0] as [number, number],
			name,
			type,
			typeVersion,
			parameters,
		};
		const kept = NodeHelpers.getNodeParameters(
			description.properties,
			parameters,
			true,
			false,
			node,
			description,
		);
		expect('cardType' in (kept ?? {})).toBe(isShown);
	});

	it('and must have one: tag: addTo', async () => {
		const done = await run(new Account(), ['tag', 'addTo'], {
			card: locator('url', '={{ "501" }}'),
			tags: 'VIP',
		});

		expect(done.errorOf('amoCRM')?.message).toBe('"Card Type" is missing.');
	});

	it('and is refused where that kind has no bots: salesbot: run', async () => {
		const account = new Account();

		const done = await run(account, ['salesbot', 'run'], {
			salesbot: locator('id', '5'),
			card: page(account, 'companies/detail/41'),
		});

		expect(done.errorOf('amoCRM')?.message).toContain('"Card Type" cannot be "companies"');
	});
});

describe('what is used daily comes first in new nodes, and saved ones stay as they are', () => {
	it.each([
		[1, 'companies'],
		[1.1, 'leads'],
	])('tag: addTo, version %d: %s', async (version, kind) => {
		const account = new Account();
		takes(account, 'PATCH', `/api/v4/${kind}`, [{ id: 31, tags_to_add: [{ name: 'VIP' }] }], kind);

		const done = await run(
			account,
			['tag', 'addTo'],
			{ card: locator('id', '31'), tags: 'VIP' },
			version,
		);

		expect(done.error).toBeUndefined();
	});

	it.each([
		[1, 'companies', 'companies'],
		[1.1, 'leads', 'contacts'],
	])('link: create, version %d: %s to %s', async (version, kind, target) => {
		const account = new Account();
		const link = { entity_id: 31, to_entity_id: 41, to_entity_type: target };
		account.api.post(`/api/v4/${kind}/link`, [link]).reply(200, { _embedded: { links: [link] } });

		const done = await run(
			account,
			['link', 'create'],
			{ card: locator('id', '31'), linkedCard: locator('id', '41') },
			version,
		);

		expect(done.error).toBeUndefined();
	});
});

describe('task: create', () => {
	const text = { text: 'Call', completeTill: DUE };
	const body = { text: 'Call', complete_till: DUE_S };

	it.each([
		['of a lead', { card: locator('id', '501') }, { entity_type: 'leads', entity_id: 501 }],
		[
			'of the customer whose address is pasted',
			{ card: locator('url', 'https://example.amocrm.ru/customers/detail/71') },
			{ entity_type: 'customers', entity_id: 71 },
		],
		['of no card', {}, {}],
	])('makes a task %s', async (_what, parameters, about) => {
		const account = new Account();
		takes(account, 'POST', '/api/v4/tasks', [{ ...body, ...about }], 'tasks');

		const done = await run(account, ['task', 'create'], { ...text, ...parameters });

		expect(done.error).toBeUndefined();
	});

	it('goes on as it was in saved workflows', async () => {
		const account = new Account();
		const about = { entity_type: 'contacts', entity_id: 31 };
		takes(account, 'POST', '/api/v4/tasks', [{ ...body, ...about }], 'tasks');

		const done = await run(
			account,
			['task', 'create'],
			{ ...text, additionalFields: { entityType: 'contacts', entityId: 31 } },
			1,
		);

		expect(done.error).toBeUndefined();
	});

	it('names the card that there is not', async () => {
		const account = new Account();
		account.api.post('/api/v4/tasks').reply(400, {
			'validation-errors': [
				{
					request_id: '0',
					errors: [{ code: 'NotSupportedChoice', path: 'entity_id', detail: 'Not a choice.' }],
				},
			],
		});

		const done = await run(account, ['task', 'create'], { ...text, card: locator('id', '501') });

		expect(done.errorOf('amoCRM')?.message).toBe(`The account ${account.domain} has no lead 501.`);
	});
});

describe('task: update', () => {
	const task = locator('id', '61');

	it.each([
		['a lead', locator('id', '501'), { entity_type: 'leads', entity_id: 501 }],
		[
			'the customer whose address is pasted',
			locator('url', 'https://example.amocrm.ru/customers/detail/71'),
			{ entity_type: 'customers', entity_id: 71 },
		],
	])('moves a task to %s, alone or with other changes', async (_what, card, about) => {
		for (const [updateFields, changed] of [
			[{}, {}],
			[{ text: 'Call' }, { text: 'Call' }],
		]) {
			const account = new Account();
			takes(account, 'PATCH', '/api/v4/tasks', [{ id: 61, ...changed, ...about }], 'tasks');

			const done = await run(account, ['task', 'update'], { task, card, updateFields });

			expect(done.error).toBeUndefined();
		}
	});

	it('leaves the card as it is where none is given', async () => {
		const account = new Account();
		takes(account, 'PATCH', '/api/v4/tasks', [{ id: 61, text: 'Call' }], 'tasks');

		const done = await run(account, ['task', 'update'], { task, updateFields: { text: 'Call' } });

		expect(done.error).toBeUndefined();
	});

	it('refuses to change nothing', async () => {
		const done = await run(new Account(), ['task', 'update'], { task });

		expect(done.errorOf('amoCRM')?.message).toBe('There is nothing to change.');
	});

	it('goes on as it was in saved workflows', async () => {
		const account = new Account();
		const about = { entity_type: 'contacts', entity_id: 31 };
		takes(account, 'PATCH', '/api/v4/tasks', [{ id: 61, ...about }], 'tasks');

		const done = await run(
			account,
			['task', 'update'],
			{ task, updateFields: { entityType: 'contacts', entityId: 31 } },
			1,
		);

		expect(done.error).toBeUndefined();
	});
});

describe('unsorted: link', () => {
	it.each([
		['by the address of its page', locator('url', 'https://example.amocrm.ru/contacts/detail/601')],
		['by ID', locator('id', '601')],
	])('takes the contact %s', async (_what, contact) => {
		const account = new Account();
		const uid = '01pz58t6p04ymgsgfbmfyfy1mf';
		account.api
			.post(`/api/v4/leads/unsorted/${uid}/link`, {
				link: { entity_type: 'customers', entity_id: 71, metadata: { contact_id: 601 } },
			})
			.reply(200, { uid });

		const done = await run(account, ['unsorted', 'link'], {
			unsorted: locator('id', uid),
			card: locator('url', 'https://example.amocrm.ru/customers/detail/71'),
			additionalFields: { contact },
		});

		expect(done.error).toBeUndefined();
	});
});

describe('cards that a lead is linked to are chosen beside its form', () => {
	const named = { fields: { mappingMode: 'defineBelow', value: { name: 'A' } } };

	it('lead: create', async () => {
		const account = new Account();
		takes(
			account,
			'POST',
			'/api/v4/leads',
			[
				{
					name: 'A',
					_embedded: { contacts: [{ id: 31, is_main: true }], companies: [{ id: 41 }] },
				},
			],
			'leads',
		);

		const done = await run(account, ['lead', 'create'], {
			...named,
			linkedCards: {
				mainContact: locator('url', 'https://example.amocrm.ru/contacts/detail/31'),
				company: locator('id', '41'),
			},
		});

		expect(done.error).toBeUndefined();
	});

	it.each(['update', 'upsert'])('lead: %s', async (operation) => {
		const account = new Account();
		account.api
			.patch('/api/v4/leads')
			.reply(200, { _embedded: { leads: [{ id: 11, request_id: '0' }] } });
		const link = { to_entity_id: 31, to_entity_type: 'contacts', metadata: { is_main: true } };
		account.api.post('/api/v4/leads/11/link', [link]).reply(200, { _embedded: { links: [link] } });

		const done = await run(account, ['lead', operation], {
			lead: locator('id', '11'),
			fields: {
				mappingMode: 'defineBelow',
				value: operation === 'upsert' ? { id: 11, name: 'A' } : { name: 'A' },
				matchingColumns: ['id'],
			},
			linkedCards: { mainContact: locator('list', '31') },
		});

		expect(done.json('amoCRM')).toMatchObject([{ id: 11 }]);
	});
});
