import { runInNewContext } from 'node:vm';
import { jwtVerify } from 'jose';
import { readBrackets } from '../../../emulator/net/message';
import { Listener } from './listener';

const listener = new Listener();
const { made, post, seed } = listener;

beforeAll(async () => await listener.open());
afterAll(() => listener.close());
beforeEach(async () => await listener.begin());

/** The claims of a token that the integration signed, read at this time of the emulator's clock. */
async function claimsOf(token: string, algorithm: string, currentDate = new Date()) {
	const key = Buffer.from(listener.town.integration.secret);
	return (await jwtVerify(token, key, { algorithms: [algorithm], currentDate })).payload;
}

const common = () => ({
	iss: 'https://alpha.amocrm.ru',
	aud: 'https://builder.example',
	iat: expect.any(Number),
	nbf: expect.any(Number),
	exp: expect.any(Number),
	account_id: listener.town.account.id,
	subdomain: 'alpha',
	client_uuid: listener.town.integration.id,
});

describe('the token of a widget’s front end', () => {
	it('says who asks, for half an hour', async () => {
		const { control, place, account } = listener.town;
		const claims = await claimsOf(await control.widgetToken(place), 'HS256');
		expect(claims).toEqual({
			...common(),
			jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
			user_id: account.adminUserId,
		});
		expect([Number(claims.nbf), Number(claims.exp)]).toEqual([
			claims.iat,
			Number(claims.iat) + 30 * 60,
		]);
		const others = await claimsOf(await control.widgetToken({ ...place, userId: 9 }), 'HS256');
		expect(others).toMatchObject({ user_id: 9 });
	});

	it('goes by the clock of the emulator', async () => {
		const { control, place } = listener.town;
		await control.advanceClock(-60 * 60);
		const token = await control.widgetToken(place);
		await expect(claimsOf(token, 'HS256')).rejects.toThrow('exp');
	});

	it('is only there where the widget is installed', async () => {
		const { control, place } = listener.town;
		await control.uninstall(place);
		await expect(control.widgetToken(place)).rejects.toThrow('is not installed in alpha');
	});
});

describe('the page with a widget', () => {
	const openPage = async (query: Record<string, string>) => {
		const asked = { integration: listener.town.integration.id, ...query };
		return await listener.town.ask('GET', `/widget-page?${new URLSearchParams(asked).toString()}`);
	};

	/** Runs the page's script, as far as it needs a browser; gives what the page then shows. */
	async function play(text: string): Promise<Record<string, unknown>> {
		const [, script] = /<script>(.*)<\/script>/s.exec(text) ?? [];
		const shown: Record<string, unknown> = {};
		await new Promise<void>((resolve) => {
			const querySelector = (selector: string) => ({
				set textContent(value: unknown) {
					const [, name] = /\[data-test-id=(\w+)\]/.exec(selector) ?? [];
					shown[name] = value;
					if (name === 'status') resolve();
				},
			});
			runInNewContext(script, { fetch, document: { querySelector } });
		});
		return shown;
	}

	it('calls the builder’s server with a token, and shows what it says', async () => {
		listener.builder.answer = (request, response) =>
			response.writeHead(201).end(request.headers['x-auth-token']);
		const { status, text } = await openPage({
			url: `${listener.builder.address}/x?a=</script>`,
			method: 'POST',
			type: 'application/json',
			body: '{"a":1}',
			user: '9',
		});
		expect(status).toBe(200);
		const shown = await play(text);
		expect(shown.status).toBe(201);
		expect(await claimsOf(String(shown.body), 'HS256')).toMatchObject({ user_id: 9 });
		const [{ method, type, body, url }] = listener.builder.calls;
		expect([method, type, body]).toEqual(['POST', 'application/json', '{"a":1}']);
		expect(url.searchParams.get('a')).toBe('</script>');
	});

	it('shows when the server can’t be asked', async () => {
		const { text } = await openPage({ url: 'http://localhost:1/' });
		expect(await play(text)).toMatchObject({ status: 'failed' });
	});

	it('is not there without an integration or an address', async () => {
		expect((await openPage({ integration: 'x', url: 'https://b.example' })).status).toBe(404);
		expect((await openPage({ url: 'no address' })).status).toBe(404);
	});
});

describe('a bot that asks a widget', () => {
	let bot: number;
	let lead: number;

	beforeEach(async () => {
		bot = Number((await seed('bots', {}))[0]);
		[lead] = await made('/leads', {});
	});

	const run = async (more: object = {}) =>
		await listener.town.control.runWidgetRequest({
			...listener.town.place,
			botId: bot,
			url: listener.address,
			data: { contact: 'Ann', nested: { answers: ['a', 'b'] } },
			entityType: 'leads',
			entityId: lead,
			...more,
		});

	it.each([
		['HS512', {}],
		['HS256', { algorithm: 'HS256' }],
	])('sends a form with a token by %s', async (algorithm, more) => {
		const { returnUrl, delivery } = await run(more);
		expect(delivery).toMatchObject({ status: 200, inTime: true });
		const [{ method, type, body }] = listener.builder.calls;
		expect([method, type]).toEqual(['POST', 'application/x-www-form-urlencoded']);
		const { token, ...sent } = readBrackets(body);
		expect(sent).toEqual({
			data: { contact: 'Ann', nested: { answers: ['a', 'b'] } },
			return_url: returnUrl,
		});
		expect(await claimsOf(String(token), algorithm)).toEqual({
			...common(),
			entity_type: 'lead',
			entity_id: lead,
			bot_type: 2,
		});
	});

	it('goes on once, from where it was told to', async () => {
		const { returnUrl } = await run();
		const path = returnUrl.replace('https://alpha.amocrm.ru/api/v4', '');
		expect(path).toMatch(new RegExp(`^/salesbot/${bot}/continue/\\d+$`));
		const data = { status: 'success' };
		expect((await post(path, { data })).status).toBe(202);
		expect(await listener.town.control.entities('alpha', 'bots/continued')).toMatchObject([
			{ bot_id: bot, data },
		]);
		expect((await post(path, { data })).status).toBe(404);
	});

	it('is there, and works on a card that is there', async () => {
		await expect(run({ botId: 1 })).rejects.toThrow('No bot 1');
		await expect(run({ entityType: 'contacts' })).rejects.toThrow(`No ${lead} in contacts`);
		await expect(run({ url: 'http://b.example' })).rejects.toThrow('must be https');
	});
});
