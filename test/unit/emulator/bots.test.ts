import { Writer, type Answer } from './support';

const writer = new Writer();
const { asClerk, complaint, made, post, read, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const runs = async () => await writer.town.control.entities('alpha', 'bots/runs');

describe('Salesbots by version 2', () => {
	const run = async (job: Record<string, unknown>): Promise<Answer> => {
		const { token, town } = writer;
		await town.control.resetLimits();
		return await town.ask('POST', '/api/v2/salesbot/run', { token, body: [job] });
	};

	it('work on cards named by numbers, one at a time on each', async () => {
		const [bot, other] = await seed('bots', {}, {});
		const [lead] = await made('/leads', {});
		const job = { bot_id: bot, entity_id: lead, entity_type: 2 };
		const { status, text } = await run(job);
		expect([status, text]).toEqual([202, '']);
		await run({ ...job, bot_id: other });
		expect(await runs()).toMatchObject([{ bot_id: bot, entity_id: lead, entity_type: 'leads' }]);
	});

	it('are refused what is not there', async () => {
		const [bot] = await seed('bots', {});
		const [lead] = await made('/leads', {});
		const job = { bot_id: bot, entity_id: lead, entity_type: 2 };
		for (const wrong of [{ bot_id: 1 }, { entity_id: 1 }, { entity_type: 1 }, { entity_type: 3 }]) {
			expect((await run({ ...job, ...wrong })).status).toBe(400);
		}
		expect(await runs()).toEqual([]);
	});
});

describe('Salesbots by version 4', () => {
	it('are Kommo’s alone', async () => {
		await seed('bots', {});
		expect((await read('/bots')).status).toBe(404);
	});

	it('are started and stopped, with a text for an answer', async () => {
		await writer.begin('kommo');
		const [bot] = await seed('bots', {});
		const [lead] = await made('/leads', {});
		const card = { entity_id: lead, entity_type: 'leads' };
		const { status, type, text } = await post(`/bots/${bot}/run`, card);
		expect([status, type, text]).toEqual([202, expect.stringMatching('text/html'), 'Accepted']);
		expect(await runs()).toHaveLength(1);
		expect((await post(`/bots/${bot}/stop`, card)).status).toBe(202);
		expect(await runs()).toEqual([]);
		expect((await post('/bots/run', [{ ...card, bot_id: bot }])).status).toBe(202);
		expect(await runs()).toHaveLength(1);
	});

	it('are refused what is not there, and more than 100 at once', async () => {
		await writer.begin('kommo');
		const [bot] = await seed('bots', {});
		const [lead] = await made('/leads', {});
		const card = { entity_id: lead, entity_type: 'leads' };
		expect((await post('/bots/1/run', card)).status).toBe(404);
		expect((await post(`/bots/${bot}/run`, { ...card, entity_type: 2 })).status).toBe(400);
		expect(await complaint('/bots/run', { ...card, bot_id: 1 })).toEqual([
			'NotSupportedChoice bot_id',
		]);
		const many = Array(101).fill({ ...card, bot_id: bot });
		expect((await post('/bots/run', many)).status).toBe(400);
	});
});

describe('a bot that waits for a widget', () => {
	const PATH = '/salesbot/7/continue/9';
	const show = (params: object) => ({ handler: 'show', params: { type: 'text', ...params } });

	beforeEach(async () => await seed('bots/waiting', { id: 9, bot_id: 7 }));

	it.each([PATH, PATH.replace('salesbot', 'marketingbot')])('goes on once: %s', async (path) => {
		const data = { status: 'success' };
		const execute_handlers = [
			show({ value: 'Hello' }),
			{ handler: 'goto', params: { type: 'question', step: 5 } },
		];
		const { status, text } = await post(path, { data, execute_handlers });
		expect([status, text]).toEqual([202, '']);
		const continued = await writer.town.control.entities('alpha', 'bots/continued');
		expect(continued).toMatchObject([{ id: 9, bot_id: 7, data, execute_handlers }]);
		expect((await post(path, {})).status).toBe(404);
	});

	it.each([
		['more than 10 steps', { execute_handlers: Array(11).fill(show({ value: 'x' })) }],
		['a text of more than 80', { execute_handlers: [show({ value: 'x'.repeat(81) })] }],
		[
			'more than 25 buttons',
			{ execute_handlers: [show({ type: 'buttons', value: 'x', buttons: Array(26).fill('b') })] },
		],
		['an unknown step', { execute_handlers: [{ handler: 'dance', params: {} }] }],
		['data that is a text', { data: 'success' }],
	])('does not take %s', async (_what, body) => {
		expect((await post(PATH, body)).status).toBe(400);
	});

	it('listens to admins, and to its own address', async () => {
		expect((await asClerk('POST', PATH, {})).status).toBe(403);
		expect((await post('/salesbot/8/continue/9', {})).status).toBe(404);
	});
});
