import { Account, locator } from '../support';
import { outputOf, runAction } from './action';

const name = { fields: { mappingMode: 'defineBelow', value: { name: 'A' } } };

describe('what amoCRM refuses', () => {
	it.each([301, 302, 308])(
		'because the account was renamed (%i) is told with its new address: lead: create',
		async (status) => {
			const account = new Account();
			account.api
				.post('/api/v4/leads')
				.reply(status, '', { location: 'https://renamed.amocrm.ru/api/v4/leads' });

			const run = await runAction(account, ['lead', 'create'], name);

			expect(run.error?.message).toBe(
				`The account ${account.domain} has moved to renamed.amocrm.ru.`,
			);
			expect(run.error?.description).toContain('enter renamed.amocrm.ru as its address');
		},
	);

	it('with 400 and the old code 244 is for want of rights: catalogElement: create', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/catalogs/5/elements')
			.reply(400, { title: 'Bad Request', status: 400, error_code: 244 });

		const run = await runAction(account, ['catalogElement', 'create'], {
			...name,
			catalog: locator('id', 5),
		});

		expect(run.error?.message).toBe(
			`The account ${account.domain} does not give the user who granted access the right to do this.`,
		);
	});

	// Reports of users: PHP#88.
	it('of one entity by its id is told of its item, and the others get through: lead: update', async () => {
		const account = new Account();
		const reason = 'Loss reason can be specified only for lost lead';
		account.api
			.patch('/api/v4/leads', (batch: unknown[]) => batch.length === 3)
			.reply(400, {
				errors: { 11062353: reason },
				title: 'Bad Request',
				status: 400,
				detail: 'Invalid request body',
			});
		account.api
			.patch('/api/v4/leads', (batch: unknown[]) => batch.length === 2)
			.reply(200, {
				_embedded: {
					leads: [
						{ id: 61, request_id: '0' },
						{ id: 63, request_id: '1' },
					],
				},
			});

		const output = await outputOf(
			account,
			['lead', 'update'],
			{ ...name, lead: locator('id', '={{ $json.id }}') },
			{
				input: [61, 11062353, 63].map((id) => ({ json: { id } })),
				onError: 'continueRegularOutput',
			},
		);

		expect(output).toEqual([
			{ id: 61 },
			{
				error: `The account ${account.domain} did not accept the data.`,
				details: `amoCRM: ${reason}`,
			},
			{ id: 63 },
		]);
	});
});

const GENERIC = 'The value you selected is not a valid choice.';

/** amoCRM complains of one entity of a batch: B6 of the documentation. */
const complaint = (path: string, code: string, detail: string) => ({
	'validation-errors': [{ request_id: '0', errors: [{ code, path, detail }] }],
	title: 'Bad Request',
	status: 400,
});

describe('what the account does not have is named as Get names it', () => {
	const lead = locator('id', '404');
	const onLead = { cardType: 'leads', card: lead };
	const toContact = { ...onLead, toType: 'contacts', linkedCard: locator('id', '404') };

	it.each([
		['lead: update', '/api/v4/leads', 'id', { ...name, lead }, 'lead 404'],
		[
			'contact: update',
			'/api/v4/contacts',
			'id',
			{ ...name, contact: locator('id', '404') },
			'contact 404',
		],
		[
			'catalogElement: update',
			'/api/v4/catalogs/5/elements',
			'id',
			{ ...name, catalog: locator('id', '5'), catalogElement: locator('id', '404') },
			'catalog element 404',
		],
		[
			'task: update',
			'/api/v4/tasks',
			'id',
			{ task: locator('id', '404'), updateFields: { text: 'A' } },
			'task 404',
		],
		['task: complete', '/api/v4/tasks', 'id', { task: locator('id', '404') }, 'task 404'],
		[
			'note: update',
			'/api/v4/leads/notes',
			'id',
			{ cardType: 'leads', note: locator('id', '404'), noteType: 'common', text: 'A' },
			'note 404',
		],
		['tag: addTo', '/api/v4/leads', 'id', { ...onLead, tags: 'VIP' }, 'lead 404'],
		['tag: removeFrom', '/api/v4/leads', 'id', { ...onLead, tags: 'VIP' }, 'lead 404'],
		[
			'note: create',
			'/api/v4/leads/notes',
			'entity_id',
			{ ...onLead, noteType: 'common', text: 'A' },
			'lead 404',
		],
		['link: create', '/api/v4/leads/link', 'entity_id', toContact, 'lead 404'],
		['link: create', '/api/v4/leads/link', 'to_entity_id', toContact, 'contact 404'],
		['link: delete', '/api/v4/leads/unlink', 'to_entity_id', toContact, 'contact 404'],
	])('%s: %s, %s', async (operation, address, path, parameters, missing) => {
		const account = new Account();
		for (const method of ['POST', 'PATCH'])
			account.api
				.intercept(address, method)
				.optionally()
				.reply(400, complaint(path, 'EntityNotFound', 'Entity not found'), {
					'X-Request-Id': 'r-1',
				});

		const [resource, word] = operation.split(': ');
		const run = await runAction(account, [resource, word], parameters);

		expect(run.errorOf('amoCRM')).toMatchObject({
			message: `The account ${account.domain} has no ${missing}.`,
			description: expect.stringContaining('may not see it'),
			context: { data: { 'X-Request-Id': 'r-1' } },
		});
	});

	it('lead: upsert, of the lead that the item names', async () => {
		const account = new Account();
		account.api
			.patch('/api/v4/leads')
			.reply(400, complaint('id', 'EntityNotFound', 'Entity not found'));

		const run = await runAction(account, ['lead', 'upsert'], {
			fields: {
				mappingMode: 'defineBelow',
				value: { id: 404, name: 'A' },
				matchingColumns: ['id'],
			},
		});

		expect(run.errorOf('amoCRM')?.message).toBe(`The account ${account.domain} has no lead 404.`);
	});

	it('and a contact that a lead was to be linked to, in the hint: lead: update', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/leads/11/link')
			.reply(400, complaint('to_entity_id', 'NotSupportedChoice', 'Entity not found'));

		const run = await runAction(account, ['lead', 'update'], {
			lead: locator('id', '11'),
			fields: { mappingMode: 'defineBelow', value: { contact_id: 404 } },
		});

		expect(run.errorOf('amoCRM')?.description).toContain(
			`The account ${account.domain} has no contact 404.`,
		);
	});
});

describe('a stage and a pipeline that do not belong together are named: lead: create', () => {
	const PIPELINES = {
		_embedded: {
			pipelines: [
				{ id: 7, name: 'Sales', _embedded: { statuses: [{ id: 71, name: 'First call' }] } },
				{
					id: 8,
					name: 'Support',
					_embedded: {
						statuses: [
							{ id: 81, name: 'Waiting' },
							{ id: 142, name: 'Won' },
						],
					},
				},
			],
		},
	};

	async function refusal(value: Record<string, number>, path: string, status = 200) {
		const account = new Account();
		account.api.post('/api/v4/leads').reply(400, complaint(path, 'NotSupportedChoice', GENERIC));
		account.api.get('/api/v4/leads/pipelines').reply(status, PIPELINES);
		const run = await runAction(account, ['lead', 'create'], {
			fields: { mappingMode: 'defineBelow', value },
		});
		const { message = '', description } = run.errorOf('amoCRM') ?? {};
		return {
			message: message.replace(account.domain, 'A'),
			hint: (description ?? '').split('\n')[0],
		};
	}

	it.each([
		[
			{ pipeline_id: 7, status_id: 81 },
			'status_id',
			'Stage "Waiting" is not in pipeline "Sales".',
			'It is in pipeline "Support": choose that one, or another stage.',
		],
		[
			{ status_id: 81 },
			'status_id',
			'Stage "Waiting" is in pipeline "Support", and the lead is in another one.',
			'Choose pipeline "Support" along with the stage, or another stage.',
		],
		[
			{ pipeline_id: 7, status_id: 99 },
			'status_id',
			'The account A has no stage 99.',
			expect.stringContaining('of another account'),
		],
		[
			{ pipeline_id: 99, status_id: 81 },
			'pipeline_id',
			'The account A has no pipeline 99.',
			expect.stringContaining('of another account'),
		],
		// Nothing in the names says what is wrong.
		[
			{ pipeline_id: 7, status_id: 71 },
			'status_id',
			'The account A did not accept the data: "Stage".',
			expect.stringContaining(GENERIC),
		],
	])('%j, %s', async (value, path, message, hint) => {
		expect(await refusal(value, path)).toEqual({ message, hint });
	});

	it('the refusal is told where the names cannot be read', async () => {
		expect(await refusal({ pipeline_id: 7, status_id: 81 }, 'status_id', 403)).toMatchObject({
			message: 'The account A did not accept the data: "Stage".',
		});
	});
});
