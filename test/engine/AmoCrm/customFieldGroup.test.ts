import { Account, loadOptions, locator } from '../support';
import { outputOf, runAction } from './action';
import { nodeType } from '../../../tools/system/manifest';

const path = '/api/v4/leads/custom_fields/groups';

const GROUP = {
	id: 'leads_297',
	name: 'A',
	is_predefined: false,
	type: 'custom_field_group',
	entity_type: 'leads',
	sort: 3,
};

const own = { entity: 'leads', customFieldGroup: locator('id', GROUP.id) };

describe('customFieldGroup: create', () => {
	it('makes the groups of all items in one request, whose answer does not number them', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/catalogs/12/custom_fields/groups', [
				{ name: 'A', sort: 3, request_id: '0' },
				{ name: 'B', sort: 3, request_id: '1' },
			])
			.reply(201, {
				_total_items: 2,
				_embedded: {
					custom_field_groups: [
						{ id: 'catalogs_1', name: 'A', _links: {} },
						{ id: 'catalogs_2', name: 'B', _links: {} },
					],
				},
			});

		const output = await outputOf(
			account,
			['customFieldGroup', 'create'],
			{ entity: 'catalogs/12', name: '={{ $json.name }}', sort: 3 },
			{ input: [{ json: { name: 'A' } }, { json: { name: 'B' } }] },
		);

		expect(output).toEqual([
			{ id: 'catalogs_1', name: 'A' },
			{ id: 'catalogs_2', name: 'B' },
		]);
	});

	it('knows none of segments', async () => {
		const run = await runAction(new Account(), ['customFieldGroup', 'create'], {
			entity: 'customers/segments',
			name: 'A',
		});

		expect(run.errorOf('amoCRM')?.message).toContain('"Entity"');
	});
});

describe('customFieldGroup: get', () => {
	it('reads one by its text', async () => {
		const account = new Account();
		account.api.get(`${path}/leads_297`).reply(200, { ...GROUP, _links: {} });

		expect(await outputOf(account, ['customFieldGroup', 'get'], own)).toEqual([GROUP]);
	});
});

describe('customFieldGroup: getAll', () => {
	it('reads the list, which knows no pages', async () => {
		const account = new Account();
		account.api.get(path).reply(200, { _embedded: { custom_field_groups: [GROUP] } });

		expect(await outputOf(account, ['customFieldGroup', 'getAll'], { entity: 'leads' })).toEqual([
			GROUP,
		]);
	});
});

describe('customFieldGroup: update', () => {
	it('moves fields into it', async () => {
		const account = new Account();
		account.api
			.patch(`${path}/leads_297`, { sort: 6, fields: [11, 12] })
			.reply(200, { ...GROUP, sort: 6, fields: [11, 12], _links: {} });

		const output = await outputOf(account, ['customFieldGroup', 'update'], {
			...own,
			updateFields: { sort: 6, fields: [11, 12] },
		});

		expect(output).toEqual([{ ...GROUP, sort: 6, fields: [11, 12] }]);
	});

	it('offers the fields of what was chosen', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/contacts/custom_fields')
			.query(true)
			.reply(200, { _embedded: { custom_fields: [{ id: 11, name: 'Size', type: 'text' }] } });

		const fields = await loadOptions(
			{
				type: nodeType('amoCrm'),
				parameters: {
					authentication: 'token',
					resource: 'customFieldGroup',
					operation: 'update',
					entity: 'contacts',
				},
				credentials: account.credentials,
			},
			'getFields_entity',
		);

		expect(fields).toEqual([{ name: 'Size', value: 11 }]);
	});
});

describe('customFieldGroup: delete', () => {
	it('says which was deleted', async () => {
		const account = new Account();
		account.api.delete(`${path}/leads_297`).reply(204);

		expect(await outputOf(account, ['customFieldGroup', 'delete'], own)).toEqual([
			{ deleted: true, id: 'leads_297' },
		]);
	});
});
