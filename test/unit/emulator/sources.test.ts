import { Writer } from './support';

const writer = new Writer();
const { complaint, made, patch, post, read, remove } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const source = { name: 'Sales', external_id: '+7 912' };

const many = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ name: 'S', external_id: `s${index}` }));

const mainPipeline = async () =>
	(await writer.town.control.entities('alpha', 'leads/pipelines'))[0].id as number;

describe('sources', () => {
	it('have one default', async () => {
		const ids = await made('/sources', ...many(2).map((one) => ({ ...one, default: true })));
		await patch(`/sources/${ids[0]}`, { default: true });
		expect((await read(`/sources/${ids[1]}`)).json.default).toBe(false);
	});

	it.each([
		['no code', { external_id: undefined }, 'FieldMissing external_id'],
		['a long code', { external_id: 'x'.repeat(37) }, 'NotSupportedChoice external_id'],
		['a Cyrillic code', { external_id: 'ж' }, 'NotSupportedChoice external_id'],
		['a long channel', { origin_code: 'x'.repeat(21) }, 'TooHigh origin_code'],
		['another service', { services: [{ type: 'viber' }] }, 'NotSupportedChoice services.0.type'],
	])('are refused with %s', async (_what, wrong, expected) => {
		expect(await complaint('/sources', { ...source, ...wrong })).toEqual([expected]);
	});

	it('have codes of their own, for ever', async () => {
		expect((await post('/sources', [source, source])).status).toBe(400);
		const [id] = await made('/sources', source);
		expect(await complaint('/sources', source)).toEqual(['NotSupportedChoice external_id']);
		expect((await patch('/sources', [{ id, external_id: 'y' }])).status).toBe(400);
	});

	it('are at most fifty at once, a hundred in all', async () => {
		expect((await post('/sources', many(51))).status).toBe(400);
		await made('/sources', ...many(100).slice(0, 50));
		await made('/sources', ...many(100).slice(50));
		expect((await post('/sources', [source])).status).toBe(400);
		await writer.begin('kommo');
		expect((await post('/sources', many(100))).status).toBe(200);
	});

	it('are deleted alone or together, all or none', async () => {
		const [a, b, c] = await made('/sources', ...many(3));
		expect((await remove('/sources', [{ id: a }, { id: 1 }])).json).toMatchObject({
			errors: [{ request_id: '1', errors: { code: 'EntityNotFound', path: 'id' } }],
			detail: 'Invalid request items',
		});
		expect((await remove('/sources', [{ id: a }, { id: b }])).status).toBe(204);
		expect((await remove(`/sources/${c}`)).status).toBe(204);
		expect((await remove(`/sources/${c}`)).status).toBe(404);
		expect((await read(`/sources/${c}`)).status).toBe(204);
	});

	it('are seen by their integration alone', async () => {
		const [id] = await made('/sources', source);
		await writer.becomeAnother();
		expect((await read('/sources')).status).toBe(204);
		expect((await remove(`/sources/${id}`)).status).toBe(404);
		expect((await post('/sources', [source])).status).toBe(200);
	});
});

describe('a button for a site', () => {
	const button = async () => ({
		pipeline_id: await mainPipeline(),
		trusted_websites: ['a.example'],
	});

	it('is made behind the scenes', async () => {
		const { status, json } = await post('/website_buttons', await button());
		const { source_id } = json as unknown as { source_id: number };
		expect([status, json]).toEqual([202, { source_id, trusted_websites: ['a.example'] }]);
		const path = `/website_buttons/${source_id}`;
		expect((await read(`${path}?with=scripts`)).json).toMatchObject({
			creation_status: 'creation_pending',
			button_id: null,
			script: null,
		});
		await writer.town.control.advanceClock(10);
		expect((await read('/website_buttons')).json._embedded).toEqual({
			website_buttons: [
				{
					account_id: writer.town.account.id,
					source_id,
					button_id: expect.any(Number),
					is_duplication_control_enabled: false,
					name: '',
					creation_status: 'created',
					pipeline_id: await mainPipeline(),
				},
			],
		});
		const changed = await patch(path, { trusted_websites: { add: ['b.example'] } });
		expect(changed.json).toMatchObject({ script: expect.stringContaining('<script') });
		expect((await post(`${path}/online_chat`, undefined)).status).toBe(202);
		const sites = Array<string>(9).fill('c.example');
		expect((await patch(path, { trusted_websites: { add: sites } })).status).toBe(400);
	});

	it.each([
		['no pipeline', { pipeline_id: undefined }],
		['an unknown pipeline', { pipeline_id: 1 }],
		['no site', { trusted_websites: [] }],
		['too many sites', { trusted_websites: Array(11).fill('a.example') }],
		['an address for a domain', { trusted_websites: ['https://a.example'] }],
	])('is refused with %s', async (_what, wrong) => {
		expect((await post('/website_buttons', { ...(await button()), ...wrong })).status).toBe(400);
	});

	it('needs no site within an app; an unknown one is 404', async () => {
		const inApp = { pipeline_id: await mainPipeline(), is_used_in_app: true };
		expect((await post('/website_buttons', inApp)).status).toBe(202);
		expect((await read('/website_buttons/1')).status).toBe(404);
		expect((await post('/website_buttons/1/online_chat', undefined)).status).toBe(404);
	});
});
