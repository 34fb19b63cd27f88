import { Account, loadOptions, locator } from '../support';
import { outputOf } from './action';
import { nodeType } from '../../../tools/system/manifest';

const CLOSED = { add: 'D', delete: 'D', edit: 'D', export: 'D', view: 'D' };

describe('user: create', () => {
	it('sends ten in one request, with a role and a group', async () => {
		const account = new Account();
		const sent = (from: number, to: number) =>
			Array.from({ length: to - from }, (_, index) => ({
				name: `User ${from + index}`,
				email: `u${from + index}@b.example`,
				password: 'aBcde1',
				lang: 'en',
				rights: { role_id: 31, group_id: 0 },
				request_id: String(index),
			}));
		for (const [from, to] of [
			[0, 10],
			[10, 11],
		]) {
			account.api.post('/api/v4/users', sent(from, to)).reply(201, {
				_total_items: to - from,
				_embedded: {
					users: sent(from, to).map(({ request_id }, index) => ({
						id: 100 + from + index,
						request_id,
						_links: { self: { href: 'x' } },
					})),
				},
			});
		}

		const output = await outputOf(
			account,
			['user', 'create'],
			{
				name: '=User {{ $json.number }}',
				email: '=u{{ $json.number }}@b.example',
				password: 'aBcde1',
				additionalFields: { lang: 'en', roleId: 31, groupId: 0 },
			},
			{ input: Array.from({ length: 11 }, (_, number) => ({ json: { number } })) },
		);

		expect(output).toEqual(Array.from({ length: 11 }, (_, at) => ({ id: 100 + at })));
	});

	it('gives rights to cards, tasks and stages', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/users', [
				{
					name: 'Ann',
					email: 'ann@b.example',
					password: 'aBcde1',
					rights: {
						leads: { add: 'A', delete: 'D', edit: 'M', export: 'D', view: 'G' },
						contacts: CLOSED,
						companies: CLOSED,
						tasks: { delete: 'D', edit: 'A' },
						mail_access: true,
						status_rights: [
							{
								entity_type: 'leads',
								pipeline_id: 7,
								status_id: 142,
								rights: { delete: 'D', edit: 'D', export: 'D', view: 'A' },
							},
						],
					},
					request_id: '0',
				},
			])
			.reply(201, { _embedded: { users: [{ id: 9, request_id: '0' }] } });

		const output = await outputOf(account, ['user', 'create'], {
			name: 'Ann',
			email: 'ann@b.example',
			password: 'aBcde1',
			additionalFields: {
				leadsRights: { rights: { add: 'A', edit: 'M', view: 'G' } },
				tasksRights: { rights: { edit: 'A' } },
				mailAccess: true,
				statusRights: { rows: [{ stage: '7/142', view: 'A' }] },
			},
		});

		expect(output).toEqual([{ id: 9 }]);
	});
});

describe('user: get', () => {
	it('reads one with what was asked for', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/users/9')
			.query({ with: 'role,group' })
			.reply(200, {
				id: 9,
				name: 'Ann',
				_links: {},
				_embedded: { roles: [{ id: 31, name: 'Clerk', _links: {} }], groups: [] },
			});

		const output = await outputOf(account, ['user', 'get'], {
			user: locator('id', 9),
			with: ['role', 'group'],
		});

		expect(output).toEqual([
			{ id: 9, name: 'Ann', roles: [{ id: 31, name: 'Clerk' }], groups: [] },
		]);
	});
});

describe('user: getAll', () => {
	it('reads the list', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/users')
			.query({ with: 'user_rank', page: '1', limit: '50' })
			.reply(200, { _embedded: { users: [{ id: 9, user_rank: 'newbie' }] } });

		expect(await outputOf(account, ['user', 'getAll'], { with: ['user_rank'] })).toEqual([
			{ id: 9, user_rank: 'newbie' },
		]);
	});
});

describe.each([
	['activate', 202, 'activated'],
	['deactivate', 204, 'deactivated'],
])('user: %s', (operation, status, done) => {
	it('names the users in one request, and amoCRM answers nothing', async () => {
		const account = new Account();
		account.api.post(`/api/v4/users/${operation}`, [{ id: 9 }, { id: 10 }]).reply(status);

		const output = await outputOf(
			account,
			['user', operation],
			{ user: locator('id', '={{ $json.id }}') },
			{ input: [{ json: { id: 9 } }, { json: { id: 10 } }] },
		);

		expect(output).toEqual([
			{ [done]: true, id: 9 },
			{ [done]: true, id: 10 },
		]);
	});
});

describe('role: create', () => {
	const leads = { ...CLOSED, view: 'A' };

	it.each([
		// amoCRM's documentation wants these four as soon as there are rights.
		[
			'names all rights where some are named',
			{ leadsRights: { rights: { view: 'A' } } },
			{
				leads,
				contacts: CLOSED,
				companies: CLOSED,
				tasks: { delete: 'D', edit: 'D' },
			},
		],
		['names none where none is named', {}, undefined],
	])('%s', async (_what, additionalFields, rights) => {
		const account = new Account();
		account.api
			.post('/api/v4/roles', [{ name: 'Clerk', ...(rights && { rights }), request_id: '0' }])
			.reply(201, { _embedded: { roles: [{ id: 31, name: 'Clerk', request_id: '0' }] } });

		const output = await outputOf(account, ['role', 'create'], { name: 'Clerk', additionalFields });

		expect(output).toEqual([{ id: 31, name: 'Clerk' }]);
	});
});

describe('role: update', () => {
	it.each([
		['takes the rights to stages away where none are given', {}, null],
		[
			'replaces the rights to stages',
			{ rows: [{ stage: '7/71', edit: 'A', view: 'A' }] },
			[
				{
					entity_type: 'leads',
					pipeline_id: 7,
					status_id: 71,
					rights: { delete: 'D', edit: 'A', export: 'D', view: 'A' },
				},
			],
		],
	])('%s', async (_what, statusRights, sent) => {
		const account = new Account();
		account.api
			.patch('/api/v4/roles/31', { rights: { status_rights: sent } })
			.reply(202, { id: 31, name: 'Clerk', _links: {} });

		const output = await outputOf(account, ['role', 'update'], {
			role: locator('id', 31),
			updateFields: { statusRights },
		});

		expect(output).toEqual([{ id: 31, name: 'Clerk' }]);
	});
});

it.each([
	['getRoles', '/api/v4/roles', 'roles'],
	['getUserGroups', '/api/v4/account', 'users_groups'],
])('the editor offers %s', async (method, path, collection) => {
	const account = new Account();
	account.api
		.get(path)
		.query(true)
		.reply(200, { _embedded: { [collection]: [{ id: 31, name: 'Clerk' }] } });

	const options = await loadOptions(
		{
			type: nodeType('amoCrm'),
			parameters: { authentication: 'token', resource: 'user', operation: 'create' },
			credentials: account.credentials,
		},
		method,
	);

	expect(options).toEqual([{ name: 'Clerk', value: 31 }]);
});
