import { Account, loadOptions } from '../support';
import { action, outputOf, runAction } from './action';
import {
	automatic,
	creates,
	field,
	finds,
	has,
	items,
	mapping,
	phones,
	updates,
	withFields,
} from './upserts';

const emails = (...values: string[]) => ({ ...phones(...values), field_id: 2 });

const foundByEmail = (account: Account, ...others: Array<ReturnType<typeof phones>>) =>
	finds(
		account,
		'contacts',
		{ query: 'a@example.com' },
		{ id: 11, custom_fields_values: [emails('a@example.com'), ...others] },
	);

describe('lead: upsert', () => {
	it.each([[null], [''], ['  ']])('creates where the id is %j', async (id) => {
		const account = new Account();
		creates(account, 'leads', [{ name: 'A' }]);

		const output = await outputOf(
			account,
			['lead', 'upsert'],
			automatic(['id']),
			items({ id, name: 'A' }),
		);

		expect(output).toEqual([{ id: 500, operation: 'created' }]);
	});

	it('finds by the other columns where the id is empty', async () => {
		const account = withFields(new Account(), 'leads');
		finds(account, 'leads', { query: 'A-1' }, { id: 11, custom_fields_values: [field(3, 'A-1')] });
		updates(account, 'leads', [{ name: 'A', id: 11 }]);

		const output = await outputOf(
			account,
			['lead', 'upsert'],
			automatic(['id', 'cf_3']),
			items({ id: null, name: 'A', cf_3: 'A-1' }),
		);

		expect(output).toMatchObject([{ id: 11, operation: 'updated' }]);
	});

	it.each([['abc'], [0], ['0'], [-3], [1.5], ['12345678901234567'], [2 ** 53], [true]])(
		'refuses the id %j, and writes nothing',
		async (id) => {
			const run = await runAction(
				new Account(),
				['lead', 'upsert'],
				automatic(['id']),
				items({ id, name: 'A' }),
			);

			expect(run.errorOf('amoCRM')?.message).toBe(`"${id}" is not the id of a lead.`);
		},
	);

	it('tells numbers apart by all of their 17 digits', async () => {
		const account = withFields(new Account(), 'leads');
		finds(
			account,
			'leads',
			{ query: '12345678901234567' },
			{ id: 11, custom_fields_values: [field(6, '12345678901234568')] },
			{ id: 12, custom_fields_values: [field(6, '12345678901234567')] },
		);
		updates(account, 'leads', [{ name: 'A', id: 12 }]);

		const output = await outputOf(
			account,
			['lead', 'upsert'],
			automatic(['cf_6']),
			items({ cf_6: '12345678901234567', name: 'A' }),
		);

		expect(output).toMatchObject([{ id: 12, operation: 'updated' }]);
	});
});

describe('contact: upsert', () => {
	const byEmail = (phone: string, more = {}) =>
		mapping({ cf_1: phone, cf_2: 'a@example.com' }, ['cf_2'], more);

	describe('a phone that the contact was not found by', () => {
		const home = { value: '+7 495 123-45-67', enum_id: 7, enum_code: 'HOME' };
		const mobile = { value: '+7 900 123-45-67 доб. 12', enum_id: 5, enum_code: 'MOB' };
		const held = { field_id: 1, values: [home, mobile] };

		it('is added to those that it has, which keep their kinds', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			foundByEmail(account, held);
			const added = [
				{ value: home.value, enum_code: 'HOME' },
				{ value: mobile.value, enum_code: 'MOB' },
				{ value: '+79007654321', enum_code: 'WORK' },
			];
			updates(account, 'contacts', [
				{ custom_fields_values: [{ field_id: 1, values: added }], id: 11 },
			]);

			expect(await outputOf(account, ['contact', 'upsert'], byEmail('+79007654321'))).toMatchObject(
				[{ id: 11, operation: 'updated' }],
			);
		});

		it('is not added again, however it is written', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			foundByEmail(account, held);

			const output = await outputOf(
				account,
				['contact', 'upsert'],
				byEmail('89001234567, 8 (495) 1234567, +7 900 123 45 67'),
			);

			expect(output).toEqual([{ id: 11, operation: 'unchanged' }]);
		});

		it('takes the place of the others where that is wanted; those that were matched by stay', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			finds(
				account,
				'contacts',
				{ query: 'a@example.com' },
				{ id: 11, custom_fields_values: [emails('A@example.com', 'b@example.com'), held] },
			);
			updates(account, 'contacts', [{ custom_fields_values: [phones('+79007654321')], id: 11 }]);

			const output = await outputOf(
				account,
				['contact', 'upsert'],
				byEmail('+79007654321', { phonesAndEmails: 'replace' }),
			);

			expect(output).toMatchObject([{ id: 11, operation: 'updated' }]);
		});

		it('is added where the contact is named by its id, which is read for that', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			has(account, 'contacts', 11, { custom_fields_values: [phones('+7 495 123-45-67')] });
			updates(account, 'contacts', [
				{ custom_fields_values: [phones('+7 495 123-45-67', '+79007654321')], id: 11 },
			]);

			const output = await outputOf(
				account,
				['contact', 'upsert'],
				mapping({ id: 11, cf_1: '+79007654321' }, ['id']),
			);

			expect(output).toMatchObject([{ id: 11, operation: 'updated' }]);
		});

		it.each([
			[
				'by one filter',
				true,
				{ 'filter[id][]': Array.from({ length: 11 }, (_, at) => `${11 + at}`) },
			],
			['in a list that is shorter than they are many', false, { 'order[id]': 'asc' }],
		])(
			'is added to many that are named by their ids, read %s',
			async (_title, canFilter, query) => {
				const account = withFields(new Account(), 'contacts', canFilter);
				const ids = Array.from({ length: 11 }, (_, at) => 11 + at);
				const own = ids.map((id) => ({ id, custom_fields_values: [phones('+7 495 123-45-67')] }));
				finds(account, 'contacts', query, ...own);
				const both = phones('+7 495 123-45-67', '+79007654321');
				updates(
					account,
					'contacts',
					ids.map((id) => ({ custom_fields_values: [both], id })),
				);

				const output = await outputOf(
					account,
					['contact', 'upsert'],
					automatic(['id']),
					items(...ids.map((id) => ({ id, PHONE: '+79007654321' }))),
				);

				expect(output).toHaveLength(11);
			},
		);
	});

	describe('fields for new cards only', () => {
		it('are chosen among the columns of the form', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			account.api.get('/api/v4/users').query(true).reply(204);

			const names = await loadOptions(
				{
					type: action('contact', 'upsert').type,
					parameters: { authentication: 'token', resource: 'contact', operation: 'upsert' },
					credentials: account.credentials,
				},
				'columns_contact',
			);

			expect(names).toEqual(
				expect.arrayContaining([
					{ name: 'Name', value: 'name' },
					{ name: 'Phone', value: 'PHONE' },
				]),
			);
			expect(names.some(({ value }) => value === 'id')).toBe(false);
		});

		const parameters = (name: string) =>
			mapping({ cf_2: 'a@example.com', name, cf_3: 'A-1', cf_4: 'Seen' }, ['cf_2'], {
				newOnlyFields: ['name', 'cf_3'],
			});

		it('are left as they are in a contact that is found', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			foundByEmail(account);
			updates(account, 'contacts', [{ custom_fields_values: [field(4, 'Seen')], id: 11 }]);

			expect(await outputOf(account, ['contact', 'upsert'], parameters('Anna'))).toMatchObject([
				{ id: 11, operation: 'updated' },
			]);
		});

		it('are written into a new one', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			finds(account, 'contacts', { query: 'a@example.com' });
			creates(account, 'contacts', [
				{
					name: 'Anna',
					custom_fields_values: [emails('a@example.com'), field(3, 'A-1'), field(4, 'Seen')],
				},
			]);

			expect(await outputOf(account, ['contact', 'upsert'], parameters('Anna'))).toMatchObject([
				{ id: 500, operation: 'created' },
			]);
		});

		it('can be named, and must be there', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			foundByEmail(account);

			const output = await outputOf(
				account,
				['contact', 'upsert'],
				mapping({ cf_2: 'a@example.com', cf_3: '={{ $json.order }}' }, ['cf_2'], {
					newOnlyFields: '={{ $json.only }}',
				}),
				{
					...items({ order: 'A-1', only: 'Order' }, { order: 'A-1', only: ['Ordre'] }),
					onError: 'continueRegularOutput',
				},
			);

			expect(output).toMatchObject([
				{ id: 11, operation: 'unchanged' },
				{ error: expect.stringContaining('has no field "Ordre".') },
			]);
		});
	});

	it('names the field that amoCRM means, though others were left out', async () => {
		const account = withFields(new Account(), 'contacts', 'unasked');
		foundByEmail(account, phones('+79001234567'));
		account.api.patch('/api/v4/contacts').reply(400, {
			'validation-errors': [
				{
					request_id: '0',
					errors: [
						{ code: 'InvalidType', path: 'custom_fields_values.0.values.0.value', detail: 'No.' },
					],
				},
			],
		});

		const run = await runAction(
			account,
			['contact', 'upsert'],
			mapping(
				{ cf_1: '+79001234567', cf_2: 'a@example.com', cf_3: 'A-1', cf_4: 'Seen' },
				['cf_2'],
				{ newOnlyFields: ['cf_3'] },
			),
		);

		expect(run.errorOf('amoCRM')?.message).toContain('"Note"');
		expect(run.errorOf('amoCRM')?.message).not.toContain('"Phone"');
	});

	describe('what this process has just created', () => {
		const create = async (account: Account, name: string) =>
			await runAction(
				account,
				['contact', 'upsert'],
				mapping({ cf_1: '+79001234567', name }, ['cf_1']),
			);
		const created = (name: string) => ({ name, custom_fields_values: [phones('+79001234567')] });
		const findsNothing = (account: Account) => finds(account, 'contacts', { query: '9001234567' });

		it('is one card where two runs at once have the same phone, and the search is behind', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			findsNothing(account);
			creates(account, 'contacts', [created('A')]);
			findsNothing(account);
			has(account, 'contacts', 500, created('A'));
			updates(account, 'contacts', [{ name: 'B', id: 500 }]);

			const runs = await Promise.all([create(account, 'A'), create(account, 'B')]);

			expect(runs.map((run) => run.error)).toEqual([undefined, undefined]);
			expect(runs.flatMap((run) => run.json('amoCRM'))).toMatchObject([
				{ id: 500, operation: 'created' },
				{ id: 500, operation: 'updated' },
			]);
		});

		it('is not waited for by who looks for another', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			let answer = () => {};
			const isAnswered = new Promise<void>((resolve) => (answer = resolve));
			account.api
				.get('/api/v4/contacts')
				.query({ page: '1', limit: '250', query: '9001234567' })
				.reply(async () => {
					await isAnswered;
					return [204];
				});
			creates(account, 'contacts', [created('A')]);
			finds(
				account,
				'contacts',
				{ query: '9007654321' },
				{ id: 12, custom_fields_values: [phones('89007654321')] },
			);

			const first = create(account, 'A');
			const second = await runAction(
				account,
				['contact', 'upsert'],
				mapping({ cf_1: '+79007654321' }, ['cf_1']),
			);
			answer();

			expect(second.json('amoCRM')).toEqual([{ id: 12, operation: 'unchanged' }]);
			expect((await first).json('amoCRM')).toMatchObject([{ operation: 'created' }]);
		});

		it('holds up nobody for good where two runs have the same phones in another order', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			const both = ['+79001234567', '+79007654321'];
			const asked = ['9001234567', '9007654321', '9001234567', '9007654321'];
			for (const query of asked) finds(account, 'contacts', { query });
			creates(
				account,
				'contacts',
				both.map((phone) => ({ custom_fields_values: [phones(phone)] })),
			);
			has(account, 'contacts', 500, { custom_fields_values: [phones(both[0])] });
			has(account, 'contacts', 501, { custom_fields_values: [phones(both[1])] });
			const run = async (order: string[]) =>
				await runAction(
					account,
					['contact', 'upsert'],
					mapping({ cf_1: '={{ $json.phone }}' }, ['cf_1']),
					items(...order.map((phone) => ({ phone }))),
				);

			const runs = await Promise.all([run(both), run([...both].reverse())]);

			expect(runs.map((one) => one.error)).toEqual([undefined, undefined]);
			expect(runs.map((one) => one.json('amoCRM'))).toEqual([
				[
					{ id: 500, operation: 'created' },
					{ id: 501, operation: 'created' },
				],
				[
					{ id: 501, operation: 'unchanged' },
					{ id: 500, operation: 'unchanged' },
				],
			]);
		});

		it('is not read again where the search finds it', async () => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			findsNothing(account);
			creates(account, 'contacts', [created('A')]);
			await create(account, 'A');
			finds(account, 'contacts', { query: '9001234567' }, { id: 500, ...created('A') });
			updates(account, 'contacts', [{ name: 'B', id: 500 }]);

			const run = await create(account, 'B');

			expect(run.json('amoCRM')).toMatchObject([{ id: 500, operation: 'updated' }]);
		});

		it.each([
			['was deleted', undefined],
			['lies in the trash', { ...created('A'), is_deleted: true }],
			['has another phone by now', { custom_fields_values: [phones('+79007654321')] }],
		])('is created anew where it %s', async (_title, card) => {
			const account = withFields(new Account(), 'contacts', 'unasked');
			findsNothing(account);
			creates(account, 'contacts', [created('A')]);
			await create(account, 'A');
			findsNothing(account);
			has(account, 'contacts', 500, card);
			creates(account, 'contacts', [created('B')]);

			const run = await create(account, 'B');

			expect(run.error).toBeUndefined();
			expect(run.json('amoCRM')).toEqual([{ id: 500, operation: 'created' }]);
		});

		it('is not looked for in another account', async () => {
			for (const account of [new Account(), new Account()]) {
				withFields(account, 'contacts', 'unasked');
				findsNothing(account);
				creates(account, 'contacts', [created('A')]);
				expect((await create(account, 'A')).json('amoCRM')).toMatchObject([
					{ operation: 'created' },
				]);
			}
		});
	});
});
