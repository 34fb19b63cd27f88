import { Account, listSearch, loadOptions, locator } from '../support';
import { outputOf, runAction } from './action';
import { nodeType } from '../../../tools/system/manifest';

const DUE = '2026-01-31T10:00:00Z';
const DUE_SECONDS = 1769853600;

describe('task: create', () => {
	it.each(['={{ $json.call }}', '={{ [$json.call] }}', '={{ 12345678901234567890 }}'])(
		'refuses what is no text, or has lost its digits: %s',
		async (text) => {
			const input = [{ json: { call: { topic: 'A' } } }];
			const parameters = { text, completeTill: DUE };
			const run = await runAction(new Account(), ['task', 'create'], parameters, { input });
			expect(run.errorOf('amoCRM')?.message).toMatch(/^The field "Text" cannot be /);
		},
	);

	it('sends many items in one request, dates as seconds, and gives the whole tasks', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/tasks', [
				{
					text: 'Call A',
					complete_till: DUE_SECONDS,
					entity_type: 'leads',
					entity_id: 501,
					task_type_id: 2,
					request_id: '0',
				},
				{
					text: 'Call B',
					complete_till: DUE_SECONDS,
					entity_type: 'leads',
					entity_id: 502,
					task_type_id: 2,
					request_id: '1',
				},
			])
			.reply(200, {
				_embedded: {
					tasks: [
						{ id: 62, text: 'Call B', request_id: '1', _links: { self: { href: 'x' } } },
						{ id: 61, text: 'Call A', request_id: '0', _links: { self: { href: 'x' } } },
					],
				},
			});

		const run = await runAction(
			account,
			['task', 'create'],
			{
				text: '=Call {{ $json.name }}',
				completeTill: DUE,
				additionalFields: {
					entityType: 'leads',
					entityId: '={{ $json.lead }}',
					taskTypeId: 2,
				},
			},
			{ input: [{ json: { name: 'A', lead: 501 } }, { json: { name: 'B', lead: 502 } }] },
		);

		expect(run.error).toBeUndefined();
		expect(run.output('amoCRM')).toEqual([
			{ json: { id: 61, text: 'Call A' }, pairedItem: { item: 0 } },
			{ json: { id: 62, text: 'Call B' }, pairedItem: { item: 1 } },
		]);
	});

	it('names what is missing or wrong, and sends the other items', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/tasks', [{ text: 'C', complete_till: DUE_SECONDS, request_id: '0' }])
			.reply(200, { _embedded: { tasks: [{ id: 63, request_id: '0' }] } });

		const output = await outputOf(
			account,
			['task', 'create'],
			{ text: '={{ $json.text }}', completeTill: '={{ $json.due }}' },
			{
				onError: 'continueRegularOutput',
				input: [
					{ json: { text: '', due: DUE } },
					{ json: { text: 'B', due: 'tomorrow' } },
					{ json: { text: 'C', due: DUE } },
				],
			},
		);

		expect(output).toMatchObject([
			{ error: '"Text" is missing.' },
			{ error: 'The field "Due" cannot be "tomorrow".' },
			{ id: 63 },
		]);
	});

	it("names the field that amoCRM refuses, as the node's form calls it", async () => {
		const account = new Account();
		account.api.post('/api/v4/tasks').reply(400, {
			'validation-errors': [
				{
					request_id: '0',
					errors: [{ code: 'NotSupportedChoice', path: 'task_type_id', detail: 'Not a choice.' }],
				},
			],
		});

		const run = await runAction(account, ['task', 'create'], {
			text: 'A',
			completeTill: DUE,
			additionalFields: { taskTypeId: 99 },
		});

		const error = run.errorOf('amoCRM');
		expect(error?.message).toBe(
			`The account ${account.domain} did not accept the data: "Type Name or ID".`,
		);
		expect(error?.description).toContain('task_type_id: Not a choice.');
	});
});

describe('task: get', () => {
	it('reads one, without links', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/tasks/61')
			.reply(200, { id: 61, text: 'Call', result: [], _links: { self: { href: 'x' } } });

		expect(await outputOf(account, ['task', 'get'], { task: locator('id', '61') })).toEqual([
			{ id: 61, text: 'Call', result: [] },
		]);
	});

	it.each([204, 404])('says so where there is none (%i)', async (status) => {
		const account = new Account();
		account.api.get('/api/v4/tasks/61').reply(status, status === 404 ? { status } : undefined);

		const run = await runAction(account, ['task', 'get'], { task: locator('id', '61') });

		expect(run.errorOf('amoCRM')?.message).toBe(`The account ${account.domain} has no task 61.`);
	});
});

describe('task: getAll', () => {
	it("asks with amoCRM's own names of the filters", async () => {
		const account = new Account();
		account.api
			.get('/api/v4/tasks')
			.query((query) => {
				expect(query).toEqual({
					'filter[id][]': ['61', '62'],
					'filter[responsible_user_id][]': '9',
					'filter[is_completed][]': '0',
					'filter[task_type][]': '2',
					'filter[entity_type][]': 'leads',
					'filter[entity_id][]': '501',
					'filter[updated_at][from]': String(DUE_SECONDS),
					'order[complete_till]': 'asc',
					page: '1',
					limit: '50',
				});
				return true;
			})
			.reply(200, { _embedded: { tasks: [{ id: 61 }] } });

		const output = await outputOf(account, ['task', 'getAll'], {
			filters: {
				ids: '61, 62',
				responsibleUserIds: [9],
				isCompleted: false,
				taskTypes: [2],
				entityType: 'leads',
				entityIds: '501',
				updatedFrom: DUE,
			},
			order: { sort: { by: 'complete_till', direction: 'asc' } },
		});

		expect(output).toEqual([{ id: 61 }]);
	});
});

describe('task: update', () => {
	it('changes what is given, several tasks in one request', async () => {
		const account = new Account();
		account.api
			.patch('/api/v4/tasks', [
				{ text: 'Later', id: 61, request_id: '0' },
				{ text: 'Later', id: 62, request_id: '1' },
			])
			.reply(200, { _embedded: { tasks: [{ id: 62 }, { id: 61, request_id: '0' }] } });

		const output = await outputOf(
			account,
			['task', 'update'],
			{ task: locator('id', '={{ $json.id }}'), updateFields: { text: 'Later' } },
			{ input: [{ json: { id: 61 } }, { json: { id: 62 } }] },
		);

		expect(output).toEqual([{ id: 61 }, { id: 62 }]);
	});

	it('asks for nothing where nothing is to change', async () => {
		const run = await runAction(new Account(), ['task', 'update'], { task: locator('id', '61') });

		expect(run.errorOf('amoCRM')?.message).toBe('There is nothing to change.');
	});
});

describe('task: complete', () => {
	it('closes tasks with their results in one request', async () => {
		const account = new Account();
		account.api
			.patch('/api/v4/tasks', [
				{ result: { text: 'Done' }, id: 61, is_completed: true, request_id: '0' },
				{ id: 62, is_completed: true, request_id: '1' },
			])
			.reply(200, { _embedded: { tasks: [{ id: 61 }, { id: 62 }] } });

		const output = await outputOf(
			account,
			['task', 'complete'],
			{
				task: locator('id', '={{ $json.id }}'),
				additionalFields: { resultText: '={{ $json.result }}' },
			},
			{ input: [{ json: { id: 61, result: 'Done' } }, { json: { id: 62 } }] },
		);

		expect(output).toEqual([{ id: 61 }, { id: 62 }]);
	});
});

describe('in the editor', () => {
	const open = (account: Account) => ({
		type: nodeType('amoCrm'),
		parameters: { authentication: 'token', resource: 'task', operation: 'create' },
		credentials: account.credentials,
	});

	it('tasks are found by their text, which amoCRM cannot look for', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/tasks')
			.query({ page: '1', limit: '250' })
			.reply(200, {
				_embedded: {
					tasks: [
						{ id: 61, text: 'Call Anna' },
						{ id: 62, text: 'Write' },
					],
				},
			});

		const { results } = await listSearch(open(account), 'search_task', 'anna');

		expect(results).toEqual([{ name: 'Call Anna', value: '61' }]);
	});

	it('types come from the account', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/account')
			.query({ with: 'task_types' })
			.reply(200, { _embedded: { task_types: [{ id: 1, name: 'Call' }] } });

		expect(await loadOptions(open(account), 'getTaskTypes')).toEqual([{ name: 'Call', value: 1 }]);
	});
});
