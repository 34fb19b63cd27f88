import { Writer } from './support';

const writer = new Writer();
const { post, read, remove } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const hook = (settings: string[], destination = 'https://b.example/x') => ({
	destination,
	settings,
});

const subscribe = async (...settings: string[]) => (await post('/webhooks', hook(settings))).status;

describe('a webhook', () => {
	it('of the same address gets the new settings', async () => {
		await subscribe('add_lead', 'update_lead');
		await subscribe('note_lead');
		expect((await read('/webhooks')).json._embedded).toMatchObject({
			webhooks: [hook(['note_lead'])],
		});
	});

	it('is found and removed by its whole address, query included', async () => {
		const address = 'https://b.example/x?a=1';
		await post('/webhooks', hook(['add_lead'], address));
		const found = async (filter: string) =>
			(await read(`/webhooks?filter[destination]=${encodeURIComponent(filter)}`)).status;
		expect(await found('https://b.example/x')).toBe(204);
		expect(await found(address)).toBe(200);
		expect((await remove('/webhooks', { destination: 'https://b.example/x' })).status).toBe(404);
		expect((await remove('/webhooks', {})).status).toBe(400);
		expect((await remove('/webhooks', { destination: address })).status).toBe(204);
		expect((await read('/webhooks')).status).toBe(204);
	});

	it.each([
		['no settings', hook([])],
		['an array', [hook(['add_lead'])]],
		['an unknown code', hook(['add_leads'])],
		['a relative address', hook(['add_lead'], '/x')],
		['a Cyrillic domain', hook(['add_lead'], 'https://пример.рф/x')],
		['an unknown key', { ...hook(['add_lead']), name: 'x' }],
	])('is refused with %s', async (_what, body) => {
		expect((await post('/webhooks', body)).status).toBe(400);
	});

	it('is one of at most a hundred', async () => {
		for (let index = 0; index < 100; index++) {
			await post('/webhooks', hook(['add_lead'], `https://b.example/${index}`));
		}
		expect((await post('/webhooks', hook(['add_lead']))).status).toBe(400);
		expect((await post('/webhooks', hook(['add_lead'], 'https://b.example/0'))).status).toBe(201);
	});
});

describe('codes', () => {
	it.each([
		[
			'amocrm',
			201,
			['add_customer', 'note_customer', 'restore_contact', 'add_chat_template_review'],
		],
		['amocrm', 400, ['add_message']],
		['amocrm', 400, ['restore_customer']],
		['amocrm', 400, ['note_task']],
		['kommo', 200, ['add_message', 'update_task', 'update_talk']],
		['kommo', 400, ['add_customer']],
	] as const)('on %s answer %i: %s', async (platform, expected, settings) => {
		await writer.begin(platform);
		expect(await subscribe(...settings)).toBe(expected);
	});

	it('that are undocumented can be let in', async () => {
		expect(await subscribe('add_unsorted')).toBe(400);
		await writer.town.control.allowHookCodes('alpha', ['add_unsorted']);
		expect(await subscribe('add_unsorted')).toBe(201);
	});
});
