import { Listener } from './listener';

const listener = new Listener();
const { made, patch, seed, subscribe, told } = listener;

beforeAll(async () => await listener.open());
afterAll(() => listener.close());
beforeEach(async () => await listener.begin());

const change = async (collection: string, ...patches: Array<{ id: number | string }>) =>
	await listener.town.control.change('alpha', collection, patches);

it('a lead that moves on is told as a form, in text and under old names', async () => {
	const [{ id: pipelineId, stages }] = (await listener.town.control.entities(
		'alpha',
		'leads/pipelines',
	)) as Array<{ id: number; stages: Array<{ id: number; sort: number }> }>;
	const { id: colour, enums } = await listener.addField('leads', {
		name: 'Colour',
		type: 'select',
		enums: [{ value: 'red', sort: 1 }],
	});
	const { id: day } = await listener.addField('leads', { name: 'Day', type: 'date_time' });
	const [id] = await made('/leads', {
		name: 'Order & Co',
		price: 1500,
		custom_fields_values: [
			{ field_id: colour, values: [{ value: 'red' }] },
			{ field_id: day, values: [{ value: 1764000000 }] },
		],
		_embedded: { tags: [{ name: 'vip' }] },
	});
	const [tag] = await listener.town.control.entities('alpha', 'leads/tags');
	await subscribe('status_lead');
	await patch(`/leads/${id}`, { status_id: 142, updated_at: 1764000001 });
	await listener.town.control.settleDeliveries();
	const [{ method, url, type, body }] = listener.builder.calls;
	expect([method, url.search, type]).toEqual([
		'POST',
		'?key=1',
		'application/x-www-form-urlencoded',
	]);
	const { account, control } = listener.town;
	const user = String(account.adminUserId);
	const [{ created_at }] = await control.entities('alpha', 'leads');
	const lead = 'leads[status][0]';
	expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
		[`${lead}[id]`]: String(id),
		[`${lead}[name]`]: 'Order & Co',
		[`${lead}[status_id]`]: '142',
		[`${lead}[old_status_id]`]: String(stages[1].id),
		[`${lead}[pipeline_id]`]: String(pipelineId),
		[`${lead}[old_pipeline_id]`]: String(pipelineId),
		[`${lead}[price]`]: '1500',
		[`${lead}[responsible_user_id]`]: user,
		[`${lead}[last_modified]`]: '1764000001',
		[`${lead}[modified_user_id]`]: user,
		[`${lead}[created_user_id]`]: user,
		[`${lead}[date_create]`]: String(created_at),
		[`${lead}[account_id]`]: String(account.id),
		[`${lead}[custom_fields][0][id]`]: String(colour),
		[`${lead}[custom_fields][0][name]`]: 'Colour',
		[`${lead}[custom_fields][0][values][0][value]`]: 'red',
		[`${lead}[custom_fields][0][values][0][enum]`]: String(enums[0].id),
		[`${lead}[custom_fields][1][id]`]: String(day),
		[`${lead}[custom_fields][1][name]`]: 'Day',
		[`${lead}[custom_fields][1][values][0]`]: '1764000000',
		[`${lead}[tags][0][id]`]: String(tag.id),
		'account[subdomain]': 'alpha',
		'account[id]': String(account.id),
		'account[_links][self]': 'https://alpha.amocrm.ru',
	});
});

describe('each subscription is told', () => {
	it('in one body of all that one request did', async () => {
		const ids = await made('/leads', {}, {}, {});
		await subscribe('update_lead', 'status_lead', 'responsible_lead');
		const [clerk] = await seed('users', {});
		await patch('/leads', [
			{ id: ids[0], price: 5 },
			{ id: ids[1], status_id: 143 },
			{ id: ids[2], responsible_user_id: clerk },
		]);
		const { adminUserId } = listener.town.account;
		expect(await told()).toMatchObject([
			{
				leads: {
					update: ids.map((id) => ({ id: String(id) })),
					status: [{ id: String(ids[1]), status_id: '143' }],
					responsible: [
						{
							id: String(ids[2]),
							responsible_user_id: String(clerk),
							old_responsible_user_id: String(adminUserId),
						},
					],
				},
			},
		]);
	});

	it('of what it asked for alone, and of nothing once it is gone', async () => {
		await subscribe('add_contact');
		const [id] = await made('/leads', {});
		await patch(`/leads/${id}`, { price: 1 });
		expect(await told()).toEqual([]);
		await subscribe('update_lead');
		await patch(`/leads/${id}`, { price: 1 });
		expect(await told()).toEqual([]);
		await patch(`/leads/${id}`, { price: 2 });
		expect(await told()).toHaveLength(1);
		await listener.remove('/webhooks', { destination: listener.address });
		await patch(`/leads/${id}`, { price: 3 });
		expect(await told()).toEqual([]);
	});

	it('of a refused request nothing', async () => {
		await subscribe('add_lead');
		expect((await listener.post('/leads', [{}, { price: 'x' }])).status).toBe(400);
		expect(await told()).toEqual([]);
	});

	it('also of what somebody does in the CRM itself', async () => {
		await subscribe('add_lead', 'update_lead', 'delete_lead', 'restore_lead');
		await seed('leads', { name: 'Unseen' });
		const { control } = listener.town;
		const [id] = await control.seed('alpha', 'leads', [{ name: 'A' }], { tells: true });
		const [user] = await seed('users', {});
		await control.change('alpha', 'leads', [{ id, name: 'B' }], Number(user));
		await change('leads', { id, is_deleted: true } as { id: number });
		await change('leads', { id, is_deleted: false } as { id: number });
		const [lead] = await control.entities('alpha', 'leads').then((all) => all.slice(-1));
		expect(await told()).toMatchObject([
			{ leads: { add: [{ id: String(id), name: 'A' }] } },
			{ leads: { update: [{ name: 'B', modified_user_id: String(user) }] } },
			{
				leads: {
					delete: [
						{
							id: String(id),
							status_id: String(lead.status_id),
							pipeline_id: String(lead.pipeline_id),
						},
					],
				},
			},
			{ leads: { restore: [{ id: String(id), name: 'B' }] } },
		]);
		await expect(change('leads', { id: 1 })).rejects.toThrow('No 1 in leads');
	});
});
