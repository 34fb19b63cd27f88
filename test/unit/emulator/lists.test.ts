import { Town } from './support';

interface Page {
	_page: number;
	_links: { self: { href: string }; next?: { href: string } };
	_embedded: Record<string, Array<{ id: number; name: string } & Record<string, unknown>>>;
}

let town: Town;
let token: string;

beforeAll(async () => {
	town = await Town.open();
});

beforeEach(async () => {
	await town.begin();
	token = (await town.connect()).access_token;
});

const get = async (path: string) => await town.api<Page>('GET', path, { token });

const names = async (path: string, key = 'leads') =>
	(await get(path)).json._embedded?.[key].map(({ name }) => name) ?? [];

async function seedLeads(count: number) {
	const items = Array.from({ length: count }, (_, index) => ({
		name: `L${index}`,
		price: index,
		updated_at: 1000 + index,
	}));
	await town.control.seed('alpha', 'leads', items);
}

describe('paging', () => {
	it('says nothing with 204', async () => {
		const empty = await get('/leads');
		expect([empty.status, empty.text]).toEqual([204, '']);
		expect((await get('/leads/1')).status).toBe(204);
	});

	it('leads from page to page by next', async () => {
		await seedLeads(501);
		const sizes: number[] = [];
		const seen = new Set<number>();
		let address: string | undefined = '/leads?limit=250&order[id]=desc';
		while (address) {
			const { json }: { json: Page } = await get(address);
			sizes.push(json._embedded.leads.length);
			for (const { id } of json._embedded.leads) seen.add(id);
			expect(json).not.toHaveProperty('_total_items');
			const next = json._links.next && new URL(json._links.next.href);
			address = next && next.pathname.replace('/api/v4', '') + next.search;
		}
		expect(sizes).toEqual([250, 250, 1]);
		expect(seen.size).toBe(501);
		expect((await get('/leads?limit=250&page=4')).status).toBe(204);
	});

	// The sample of amocrm.ru/developers: crm/leads-api.
	it('leads back from the second page on', async () => {
		await seedLeads(6);
		const linksOf = async (page: number) => {
			const { json } = await get(`/leads?limit=2&page=${page}`);
			return Object.entries(json._links).map(([name, { href }]) => {
				return `${name} ${new URL(href).searchParams.get('page')}`;
			});
		};
		expect(await linksOf(1)).toEqual(['self 1', 'next 2']);
		expect(await linksOf(2)).toEqual(['self 2', 'next 3', 'first 1', 'prev 1']);
		expect(await linksOf(3)).toEqual(['self 3', 'first 1', 'prev 2']);
	});

	it('has no next after a full last page, and 50 to a page by default', async () => {
		await seedLeads(100);
		const { json } = await get('/leads?page=2');
		expect(json._embedded.leads).toHaveLength(50);
		expect(json._links.next).toBeUndefined();
	});

	it.each(['limit=251', 'limit=0', 'page=0', 'page=x', 'pgae=2', 'with=nothing'])(
		'refuses %s',
		async (query) => expect((await get(`/leads?${query}`)).status).toBe(400),
	);

	it('shows at most 50 custom fields at once, whatever was asked for', async () => {
		const fields = Array.from({ length: 60 }, (_, index) => ({ name: `F${index}`, type: 'text' }));
		await town.api('POST', '/leads/custom_fields', { token, body: fields });
		const { json } = await get('/leads/custom_fields?limit=250');
		expect(json._embedded.custom_fields).toHaveLength(50);
		expect(json._links.next).toBeDefined();
	});
});

describe('filters', () => {
	beforeEach(async () => await seedLeads(5));

	it.each([
		['filter[name]=L1', ['L1']],
		['filter[name][]=L1&filter[name][]=L3', ['L1', 'L3']],
		['filter[price][from]=1&filter[price][to]=2', ['L1', 'L2']],
		['filter[updated_at][from]=1003', ['L3', 'L4']],
		['filter[updated_at][from]=1003&filter[price][to]=3', ['L3']],
		['query=l4', ['L4']],
		['order[id]=desc&limit=2', ['L4', 'L3']],
	])('%s', async (query, expected) => expect(await names(`/leads?${query}`)).toEqual(expected));

	it('find ids, also indexed, and stages in pairs', async () => {
		const [first, second] = (await get('/leads')).json._embedded.leads;
		const ids = `filter[id][0]=${first.id}&filter[id][1]=${second.id}`;
		expect(await names(`/leads?${ids}`)).toEqual(['L0', 'L1']);
		const pair = `filter[statuses][0][pipeline_id]=${String(first.pipeline_id)}`;
		const stage = `filter[statuses][0][status_id]=${String(first.status_id)}`;
		expect(await names(`/leads?${pair}&${stage}`)).toHaveLength(5);
		expect((await get(`/leads?${pair}`)).status).toBe(400);
	});

	it.each(['filter[nmae]=L1', 'filter[updated_at]=1', 'filter[price][above]=1', 'filter[id]=x'])(
		'refuse %s',
		async (query) => expect((await get(`/leads?${query}`)).status).toBe(400),
	);

	it('are passed over where the account has not bought them', async () => {
		await town.control.setFilterOption('alpha', false);
		expect(await names('/leads?filter[name]=L1')).toHaveLength(5);
		const { json } = await get('/account?with=is_api_filter_enabled');
		expect(json).toMatchObject({ is_api_filter_enabled: false });
	});

	it('look into custom fields', async () => {
		const made = await town.api<Page>('POST', '/leads/custom_fields', {
			token,
			body: [{ name: 'City', type: 'text' }],
		});
		const { id } = made.json._embedded.custom_fields[0];
		const custom_fields_values = [{ field_id: id, values: [{ value: 'Oslo' }] }];
		await town.api('POST', '/leads', { token, body: [{ name: 'X', custom_fields_values }] });
		expect(await names(`/leads?filter[custom_fields_values][${id}][]=Oslo`)).toEqual(['X']);
		expect(await names(`/leads?filter[custom_fields_values][${id}][]=Rome`)).toEqual([]);
	});

	it('are passed over on Kommo where they look into custom fields', async () => {
		await town.begin('kommo');
		token = (await town.connect()).access_token;
		await seedLeads(2);
		expect(await names('/leads?filter[custom_fields_values][5][]=Oslo')).toEqual(['L0', 'L1']);
		expect(await names('/leads?filter[custom_fields_values][5][]=x&filter[name]=L1')).toEqual([
			'L1',
		]);
	});

	it('have bounds with cents', async () => {
		expect(await names('/leads?filter[price][from]=0.5&filter[price][to]=2.5')).toEqual([
			'L1',
			'L2',
		]);
	});

	it('find phones by their digits', async () => {
		const phone = { field_code: 'PHONE', values: [{ value: '+7 (900) 555-01-02' }] };
		const body = [{ name: 'Ann', custom_fields_values: [phone] }, { name: 'Eve' }];
		await town.api('POST', '/contacts', { token, body });
		expect(await names('/contacts?query=79005550102', 'contacts')).toEqual(['Ann']);
	});
});

describe('links', () => {
	it('have pages', async () => {
		const ids = await town.control.seed('alpha', 'contacts', Array(51).fill({}));
		const contacts = ids.map((id) => ({ id: id as number }));
		const [lead] = await town.control.seed('alpha', 'leads', [{ _embedded: { contacts } }]);
		const [first, second] = [
			await get(`/leads/${lead}/links`),
			await get(`/leads/${lead}/links?page=2`),
		];
		// The address is that of amocrm.ru/developers: crm/entity-links-api.
		const address = `https://alpha.amocrm.ru/api/v4/leads/${lead}/links`;
		expect(first.json).toMatchObject({
			_total_items: 51,
			_links: { self: { href: `${address}?page=1&limit=50` }, next: { href: expect.any(String) } },
		});
		expect(first.json._embedded.links).toHaveLength(50);
		expect(second.json._embedded.links).toHaveLength(1);
		expect(second.json._links).not.toHaveProperty('next');
		const many = await get(`/leads/links?filter[entity_id][]=${lead}&limit=20&page=3`);
		expect(many.json._embedded.links).toHaveLength(11);
		expect((await get(`/leads/${lead}/links?page=3`)).status).toBe(204);
		expect((await get(`/leads/${lead}/links?limit=251`)).status).toBe(400);
	});

	it('join only what may be joined', async () => {
		const [lead] = await town.control.seed('alpha', 'leads', [{}]);
		const body = [{ to_entity_id: lead, to_entity_type: 'leads' }];
		expect((await town.api('POST', `/leads/${lead}/link`, { token, body })).status).toBe(400);
	});
});

describe('pipelines', () => {
	const create = async () => {
		const body = [
			{
				name: 'Second',
				sort: 2,
				is_main: false,
				is_unsorted_on: true,
				_embedded: {
					statuses: [
						{ name: 'One', color: '#fffeb2' },
						{ id: 142, name: 'Hooray' },
					],
				},
			},
		];
		const { json } = await town.api<Page>('POST', '/leads/pipelines', { token, body });
		return json._embedded.pipelines[0];
	};

	it('come with their fixed stages, which may get other names', async () => {
		const { _embedded: embedded } = (await create()) as unknown as Page;
		expect(embedded.statuses.map(({ name }) => name)).toEqual([
			'Incoming leads',
			'One',
			'Hooray',
			'Closed - lost',
		]);
	});

	it('go only when they are empty, and never the last', async () => {
		const { id } = await create();
		await town.control.seed('alpha', 'leads', [{ pipeline_id: id }]);
		const remove = async (which: number) =>
			(await town.api('DELETE', `/leads/pipelines/${which}`, { token })).status;
		expect(await remove(id)).toBe(400);
		const [main] = (await get('/leads/pipelines')).json._embedded.pipelines;
		expect(await remove(main.id)).toBe(204);
		expect(await remove(id)).toBe(400);
	});

	it('answer a change of one stage with its request_id and descriptions', async () => {
		const { id } = await create();
		const path = `/leads/pipelines/${id}/statuses`;
		const body = [{ name: 'New', sort: 30, descriptions: [{ level: 'newbie', description: 'x' }] }];
		const made = await town.api<Page>('POST', path, { token, body });
		const [stage] = made.json._embedded.statuses;
		const changed = await town.api('PATCH', `${path}/${stage.id}`, {
			token,
			body: { name: 'Newer' },
		});
		expect(changed.json).toMatchObject({
			name: 'Newer',
			request_id: '0',
			descriptions: [
				{ level: 'newbie', created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) },
			],
		});
	});
});
