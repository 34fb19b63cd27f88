import { Writer } from './support';

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

	it.each([
		[linkTo(1), 'NotSupportedChoice metadata.entity_id'],
		[{ url: 'https://b.example' }, 'FieldMissing metadata'],
		[{ ...linkTo(undefined), url: 'b' }, 'NotSupportedChoice url'],
	])('are refused: %#', async (link, expected) => {
		expect(await complaint('/short_links', link)).toContain(expected);
	});
});
