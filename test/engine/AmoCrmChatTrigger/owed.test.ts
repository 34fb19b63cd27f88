import { Account, activate, install, N8nApi } from '../support';
import { pass, useStoppedClock } from '../support/clock';
import { AMOJO_ID, messageHook, send, trigger } from './hooks';

useStoppedClock();

const MINUTE = 60_000;

/** A note is closed so long after its run was handed to n8n, together with others. */
const CLOSED_MS = 5_000 + 2_000 + 500;

const running = async (api: N8nApi) => await activate(trigger(api), 'init');

/** SECURITY: A hook of a chat channel is noted down, encrypted, before its answer, as long as the table answers. */
it('a hook is noted down before its answer, and until n8n has its run', async () => {
	const api = new N8nApi();
	let noted: unknown;

	await send(api, messageHook(), { whenAnswered: () => (noted = structuredClone(api.notes)) });

	expect(noted).toMatchObject([{ status: 'pending', name: 'Hook of a chat channel' }]);
	expect(JSON.stringify(noted)).not.toContain('afternoon');
	await pass(CLOSED_MS);
	expect(api.notes).toEqual([]);
});

it('a hook whose process died starts its run afterwards, with the same id', async () => {
	const api = new N8nApi();
	const account = new Account();
	install(api, account, {}, { amojoId: AMOJO_ID });
	const first = await send(api, messageHook());
	api.crash();

	const { items, deactivate } = await running(api);
	await pass(MINUTE);

	expect(items).toEqual(first.items);
	await pass(CLOSED_MS);
	expect(api.notes).toEqual([]);
	await deactivate();
});

describe('a hook whose note takes time', () => {
	/** The table is away from the beginning, and back after this. */
	const backAfter = (milliseconds: number) => {
		const api = new N8nApi();
		api.isAway = true;
		setTimeout(() => (api.isAway = false), milliseconds);
		return api;
	};

	/** Sends a hook: what the table held when the node itself answered, and when n8n was given the run. */
	async function sendTo(api: N8nApi) {
		const begun = Date.now();
		const notedAtAnswer: number[] = [];
		const whenAnswered = () => notedAtAnswer.push(api.notes.length);
		const sent = await send(api, messageHook(), { whenAnswered });
		return { ...sent, notedAtAnswer, tookMs: Date.now() - begun };
	}

	it.each([500, 1_000, 2_000, 3_500])(
		'by %d ms is answered when it is noted down',
		async (milliseconds) => {
			const { notedAtAnswer, items, logged } = await sendTo(backAfter(milliseconds));

			expect(notedAtAnswer).toEqual([1]);
			expect(items).toHaveLength(1);
			expect(logged).toEqual([]);
		},
	);

	it.each([
		[4_500, [1]],
		[60_000, [0]],
	])(
		'by %d ms starts its run before, and is answered when the note is there or cannot be',
		async (milliseconds, expected) => {
			const api = backAfter(milliseconds);

			const { notedAtAnswer, response, result, items, tookMs, logged } = await sendTo(api);

			expect([notedAtAnswer, response.ended]).toEqual([[], false]);
			expect(result.noWebhookResponse).toBe(true);
			expect(items).toMatchObject([{ event: 'message', account: { id: 0, amojoId: AMOJO_ID } }]);
			expect(tookMs).toBeLessThanOrEqual(4_500);
			expect(logged).toEqual([expect.stringContaining('not noted down yet')]);
			await pass(MINUTE);
			expect(notedAtAnswer).toEqual(expected);
			expect(api.notes).toEqual([]);
		},
	);

	it('and whose note comes when n8n has the run already starts no other run', async () => {
		const api = backAfter(4_500);
		const { items: first } = await sendTo(api);

		const { items, deactivate } = await running(api);
		await pass(2 * MINUTE);

		expect([first.length, items]).toEqual([1, []]);
		await deactivate();
	});

	it('that the table refuses is answered by n8n, at once', async () => {
		const api = new N8nApi();
		api.refused = { calls: /POST/, status: 403 };

		const { notedAtAnswer, result, items, tookMs, logged } = await sendTo(api);

		expect(notedAtAnswer).toEqual([]);
		expect(result.noWebhookResponse).toBeUndefined();
		expect(items).toMatchObject([{ event: 'message', account: { id: 0, amojoId: AMOJO_ID } }]);
		expect(tookMs).toBeLessThanOrEqual(4_500);
		expect(logged).toEqual([expect.stringContaining('could not be noted down')]);
	});
});

it('a hook that a person waits for in the editor is not noted down', async () => {
	const api = new N8nApi();

	const { items } = await send(api, messageHook(), { mode: 'manual' });

	expect(items).toHaveLength(1);
	expect(api.notes).toEqual([]);
});

describe('activation', () => {
	it('is refused with a sentence where the table cannot be used', async () => {
		const api = new N8nApi();
		api.refused = { calls: /POST/, status: 403 };

		await expect(activate(trigger(api))).rejects.toThrow(/answered 403/);
	});

	it('is refused with a sentence where the channel has no secret', async () => {
		const { credentials, ...node } = trigger(new N8nApi());
		const amoCrmChatChannelApi = { ...credentials.amoCrmChatChannelApi, channelSecret: '' };

		await expect(
			activate({ ...node, credentials: { ...credentials, amoCrmChatChannelApi } }),
		).rejects.toThrow('The credential of the chat channel has no channel secret.');
	});
});
