import type { IDataObject } from 'n8n-workflow';

import { Account, locator } from '../support';
import { outputOf, runAction } from './action';
import { automatic, creates, field, finds, items, mapping, updates, withFields } from './upserts';

/** What a person may map into a lead: the company that it is of, its main contact. */
const main = (id: number) => ({
	to_entity_id: id,
	to_entity_type: 'contacts',
	metadata: { is_main: true },
});
const company = (id: number) => ({ to_entity_id: id, to_entity_type: 'companies' });

/** The account links so, in one request. */
function links(account: Account, path: string, bodies: IDataObject[]) {
	account.api
		.post(`/api/v4/leads/${path}`, JSON.stringify(bodies))
		.reply(200, { _embedded: { links: bodies } });
}

/** The account knows no such contact: it refuses the request for the sake of one link. */
function refuses(account: Account, path: string, position: number) {
	account.api.post(`/api/v4/leads/${path}`).reply(400, {
		'validation-errors': [
			{
				request_id: String(position),
				errors: [{ code: 'NotSupportedChoice', path: 'to_entity_id', detail: 'Entity not found' }],
			},
		],
	});
}

const further = (id: number) => ({ to_entity_id: id, to_entity_type: 'contacts' });

const both = { contact_id: '77', company_id: 88 };

describe('lead: update', () => {
	it('links the main contact and the company when the lead is written', async () => {
		const account = new Account();
		updates(account, 'leads', [{ name: 'A', id: 11 }]);
		links(account, '11/link', [main(77), company(88)]);

		const output = await outputOf(account, ['lead', 'update'], {
			lead: locator('id', '11'),
			...mapping({ name: 'A', ...both }, []),
		});

		expect(output).toEqual([{ id: 11, updated_at: 7 }]);
	});

	it('links many in one request, and writes nothing else where nothing else is given', async () => {
		const account = withFields(new Account(), 'leads', 'unasked');
		updates(account, 'leads', [{ name: 'A', id: 11 }]);
		links(account, 'link', [
			{ entity_id: 11, ...main(77) },
			{ entity_id: 12, ...company(88) },
		]);

		const run = await runAction(
			account,
			['lead', 'update'],
			{ lead: locator('id', '={{ $json.lead }}'), ...automatic([]) },
			items({ lead: 11, name: 'A', contact_id: 77 }, { lead: 12, company_id: 88 }),
		);

		expect(run.errorOf('amoCRM')).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([{ id: 11, updated_at: 7 }, { id: 12 }]);
	});

	it('says what was written, and what was not linked', async () => {
		const account = new Account();
		updates(account, 'leads', [
			{ name: 'A', id: 11 },
			{ name: 'B', id: 12 },
		]);
		refuses(account, 'link', 0);
		links(account, 'link', [
			{ entity_id: 12, ...main(77) },
			{ entity_id: 13, ...main(77) },
		]);

		const output = await outputOf(
			account,
			['lead', 'update'],
			{
				lead: locator('id', '={{ $json.lead }}'),
				...mapping({ name: '={{ $json.name }}', contact_id: '={{ $json.contact }}' }, []),
			},
			{
				...items(
					{ lead: 11, name: 'A', contact: 70 },
					{ lead: 12, name: 'B', contact: 77 },
					{ lead: 13, contact: 77 },
				),
				onError: 'continueRegularOutput',
			},
		);

		expect(output).toMatchObject([
			{
				error: 'The lead 11 was written, but was not linked by "Main Contact".',
				details: expect.stringContaining('Entity not found'),
			},
			{ id: 12 },
			{ id: 13 },
		]);
	});

	it('does not say that it is not linked where that is not known', async () => {
		const account = new Account();
		updates(account, 'leads', [{ name: 'A', id: 11 }]);
		account.api.post('/api/v4/leads/11/link').reply(504);

		const run = await runAction(account, ['lead', 'update'], {
			lead: locator('id', '11'),
			...mapping({ name: 'A', contact_id: 77 }, []),
		});

		expect(run.errorOf('amoCRM')?.message).toBe(
			'The lead 11 was written, but may not be linked by "Main Contact".',
		);
	});

	it('says so where nothing was written', async () => {
		const account = new Account();
		refuses(account, '11/link', 0);

		const run = await runAction(account, ['lead', 'update'], {
			lead: locator('id', '11'),
			...mapping({ contact_id: 77 }, []),
		});

		expect(run.errorOf('amoCRM')?.message).toBe('The lead 11 was not linked by "Main Contact".');
	});

	it.each([['12345678901234567'], [12345678901234568]])(
		'refuses the id %j, which it would round',
		async (id) => {
			const run = await runAction(new Account(), ['lead', 'update'], {
				lead: locator('id', id),
				...mapping({ name: 'A' }, []),
			});

			expect(run.errorOf('amoCRM')?.message).toBe(`"${id}" is not the id of a lead.`);
		},
	);

	it.each([['abc'], [0], [-1], [1.5]])('refuses the contact %j', async (contact_id) => {
		const run = await runAction(new Account(), ['lead', 'update'], {
			lead: locator('id', '11'),
			...mapping({ contact_id }, []),
		});

		expect(run.errorOf('amoCRM')?.message).toContain('"Main Contact"');
	});
});

describe('lead: create', () => {
	it('makes a lead with several contacts, of which one is the main one', async () => {
		const account = new Account();
		const contacts = [{ id: 77, is_main: true }, { id: 78 }, { id: 79 }];
		creates(account, 'leads', [{ name: 'A', _embedded: { contacts } }]);

		const output = await outputOf(account, ['lead', 'create'], {
			...mapping({ name: 'A', contact_ids: '78, 77, 79', contact_id: 77 }, []),
		});

		expect(output).toMatchObject([{ id: 500 }]);
	});
});

describe('lead: update', () => {
	it('links several contacts to a lead in one request, each once', async () => {
		const account = new Account();
		links(account, '11/link', [main(77), further(78), further(79)]);

		const output = await outputOf(account, ['lead', 'update'], {
			lead: locator('id', '11'),
			...mapping({ contact_ids: '78, 77, 79', contact_id: 77 }, []),
		});

		expect(output).toEqual([{ id: 11 }]);
	});

	it('refuses a list in which one is no number', async () => {
		const run = await runAction(new Account(), ['lead', 'update'], {
			lead: locator('id', '11'),
			...mapping({ contact_ids: '78, Ann' }, []),
		});

		expect(run.errorOf('amoCRM')?.message).toContain('"Further Contact IDs"');
	});
});

describe('lead: createComplex', () => {
	it('refuses a second contact, which amoCRM does not take there', async () => {
		const run = await runAction(new Account(), ['lead', 'createComplex'], {
			...mapping({ name: 'A', contact_ids: '77, 78' }, []),
		});

		expect(run.errorOf('amoCRM')?.message).toBe('amoCRM makes a lead with one contact here.');
	});
});

describe('lead: upsert', () => {
	it('links to a lead that it finds the contacts which it has not', async () => {
		const account = withFields(new Account(), 'leads');
		const contacts = [{ id: 77, is_main: true }];
		finds(account, 'leads', { query: 'A-1', with: 'contacts' }, found({ contacts }));
		links(account, '11/link', [further(78)]);

		const output = await outputOf(account, ['lead', 'upsert'], byOrder({ contact_ids: '77, 78' }));

		expect(output).toEqual([{ id: 11, operation: 'updated' }]);
	});

	const found = (embedded: IDataObject = {}): IDataObject => ({
		id: 11,
		custom_fields_values: [field(3, 'A-1')],
		_embedded: { tags: [], companies: [], ...embedded },
	});

	const byOrder = (more: IDataObject) =>
		mapping({ cf_3: 'A-1', ...more } as Parameters<typeof mapping>[0], ['cf_3']);

	it('links the lead that it finds, though there is nothing else to write', async () => {
		const account = withFields(new Account(), 'leads');
		finds(account, 'leads', { query: 'A-1', with: 'contacts' }, found());
		links(account, '11/link', [main(77), company(88)]);

		expect(await outputOf(account, ['lead', 'upsert'], byOrder(both))).toEqual([
			{ id: 11, operation: 'updated' },
		]);
	});

	it('asks for no link that is there', async () => {
		const account = withFields(new Account(), 'leads');
		const contacts = [
			{ id: 70, is_main: false },
			{ id: 77, is_main: true },
		];
		finds(
			account,
			'leads',
			{ query: 'A-1', with: 'contacts' },
			found({ contacts, companies: [{ id: 88 }] }),
		);

		expect(await outputOf(account, ['lead', 'upsert'], byOrder(both))).toEqual([
			{ id: 11, operation: 'unchanged' },
		]);
	});

	it('makes a contact of the lead its main one', async () => {
		const account = withFields(new Account(), 'leads');
		finds(
			account,
			'leads',
			{ query: 'A-1', with: 'contacts' },
			found({ contacts: [{ id: 77, is_main: false }] }),
		);
		updates(account, 'leads', [{ name: 'A', id: 11 }]);
		links(account, '11/link', [main(77)]);

		const output = await outputOf(
			account,
			['lead', 'upsert'],
			byOrder({ name: 'A', contact_id: 77 }),
		);

		expect(output).toMatchObject([{ id: 11, operation: 'updated' }]);
	});

	it('links new leads as they are made, those that are there afterwards, and leaves alone what is for new ones', async () => {
		const account = new Account();
		creates(account, 'leads', [
			{
				name: 'New',
				_embedded: { contacts: [{ id: 77, is_main: true }], companies: [{ id: 88 }] },
			},
		]);
		updates(account, 'leads', [{ name: 'Old', id: 11 }]);
		links(account, '11/link', [main(78)]);

		const output = await outputOf(
			account,
			['lead', 'upsert'],
			automatic(['id'], { newOnlyFields: ['company_id'] }),
			items(
				{ name: 'New', contact_id: 77, company_id: 88 },
				{ id: 11, name: 'Old', contact_id: 78, company_id: 89 },
			),
		);

		expect(output).toMatchObject([
			{ id: 500, operation: 'created' },
			{ id: 11, operation: 'updated' },
		]);
	});

	it('lets the last of several main contacts count', async () => {
		const account = new Account();
		links(account, '11/link', [main(78)]);

		const output = await outputOf(
			account,
			['lead', 'upsert'],
			automatic(['id']),
			items({ id: 11, contact_id: 77 }, { id: 11, contact_id: 78 }),
		);

		expect(output).toHaveLength(2);
	});

	it('says what was written, and what was not linked', async () => {
		const account = new Account();
		updates(account, 'leads', [{ name: 'A', id: 11 }]);
		refuses(account, '11/link', 0);
		links(account, '11/link', [company(88)]);

		const output = await outputOf(
			account,
			['lead', 'upsert'],
			mapping({ id: 11, name: 'A', ...both }, ['id']),
			{ ...items({}), onError: 'continueRegularOutput' },
		);

		expect(output).toMatchObject([
			{ error: 'The lead 11 was written, but was not linked by "Main Contact".' },
		]);
	});

	it('makes none of the links that go together where the run ends with one that is refused', async () => {
		const account = new Account();
		updates(account, 'leads', [{ name: 'A', id: 11 }]);
		refuses(account, '11/link', 0);

		const run = await runAction(
			account,
			['lead', 'upsert'],
			mapping({ id: 11, name: 'A', ...both }, ['id']),
		);

		expect(run.errorOf('amoCRM')?.message).toBe(
			'The lead 11 was written, but was not linked by "Main Contact" and "Company".',
		);
	});
});
