import { Writer } from './support';

const writer = new Writer();
const { complaint, made, patch, post, read, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const all = { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'D' };
const none = { view: 'D', edit: 'D', add: 'D', delete: 'D', export: 'D' };
const rights = { leads: all, contacts: all };
const user = { name: 'Ann Lee', email: 'ann@b.example', password: 'aBcde1', rights };

/** The stage of incoming leads, closed. */
const closed = [
	expect.objectContaining({ entity_type: 'leads', rights: { view: 'D', edit: 'D', delete: 'D' } }),
];

describe('users', () => {
	it('take the rights of their role, which is shown when asked for', async () => {
		const [role] = await made('/roles', { name: 'Clerk', rights: { leads: all } });
		const [id] = await made('/users', { ...user, rights: { role_id: role, leads: none } });
		const { json } = await read(`/users/${id}?with=role,group,user_rank`);
		expect(json).toMatchObject({
			rights: { leads: all, role_id: role },
			user_rank: 'newbie',
			_embedded: { roles: [{ id: role, name: 'Clerk' }], groups: [] },
		});
		expect((await read(`/roles/${role}?with=users`)).json._embedded).toEqual({ users: [id] });
	});

	it.each([
		['a name with signs', { name: 'Ann <b>' }, 'NotSupportedChoice name'],
		['a long name', { name: 'x'.repeat(51) }, 'NotSupportedChoice name'],
		['a weak password', { password: 'abcdef1' }, 'NotSupportedChoice password'],
		['no email', { email: undefined }, 'FieldMissing email'],
		['no rights', { rights: undefined }, 'FieldMissing rights'],
		['some rights', { rights: { leads: all } }, 'FieldMissing rights.contacts'],
		[
			'half a right to add',
			{ rights: { ...rights, leads: { add: 'M' } } },
			'NotSupportedChoice rights.leads.add',
		],
		['an unknown role', { rights: { role_id: 1 } }, 'NotSupportedChoice rights.role_id'],
	])('are refused with %s', async (_what, wrong, expected) => {
		expect(await complaint('/users', { ...user, ...wrong })).toEqual([expected]);
	});

	it('are at most ten at once, a hundred in all, and never changed', async () => {
		expect((await post('/users', Array(11).fill(user))).status).toBe(400);
		await seed(
			'users',
			...Array<object>(99)
				.fill({ rights: {} })
				.map((one) => ({ ...one })),
		);
		expect((await post('/users', [user])).status).toBe(201);
		expect((await post('/users', [user])).status).toBe(403);
		expect((await patch('/users', [{ id: 1, name: 'x' }])).status).toBe(405);
	});
});

describe('roles', () => {
	it('are changed with 202, group by group; null takes the rights of stages away', async () => {
		const [pipeline] = await writer.town.control.entities('alpha', 'leads/pipelines');
		const stage = {
			entity_type: 'leads',
			pipeline_id: pipeline.id,
			status_id: 142,
			rights: { view: 'A' },
		};
		const [id] = await made('/roles', { name: 'R', rights: { ...rights, status_rights: [stage] } });
		const held = async () => (await read(`/roles/${id}`)).json.rights;
		expect(await held()).toMatchObject({ status_rights: [stage, ...closed] });
		const changed = await patch(`/roles/${id}`, {
			rights: { contacts: none, status_rights: null },
		});
		expect(changed.status).toBe(202);
		expect(await held()).toMatchObject({ leads: all, contacts: none, status_rights: closed });
		expect((await patch(`/roles/${id}`, {})).status).toBe(400);
	});
});
