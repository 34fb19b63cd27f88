import { Account, mapperColumns } from '../support';
import { action, outputOf, runAction } from './action';
import { cards } from './cards';
import {
	creates,
	field,
	FIELDS,
	finds,
	items,
	mapping,
	phones,
	updates,
	withFields,
} from './upserts';

const kinds = [...cards, { resource: 'customer', path: 'customers' }];

describe.each(kinds)('$resource: upsert', ({ resource, path }) => {
	it('updates what it finds and creates the rest, and says which', async () => {
		const account = withFields(new Account(), path);
		finds(
			account,
			path,
			{ query: 'A-1' },
			{ id: 11, custom_fields_values: [field(3, ' A-1 ')] },
			{ id: 15, custom_fields_values: [field(3, 'a-1')] },
			{ id: 12, custom_fields_values: [field(3, 'A-10')] },
			{ id: 13, custom_fields_values: [field(4, 'A-1')] },
			{ id: 14, custom_fields_values: null },
		);
		finds(account, path, { query: 'A-2' });
		creates(account, path, [{ name: 'Two', custom_fields_values: [field(3, 'A-2')] }]);
		updates(account, path, [{ name: 'One', id: 11 }]);

		const run = await runAction(
			account,
			[resource, 'upsert'],
			mapping({ name: '={{ $json.name }}', cf_3: '={{ $json.order }}' }, ['cf_3']),
			items({ name: 'One', order: 'A-1' }, { name: 'Two', order: 'A-2' }),
		);

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{ json: { id: 11, updated_at: 7, operation: 'updated' }, pairedItem: { item: 0 } },
			{ json: { id: 500, operation: 'created' }, pairedItem: { item: 1 } },
		]);
	});
});

describe('contact: upsert', () => {
	it('takes phones for one however they are written, and adds to those that are there', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		finds(
			account,
			'contacts',
			{ query: '9001234567' },
			{
				id: 11,
				name: 'Anna',
				custom_fields_values: [
					{
						field_id: 1,
						values: [
							{ value: '+7 (900) 123-45-67', enum_id: 5, enum_code: 'MOB' },
							{ value: '+7 495', enum_id: 5, enum_code: 'WORK' },
						],
					},
				],
			},
		);
		finds(account, 'contacts', { query: '9007654321' });
		updates(account, 'contacts', [
			{
				custom_fields_values: [
					{
						field_id: 1,
						values: [
							{ value: '+7 (900) 123-45-67', enum_code: 'MOB' },
							{ value: '+7 495', enum_code: 'WORK' },
							{ value: '89007654321', enum_code: 'WORK' },
						],
					},
				],
				id: 11,
			},
		]);

		const output = await outputOf(
			account,
			['contact', 'upsert'],
			mapping({ cf_1: '8 900 123 45 67, 89007654321' }, ['cf_1']),
		);

		expect(output).toEqual([{ id: 11, updated_at: 7, operation: 'updated' }]);
	});

	it('matches by the code of a field, which is the same in every account', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		finds(
			account,
			'contacts',
			{ query: '9001234567' },
			{ id: 11, custom_fields_values: [phones('+79001234567')] },
		);
		updates(account, 'contacts', [{ name: 'Anna', id: 11 }]);

		const output = await outputOf(
			account,
			['contact', 'upsert'],
			mapping({ PHONE: '8 900 123 45 67', name: 'Anna' }, ['PHONE']),
		);

		expect(output).toEqual([{ id: 11, updated_at: 7, operation: 'updated' }]);
	});

	it('sends nothing where there is nothing to change', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		finds(
			account,
			'contacts',
			{ query: '9001234567' },
			{ id: 11, custom_fields_values: [phones('+79001234567')] },
		);

		const output = await outputOf(
			account,
			['contact', 'upsert'],
			mapping({ cf_1: '8 (900) 1234567' }, ['cf_1']),
		);

		expect(output).toEqual([{ id: 11, operation: 'unchanged' }]);
	});

	it('finds what an earlier item of the same run has created', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		finds(account, 'contacts', { query: '9001234567' });
		finds(account, 'contacts', { query: 'a@example.com' });
		creates(account, 'contacts', [
			{ name: 'Anna', custom_fields_values: [phones('+79001234567')] },
		]);
		updates(account, 'contacts', [
			{
				name: 'Anna K.',
				custom_fields_values: [
					{ field_id: 2, values: [{ value: 'A@example.com', enum_code: 'WORK' }] },
				],
				id: 500,
			},
		]);
		updates(account, 'contacts', [{ name: 'Anna Karenina', id: 500 }]);

		const output = await outputOf(
			account,
			['contact', 'upsert'],
			mapping(
				{
					name: '={{ $json.name }}',
					cf_1: '={{ $json.phone }}',
					cf_2: '={{ $json.email }}',
				},
				['cf_1', 'cf_2'],
			),
			items(
				{ name: 'Anna', phone: '+79001234567' },
				{ name: 'Anna K.', phone: '89001234567', email: 'A@example.com' },
				{ name: 'Anna Karenina', email: 'a@example.com' },
			),
		);

		expect(output).toMatchObject([
			{ id: 500, operation: 'created' },
			{ id: 500, operation: 'updated' },
			{ id: 500, operation: 'updated' },
		]);
	});

	it('creates with the next item where the first was refused', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		finds(account, 'contacts', { query: '9001234567' });
		account.api.post('/api/v4/contacts').reply(400, {
			'validation-errors': [
				{
					request_id: '0',
					errors: [{ code: 'InvalidType', path: 'responsible_user_id', detail: 'No such user.' }],
				},
			],
		});
		creates(account, 'contacts', [
			{ responsible_user_id: 9, custom_fields_values: [phones('+79001234567')] },
		]);

		const output = await outputOf(
			account,
			['contact', 'upsert'],
			mapping({ responsible_user_id: '={{ $json.user }}', cf_1: '+79001234567' }, ['cf_1']),
			{ ...items({ user: 1 }, { user: 9 }), onError: 'continueRegularOutput' },
		);

		expect(output).toMatchObject([
			{ error: expect.stringContaining('"Responsible User"') },
			{ id: 500, operation: 'created' },
		]);
	});

	describe('where several match', () => {
		const several = (account: Account) =>
			finds(
				account,
				'contacts',
				{ query: '9001234567' },
				{ id: 12, name: 'New', created_at: 20, custom_fields_values: [phones('89001234567')] },
				{ id: 13, name: 'Old', created_at: 10, custom_fields_values: [phones('+79001234567')] },
			);

		it('changes none and names them', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			several(account);

			const run = await runAction(
				account,
				['contact', 'upsert'],
				mapping({ name: 'A', cf_1: '+79001234567' }, ['cf_1']),
			);

			expect(run.errorOf('amoCRM')?.message).toBe('2 contacts match: New (12), Old (13).');
		});

		it('takes the one created last, where that is wanted', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			several(account);
			updates(account, 'contacts', [{ name: 'A', id: 12 }]);

			const output = await outputOf(
				account,
				['contact', 'upsert'],
				mapping({ name: 'A', cf_1: '+79001234567' }, ['cf_1'], { onSeveral: 'newest' }),
			);

			expect(output).toMatchObject([{ id: 12, operation: 'updated' }]);
		});
	});

	it('reads the whole list where that takes fewer requests than asking for each', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		const numbers = Array.from({ length: 20 }, (_, index) => `+7900000${1000 + index}`);
		finds(
			account,
			'contacts',
			{ 'order[id]': 'asc' },
			{ id: 11, custom_fields_values: [phones(numbers[3])] },
		);
		creates(
			account,
			'contacts',
			numbers
				.filter((_, index) => index !== 3)
				.map((number) => ({ name: 'A', custom_fields_values: [phones(number)] })),
		);
		updates(account, 'contacts', [{ name: 'A', id: 11 }]);

		const output = await outputOf(
			account,
			['contact', 'upsert'],
			mapping({ name: 'A', cf_1: '={{ $json.phone }}' }, ['cf_1']),
			items(...numbers.map((phone) => ({ phone }))),
		);

		expect(output[3]).toMatchObject({ id: 11, operation: 'updated' });
		expect(output.filter(({ operation }) => operation === 'created')).toHaveLength(19);
	});

	it('asks for each where the list turns out to be long', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		const numbers = Array.from({ length: 11 }, (_, index) => `900000${1000 + index}`);
		const others = Array.from({ length: 250 }, (_, index) => ({ id: 1_000 + index }));
		const goesOn = { _links: { next: { href: 'x' } }, _embedded: { contacts: others } };
		// It begins to read, and asks what lies beyond as many pages as there are numbers.
		for (const page of ['1', '2', '12']) {
			account.api
				.get('/api/v4/contacts')
				.query({ 'order[id]': 'asc', page, limit: '250' })
				.reply(200, goesOn);
		}
		for (const number of numbers) {
			const card = { id: 11, custom_fields_values: [phones(number)] };
			finds(account, 'contacts', { query: number }, ...(number === numbers[0] ? [card] : []));
		}
		creates(
			account,
			'contacts',
			numbers.slice(1).map((number) => ({ custom_fields_values: [phones(number)] })),
		);

		const output = await outputOf(
			account,
			['contact', 'upsert'],
			mapping({ cf_1: '={{ $json.phone }}' }, ['cf_1']),
			items(...numbers.map((phone) => ({ phone }))),
		);

		expect(output[0]).toEqual({ id: 11, operation: 'unchanged' });
	});

	it('refuses an item that says nothing to find it by', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/contacts/custom_fields')
			.query(true)
			.reply(200, { _embedded: { custom_fields: FIELDS } });

		const run = await runAction(
			account,
			['contact', 'upsert'],
			mapping({ name: 'A', cf_1: '' }, ['cf_1']),
		);

		expect(run.errorOf('amoCRM')?.message).toBe('There is nothing to find the contact by.');
		expect(run.errorOf('amoCRM')?.description).toContain('"Phone"');
	});
});

describe('lead: upsert', () => {
	it('asks for many values at once where the account has filters', async () => {
		const account = withFields(new Account(), 'leads', true);
		finds(
			account,
			'leads',
			{ 'filter[name][]': ['One', 'Two'] },
			{ id: 11, name: 'One', custom_fields_values: [field(3, 'A-1')] },
			{ id: 12, name: 'Two', custom_fields_values: [field(3, 'other')] },
		);
		finds(
			account,
			'leads',
			{ 'filter[custom_fields_values][3][]': ['A-1', 'A-2'] },
			{ id: 11, name: 'One', custom_fields_values: [field(3, 'A-1')] },
		);
		updates(account, 'leads', [{ price: 5, id: 11 }]);
		creates(account, 'leads', [{ name: 'Two', price: 5, custom_fields_values: [field(3, 'A-2')] }]);

		const output = await outputOf(
			account,
			['lead', 'upsert'],
			mapping(
				{ name: '={{ $json.name }}', cf_3: '={{ $json.order }}', price: 5 },
				['name', 'cf_3'],
				{ matchMode: 'all' },
			),
			items({ name: 'One', order: 'A-1' }, { name: 'Two', order: 'A-2' }),
		);

		expect(output).toMatchObject([
			{ id: 11, operation: 'updated' },
			{ id: 500, operation: 'created' },
		]);
	});

	it('takes the id that an item has, and creates where it has none', async () => {
		const account = new Account();
		updates(account, 'leads', [{ name: 'A', id: 11 }]);
		creates(account, 'leads', [{ name: 'B' }]);

		const output = await outputOf(
			account,
			['lead', 'upsert'],
			{ fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: ['id'] } },
			items({ id: 11, name: 'A' }, { name: 'B' }),
		);

		expect(output).toMatchObject([
			{ id: 11, operation: 'updated' },
			{ id: 500, operation: 'created' },
		]);
	});
});

it('offers columns to match on', async () => {
	const account = new Account();
	account.api
		.get('/api/v4/contacts/custom_fields')
		.query(true)
		.reply(200, { _embedded: { custom_fields: FIELDS } });
	account.api.get('/api/v4/users').query(true).reply(204);

	const { fields } = await mapperColumns(
		{
			type: action('contact', 'upsert').type,
			parameters: { authentication: 'token', resource: 'contact', operation: 'upsert' },
			credentials: account.credentials,
		},
		'map_contact',
	);

	const matching = fields.filter(({ canBeUsedToMatch }) => canBeUsedToMatch);
	expect(matching.map(({ id }) => id)).toEqual([
		'name',
		'PHONE',
		'EMAIL',
		'id',
		'Order',
		'Note',
		'External ID',
	]);
	expect(fields.filter(({ defaultMatch }) => defaultMatch).map(({ id }) => id)).toEqual([
		'PHONE',
		'EMAIL',
	]);
});
