import { Clock } from '../../../emulator/core/clock';
import { RequestLog } from '../../../emulator/core/log';
import { DeliveryQueue, type Order } from '../../../emulator/deliveries/queue';
import { SUBSCRIPTION_RETRIES } from '../../../emulator/deliveries/retries';
import { formHook, HookSender } from '../../../emulator/net/hooks';
import { Listener } from './listener';

const listener = new Listener();
const { patch, post, seed, subscribe, told } = listener;

beforeAll(async () => await listener.open());
afterAll(() => listener.close());
beforeEach(async () => await listener.begin());

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const answerWith = (status: number) => {
	listener.builder.answer = (_request, response) => response.writeHead(status).end();
};

/** Makes so many changes, each told of by itself. */
const happen = async (times = 1, { town } = listener) => {
	for (let index = 0; index < times; index++) {
		await town.control.seed('alpha', 'leads', [{}], { tells: true });
	}
};

const deliveries = async ({ town: { control } } = listener) => {
	await control.settleDeliveries();
	return await control.deliveries('alpha');
};

/** How long after one another the tries came, until no more is due. */
async function waits(from = listener): Promise<number[]> {
	const found: number[] = [];
	for (;;) {
		const [{ tries, dueAt }] = await deliveries(from);
		if (dueAt === null) return found;
		const wait = dueAt - tries[tries.length - 1].at;
		found.push(wait);
		await from.town.control.advanceClock(wait);
	}
}

describe('a delivery', () => {
	const SHORT = [5 * MINUTE, 15 * MINUTE];
	const LONG = [...SHORT, 15 * MINUTE, HOUR];

	it.each([
		[200, 'taken', []],
		[204, 'taken', []],
		[302, 'given up', SHORT],
		[404, 'given up', SHORT],
		[499, 'given up', LONG],
		[500, 'given up', LONG],
		[599, 'given up', LONG],
	])('answered %i is %s after tries that come %j seconds later', async (status, end, expected) => {
		answerWith(status);
		await subscribe('add_lead');
		await happen();
		expect(await waits()).toEqual(expected);
		const [{ state, tries }] = await deliveries();
		expect([state, tries[0].status]).toEqual([end, status]);
		expect(listener.builder.calls).toHaveLength(expected.length + 1);
	});

	it('that is not answered in time counts as 499', async () => {
		const hasty = new Listener(100);
		await hasty.open();
		await hasty.begin();
		hasty.builder.answer = (_request, response) => void response.writeHead(200).write('slow');
		await hasty.subscribe('add_lead');
		await happen(1, hasty);
		expect(await waits(hasty)).toEqual(LONG);
		expect((await deliveries(hasty))[0].tries[4].status).toBe(499);
		hasty.close();
	});

	it('that reaches nobody counts as 0', async () => {
		const destination = 'http://localhost:1/hook';
		await post('/webhooks', { destination, settings: ['add_lead'] });
		await happen();
		expect(await waits()).toEqual(SHORT);
		expect((await deliveries())[0].tries[0].status).toBe(0);
	});

	it('goes by its last answer', async () => {
		answerWith(503);
		await subscribe('add_lead');
		await happen();
		await deliveries();
		answerWith(200);
		expect(await waits()).toEqual([5 * MINUTE]);
		expect((await deliveries())[0]).toMatchObject({
			state: 'taken',
			tries: [{ status: 503 }, { status: 200 }],
		});
		const [first, second] = listener.builder.calls;
		expect(second.body).toBe(first.body);
	});
});

describe('the queue', () => {
	const order = (id: number, accountId = 1): Order => ({
		accountId,
		url: `https://b.example/${id}`,
		codes: [],
		hook: formHook({}),
		retries: SUBSCRIPTION_RETRIES,
		isWanted: () => true,
		onAnswer() {},
	});

	const refusal = { url: '', status: 503, inTime: true, elapsedMs: 1 };

	function makeQueue() {
		const sender = new HookSender(new RequestLog());
		const send = jest.spyOn(sender, 'send');
		return { queue: new DeliveryQueue(new Clock(), sender), send };
	}

	it('sends at most twenty of an account at once, in order of happening', async () => {
		const { queue, send } = makeQueue();
		const answers: Array<() => void> = [];
		send.mockImplementation(
			async () => await new Promise((resolve) => answers.push(() => resolve(refusal))),
		);
		for (let id = 1; id <= 25; id++) queue.add(order(id));
		queue.add(order(1, 2));
		const sent = () => send.mock.calls.map(([url]) => Number(url.split('/').pop()));
		const first = Array.from({ length: 20 }, (_none, index) => index + 1);
		expect(sent()).toEqual([...first, 1]);
		answers[7]();
		await new Promise(setImmediate);
		expect(sent()).toEqual([...first, 1, 21]);
		queue.clear();
	});

	it('goes on by itself when real time passes', async () => {
		jest.useFakeTimers();
		const { queue, send } = makeQueue();
		send.mockResolvedValue(refusal);
		queue.add(order(1));
		await queue.settle();
		jest.advanceTimersByTime(5 * MINUTE * 1000);
		await queue.settle();
		expect(send).toHaveBeenCalledTimes(2);
		queue.clear();
		jest.useRealTimers();
	});
});

describe('a webhook', () => {
	const isDisabled = async () =>
		(await listener.town.control.entities('alpha', 'webhooks'))[0].disabled;

	it('is disabled by the hundred and first wrong answer within two hours', async () => {
		answerWith(404);
		await subscribe('add_lead');
		await happen(100);
		await deliveries();
		expect(await isDisabled()).toBe(false);
		await happen();
		await deliveries();
		expect(await isDisabled()).toBe(true);
		await happen();
		await listener.town.control.advanceClock(HOUR);
		const states = (await deliveries()).map(({ state }) => state);
		expect(states).toEqual(Array(101).fill('dropped'));
		expect(listener.builder.calls).toHaveLength(101);
	});

	it('is not disabled by what is longer ago', async () => {
		answerWith(404);
		await subscribe('add_lead');
		await happen(100);
		await deliveries();
		answerWith(200);
		await listener.town.control.advanceClock(2 * HOUR);
		await deliveries();
		answerWith(404);
		await happen();
		await deliveries();
		expect(await isDisabled()).toBe(false);
	});

	it('that is disabled stays so until an admin enables it, or it is made anew', async () => {
		await subscribe('add_lead');
		const { control } = listener.town;
		await control.setWebhookDisabled('alpha', listener.address, true);
		await subscribe('add_lead', 'update_lead');
		expect(await isDisabled()).toBe(true);
		await happen();
		expect(await told()).toEqual([]);
		await control.setWebhookDisabled('alpha', listener.address, false);
		await happen();
		expect(await told()).toHaveLength(1);
		await control.setWebhookDisabled('alpha', listener.address, true);
		await listener.remove('/webhooks', { destination: listener.address });
		await subscribe('add_lead');
		await happen();
		expect(await told()).toHaveLength(1);
	});

	it('that is removed gets no second try', async () => {
		answerWith(500);
		const [lead] = await seed('leads', {});
		await subscribe('update_lead');
		await patch(`/leads/${lead}`, { price: 1 });
		await deliveries();
		await listener.remove('/webhooks', { destination: listener.address });
		await listener.town.control.advanceClock(HOUR);
		expect((await deliveries())[0].state).toBe('dropped');
		expect(listener.builder.calls).toHaveLength(1);
	});
});

describe('a webhook of the digital pipeline', () => {
	const fire = async () =>
		await listener.town.control.sendDigitalPipeline({
			subdomain: 'alpha',
			url: listener.address,
			items: [{ id: 5, status_id: 142, old_status_id: 143, pipeline_id: 7, old_pipeline_id: 7 }],
		});

	it('comes once, as a form', async () => {
		answerWith(500);
		await fire();
		expect(await waits()).toEqual([]);
		const lead = {
			id: '5',
			status_id: '142',
			old_status_id: '143',
			pipeline_id: '7',
			old_pipeline_id: '7',
		};
		expect(await told()).toEqual([{ leads: { status: [lead] } }]);
	});

	it('of Kommo comes up to four times within an hour, as JSON', async () => {
		await listener.begin('kommo');
		answerWith(404);
		await fire();
		const times = await waits();
		expect(times).toHaveLength(3);
		expect(times.reduce((sum, wait) => sum + wait)).toBeLessThanOrEqual(HOUR);
		const [{ type, body }] = listener.builder.calls;
		expect(type).toBe('application/json');
		expect(JSON.parse(body)).toMatchObject({ leads: { status: [{ id: 5, status_id: 142 }] } });
	});
});
