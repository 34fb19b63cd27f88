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

it.each([
	['is away', (api: N8nApi) => (api.isAway = true)],
	['refuses the key', (api: N8nApi) => (api.refused = { calls: /POST/, status: 403 })],
])('a hook is not lost because the table %s', async (_, breakTable) => {
	const api = new N8nApi();
	breakTable(api);

	const { items, logged, response } = await send(api, messageHook());

	expect(response.status).toBe(200);
	expect(items).toMatchObject([{ event: 'message', account: { id: 0, amojoId: AMOJO_ID } }]);
	expect(logged.join()).toContain('could not be noted down');
});

it('a table that is slow does not keep amoCRM waiting', async () => {
	const api = new N8nApi();
	const begun = Date.now();
	let answeredAfter = Infinity;
	api.isAway = true;

	await send(api, messageHook(), { whenAnswered: () => (answeredAfter = Date.now() - begun) });

	expect(answeredAfter).toBeLessThanOrEqual(2_500);
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
