import { Writer, type Written } from './support';

const writer = new Writer();
const { complaint, post, read, remove, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

describe('widgets', () => {
	const setting = (key: string, type: string, is_required = true) => ({
		key,
		name: key,
		type,
		is_required,
	});
	const template = [
		setting('login', 'text'),
		setting('password', 'pass', false),
		setting('phones', 'users', false),
		setting('accounts', 'users_lp', false),
	];

	beforeEach(async () => {
		await seed(
			'widgets',
			{ code: 'pbx', settings_template: template },
			{ code: 'mine', client_uuid: writer.town.integration.id },
		);
	});

	it('are listed by pages without totals', async () => {
		const { json } = await read<Written>('/widgets?limit=1');
		expect(Object.keys(json)).toEqual(['_page', '_links', '_embedded']);
		expect(json._embedded.widgets).toMatchObject([{ code: 'pbx', is_active_in_account: false }]);
		expect((await read('/widgets/none')).status).toBe(404);
	});

	it('are installed with settings, which only their integration reads later', async () => {
		const { adminUserId } = writer.town.account;
		const settings = { login: 'a', phones: { [adminUserId]: '103' }, other: [1] };
		const { status, json } = await post('/widgets/pbx', settings);
		expect([status, json]).toMatchObject([200, { is_active_in_account: true, settings }]);
		expect((await read('/widgets/pbx')).json).not.toHaveProperty('settings');
		await post('/widgets/mine', { key: 'x' });
		expect((await read('/widgets/mine')).json.settings).toEqual({ key: 'x' });
		expect((await remove('/widgets/mine')).status).toBe(204);
		expect((await read('/widgets/mine')).json).toMatchObject({ is_active_in_account: false });
	});

	it.each([
		['a required setting missing', {}],
		['a number for a text', { login: 5 }],
		['an unknown user', { login: 'a', phones: { 1: '103' } }],
	])('are not installed with %s', async (_what, settings) => {
		expect((await post('/widgets/pbx', settings)).status).toBe(400);
	});
});

describe('short links', () => {
	const linkTo = (entity_id: unknown) => ({
		url: 'https://b.example',
		metadata: { entity_type: 'contacts', entity_id },
	});

	it('belong to a contact each, and answer with links alone', async () => {
		const [id] = await seed('contacts', {});
		const { json } = await post('/short_links', [linkTo(id)]);
		expect(Object.keys(json)).toEqual(['_links', '_embedded']);
		expect(json._embedded.short_links).toEqual([
			{
				url: expect.stringMatching(/^https:\/\/amo\.sh\/\w{12}$/),
				account_id: writer.town.account.id,
				metadata: { entity_type: 'contacts', entity_id: id },
			},
		]);
	});

	it.each([
		[linkTo(1), 'NotSupportedChoice metadata.entity_id'],
		[{ url: 'https://b.example' }, 'FieldMissing metadata'],
		[{ ...linkTo(undefined), url: 'b' }, 'NotSupportedChoice url'],
	])('are refused: %#', async (link, expected) => {
		expect(await complaint('/short_links', link)).toContain(expected);
	});
});

it.each(['leads', 'customers'])('followers of %s are shown, with totals', async (card) => {
	const [id] = await seed(card, {});
	const path = `/${card}/${id}/subscriptions`;
	expect((await read(path)).status).toBe(204);
	await seed(`${card}/subscriptions`, { entity_id: id, subscriber_id: 5, type: 'user' });
	expect((await read(path)).json).toMatchObject({
		_total_items: 1,
		_page: 1,
		_page_count: 1,
		_embedded: { subscriptions: [{ subscriber_id: 5, type: 'user' }] },
	});
	expect((await read(`/${card}/1/subscriptions`)).status).toBe(404);
});

it('currencies have a code', async () => {
	const { json } = await read<Written>('/currencies');
	expect(json._embedded.currencies).toContainEqual({ code: 'EUR', symbol: '€' });
});
