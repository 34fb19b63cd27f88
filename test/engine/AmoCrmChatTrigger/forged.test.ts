import { N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { CHANNEL_SECRET, messageHook, send, signatureOf } from './hooks';

useStoppedClock();

const HOUR_S = 3_600;

const later = (hook: ReturnType<typeof messageHook>, seconds: number) => ({
	...hook,
	time: hook.time + seconds,
});

/** SECURITY: A hook of a chat channel starts a workflow only if it is signed with the channel's secret, byte by
 * byte. */
describe('a hook starts nothing and leaves nothing', () => {
	const whole = JSON.stringify(messageHook());
	const altered = whole.replace('afternoon', 'aftermoon');

	it.each<[string, Parameters<typeof send>[1], Parameters<typeof send>[2], number]>([
		['without a signature', whole, { signature: null }, 403],
		['with an empty signature', whole, { signature: '' }, 403],
		[
			"with another channel's signature",
			whole,
			{ signature: signatureOf(whole, 'x'.repeat(40)) },
			403,
		],
		['with a part of the signature', whole, { signature: signatureOf(whole).slice(0, 39) }, 403],
		['altered by a byte', altered, { signature: signatureOf(whole) }, 403],
		['with a space more', `${whole} `, { signature: signatureOf(whole) }, 403],
		['that is empty', '', {}, 400],
		['that is no JSON', '{"account_id":', {}, 400],
		['that is a list', '[]', {}, 400],
		['of version 1', '{"receiver":"b55770b5","conversation_id":"a4a5","type":"text"}', {}, 400],
		['whose UTF-8 is broken', Buffer.concat([Buffer.from(whole), Buffer.from([0xff])]), {}, 400],
		['that is huge', whole.replace('afternoon', 'a'.repeat(1_000_000)), {}, 413],
		['of yesterday', later(messageHook(), -24 * HOUR_S), {}, 403],
		['of tomorrow', later(messageHook(), 24 * HOUR_S), {}, 403],
		[
			"at another account's address",
			messageHook(),
			{
				scopeId: `f90ba33d-c9d9-44da-b76c-c349b0ecbe41_${'a'.repeat(8)}-1490-4cad-807d-945c15d88bec`,
			},
			403,
		],
	])('%s', async (_, hook, details, status) => {
		const api = new N8nApi();

		const { items, response, logged } = await send(api, hook, details);

		expect(items).toEqual([]);
		expect(response).toMatchObject({ status, ended: true });
		expect(api.notes).toEqual([]);
		expect(logged.join()).toContain('was refused');
		expect(logged.join()).not.toContain(CHANNEL_SECRET);
	});

	/** SECURITY: One that came before, or that was sent more than an hour ago, starts nothing. */
	it('that was sent before, at once or later', async () => {
		const api = new N8nApi();
		const hook = messageHook();
		const staticData = {};

		const both = await Promise.all([
			send(api, hook, { staticData }),
			send(api, hook, { staticData }),
		]);
		const again = await send(api, hook, { staticData });

		expect(both.flatMap(({ items }) => items)).toHaveLength(1);
		expect(again.items).toEqual([]);
		expect(again.response.status).toBe(200);
	});
});

it('of many hooks those with an altered byte start nothing, and no other is lost', async () => {
	const api = new N8nApi();
	const staticData = {};
	const [genuine, started]: [string[], unknown[]] = [[], []];

	for (let index = 0; index < 200; index++) {
		const hook = messageHook();
		const body = Buffer.from(JSON.stringify(hook));
		const signature = signatureOf(body);
		const isForged = index % 10 === 9;
		// Another byte each time.
		if (isForged) body[(index * 31) % body.length] ^= 1;
		else genuine.push(hook.message.message.id);
		const { items } = await send(api, body, { signature, staticData });
		started.push(...items.map(({ messageId }) => messageId));
	}

	expect(started).toEqual(genuine);
});

it('a hook may come to an address in which amoCRM has left the placeholder', async () => {
	const { items } = await send(new N8nApi(), messageHook(), { scopeId: ':scope_id' });

	expect(items).toHaveLength(1);
});

it('a signature in capitals is the same', async () => {
	const hook = JSON.stringify(messageHook());

	const { items } = await send(new N8nApi(), hook, { signature: signatureOf(hook).toUpperCase() });

	expect(items).toHaveLength(1);
});
