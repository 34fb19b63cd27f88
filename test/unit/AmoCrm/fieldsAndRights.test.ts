import type { IDataObject } from 'n8n-workflow';

import { Emulated } from './emulated';
import { FIELD_TYPES } from '../../../nodes/AmoCrm/resources/customField';
import { typesOn } from '../../../emulator/api/fieldValues';
import { operation } from './operation';

const createField = operation('customField', 'create');
const deleteField = operation('customField', 'delete');
const updateField = operation('customField', 'update');
const createCatalog = operation('catalog', 'create');
const getFields = operation('customField', 'getAll');
const createGroup = operation('customFieldGroup', 'create');
const deleteGroup = operation('customFieldGroup', 'delete');
const getGroups = operation('customFieldGroup', 'getAll');
const updateGroup = operation('customFieldGroup', 'update');
const createRole = operation('role', 'create');
const deleteRole = operation('role', 'delete');
const updateRole = operation('role', 'update');
const createUser = operation('user', 'create');
const activate = operation('user', 'activate');
const deactivate = operation('user', 'deactivate');
const getUser = operation('user', 'get');

const amo = new Emulated();

beforeAll(async () => await amo.open());
beforeEach(async () => await amo.enter());

const wonStage = async () => {
	const [pipeline] = await amo.town.control.entities('alpha', 'leads/pipelines');
	return { pipeline_id: pipeline.id as number, status_id: 142 };
};

describe('custom fields', () => {
	/** What a field of the type cannot be made without. */
	const needed = (type: string, catalogId: unknown): IDataObject => {
		const enums = { rows: [{ value: 'One', code: 'one', sort: 1 }] };
		const all: Record<string, IDataObject> = {
			select: { enums },
			radiobutton: { enums },
			multiselect: { enums },
			multitext: { enums },
			birthday: { remind: 'week' },
			chained_list: { chainedLists: { rows: [{ catalogId, title: 'City' }] } },
			linked_entity: { searchIn: 'contacts' },
			monetary: { currency: 'RUB' },
			tracking_data: { trackingCallback: 'f()' },
			category: {
				nested: {
					rows: [
						{ value: 'Cars', requestId: 'c' },
						{ value: 'Red', parentRequestId: 'c' },
					],
				},
			},
		};
		return all[type] ?? {};
	};

	it.each(FIELD_TYPES.map(({ value }) => String(value)))(
		'of the type %s are made',
		async (type) => {
			const [catalog] = (await amo.run(createCatalog, { name: 'Goods' })) as IDataObject[];
			const owners = ['leads', 'contacts', `catalogs/${String(catalog.id)}`];
			const entity = owners.find((owner) => typesOn(owner).includes(type));
			const additionalFields = needed(type, catalog.id);
			expect(
				await amo.run(createField, { entity, name: 'A', type, additionalFields }),
			).toMatchObject([{ id: expect.any(Number), type }]);
		},
	);

	it('are found, changed, grouped and deleted', async () => {
		const entity = 'leads';
		const stage = await wonStage();
		const pair = `${stage.pipeline_id}/${stage.status_id}`;
		const [group] = (await amo.run(createGroup, { entity, name: 'G', sort: 3 })) as IDataObject[];
		const [field] = (await amo.run(createField, {
			entity,
			name: 'Size',
			type: 'select',
			additionalFields: {
				groupId: group.id,
				code: 'SIZE',
				isApiOnly: true,
				requiredStatuses: [pair],
				hiddenStatuses: [pair],
				enums: { rows: [{ value: 'Big' }, { value: 'Small' }] },
			},
		})) as Array<IDataObject & { enums: IDataObject[] }>;
		expect(field).toMatchObject({
			group_id: group.id,
			required_statuses: [stage],
			hidden_statuses: [stage],
		});

		const [{ id: kept }] = field.enums;
		const rows = [{ id: kept, value: 'Bigger' }, { value: 'Huge' }];
		await amo.run(updateField, {
			entity,
			customField: field.id,
			updateFields: { enums: { rows } },
		});
		const filters = { types: ['select'] };
		expect(await amo.run(getFields, { entity, filters })).toMatchObject([
			{ id: field.id, enums: [{ id: kept, value: 'Bigger' }, { value: 'Huge' }] },
		]);

		const [other] = (await amo.run(createGroup, { entity, name: 'H', sort: 4 })) as IDataObject[];
		const updateFields = { name: 'I', fields: [field.id] };
		await amo.run(updateGroup, { entity, customFieldGroup: other.id, updateFields });
		expect(await amo.run(getGroups, { entity })).toContainEqual(
			expect.objectContaining({ id: other.id, name: 'I' }),
		);
		expect(await amo.run(deleteGroup, { entity, customFieldGroup: group.id })).toEqual([
			{ deleted: true, id: group.id },
		]);
		await amo.run(deleteField, { entity, customField: field.id });
		expect(await amo.run(getFields, { entity, filters })).toEqual([]);
	});
});

describe('rights', () => {
	it('of a role, of which users get theirs', async () => {
		const stage = await wonStage();
		const [role] = (await amo.run(createRole, {
			name: 'Clerk',
			additionalFields: {
				leadsRights: {
					rights: { add: 'A', delete: 'D', edit: 'M', export: 'D', view: 'G' },
				},
				tasksRights: { rights: { delete: 'D', edit: 'A' } },
				mailAccess: true,
				statusRights: {
					rows: [
						{
							stage: `${stage.pipeline_id}/${stage.status_id}`,
							delete: 'D',
							edit: 'D',
							export: 'D',
							view: 'A',
						},
					],
				},
			},
		})) as Array<IDataObject & { rights: IDataObject }>;
		expect(role.rights.status_rights).toContainEqual({
			entity_type: 'leads',
			...stage,
			rights: { delete: 'D', edit: 'D', export: 'D', view: 'A' },
		});

		const [user] = (await amo.run(createUser, {
			name: 'Ann',
			email: 'ann@b.example',
			password: 'aBcde1',
			additionalFields: { lang: 'en', roleId: role.id, groupId: 0 },
		})) as IDataObject[];
		expect(user.rights).toMatchObject({
			leads: { add: 'A', delete: 'D', edit: 'M', export: 'D', view: 'G' },
			role_id: role.id,
		});

		const changed = await amo.run(updateRole, {
			role: role.id,
			updateFields: { statusRights: {} },
		});
		expect(changed).not.toContainEqual(
			expect.objectContaining({
				rights: expect.objectContaining({
					status_rights: expect.arrayContaining([expect.objectContaining(stage)]),
				}),
			}),
		);
		await amo.run(deleteRole, { role: role.id });
		expect(await amo.run(getUser, { user: user.id })).toMatchObject([
			{ rights: { role_id: null } },
		]);
	});

	it('are taken from a user and given back', async () => {
		const [user] = await amo.seed('users', { rights: { is_active: true, is_admin: false } });
		const isActive = async () => {
			const [{ rights }] = (await amo.run(getUser, { user })) as IDataObject[];
			return (rights as IDataObject).is_active;
		};
		await amo.run(deactivate, { user });
		expect(await isActive()).toBe(false);
		await amo.run(activate, { user });
		expect(await isActive()).toBe(true);
	});
});
