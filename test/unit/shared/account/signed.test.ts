import { signedByRegistry } from '../../../../nodes/shared/account/signed';
import { signedWith } from '../../../../nodes/shared/oauth/tokens';
import { serialize } from '../../../../nodes/shared/serialize';
import { answer, scriptedHttp } from '../../support/http';
import { unpaced } from '../../support/limiter';
import { problemOf } from '../../support/problem';
import { withAccount } from '../../support/registry';

const request = { method: 'POST', url: 'https://example.amocrm.ru/api/v4/leads' } as const;
const tokensOf = (requests: Array<{ headers?: Record<string, string> }>) =>
	requests.map(({ headers }) => headers?.Authorization);

it('signs with a token, beside the other headers', async () => {
	const { http, requests } = scriptedHttp(answer(200));
	await signedWith(http, 't0ken')({ ...request, headers: { 'X-Context-User-ID': '9' } });
	expect(requests[0].headers).toEqual({ 'X-Context-User-ID': '9', Authorization: 'Bearer t0ken' });
});

describe('signed by the registry', () => {
	async function opened(...steps: Parameters<typeof scriptedHttp>) {
		const { accounts, amo, first, process } = await withAccount();
		const { http, requests } = scriptedHttp(...steps);
		const hosts: string[] = [];
		const httpTo = (host: string) => {
			hosts.push(host);
			return http;
		};
		const limiter = unpaced();
		const turns = jest.spyOn(limiter, 'turn');
		const signed = signedByRegistry(httpTo, accounts, { accountId: 100 }, limiter);
		return { signed, requests, hosts, amo, accounts, process, first, turns };
	}

	it.each([200, 204, 403, 429, 500])('an answer with %i is the answer', async (status) => {
		const { signed, requests, amo, first } = await opened(answer(status));
		expect((await signed(request)).status).toBe(status);
		expect(tokensOf(requests)).toEqual([`Bearer ${first}`]);
		expect(amo.refreshes).toEqual([]);
	});

	it('after a 401 the request goes out once more, with a new token', async () => {
		const { signed, requests, accounts, first, turns } = await opened(answer(401), answer(200));
		expect((await signed(request)).status).toBe(200);
		// Many may have waited for the same renewal: each takes its turn again.
		expect(turns).toHaveBeenCalledTimes(1);
		const { accessToken: renewed } = await accounts.access({ accountId: 100 });
		expect(renewed).not.toBe(first);
		expect(tokensOf(requests)).toEqual([`Bearer ${first}`, `Bearer ${renewed}`]);
	});

	it('a token that another process renewed, and that has ended as well, is renewed once more', async () => {
		const { signed, requests, accounts, process, amo } = await opened(
			answer(401),
			answer(401),
			answer(200),
		);
		await accounts.access({ accountId: 100 });
		await process().refresh({ accountId: 100 });
		expect((await signed(request)).status).toBe(200);
		expect(amo.refreshes).toHaveLength(2);
		expect(new Set(tokensOf(requests)).size).toBe(3);
	});

	it('after a 401 of a renamed account it goes to the new address', async () => {
		const { signed, requests, hosts, amo } = await opened(answer(401), answer(200));
		amo.move('renamed.amocrm.ru', answer(404));
		expect((await signed({ ...request, url: `${request.url}?with=a` })).status).toBe(200);
		expect(hosts).toEqual(['example.amocrm.ru', 'renamed.amocrm.ru']);
		expect(requests.map(({ url }) => url)).toEqual([
			'https://example.amocrm.ru/api/v4/leads?with=a',
			'https://renamed.amocrm.ru/api/v4/leads?with=a',
		]);
	});

	it('after a stop while the token was renewed it does not go out, and the new token is kept', async () => {
		const stop = new AbortController();
		const { signed, requests, accounts, first } = await opened(() => {
			stop.abort();
			return answer(401);
		}, answer(200));
		const problem = await problemOf(async () => await signed({ ...request, signal: stop.signal }));
		expect(problem.code).toBe('notSent');
		expect(requests).toHaveLength(1);
		expect((await accounts.access({ accountId: 100 })).accessToken).not.toBe(first);
	});

	// Each of ten calls spent a refresh token before.
	it('ten calls whose new token is refused as well spend one refresh token', async () => {
		const { signed, requests, amo } = await opened(
			...Array.from({ length: 12 }, () => answer(401)),
		);
		for (let call = 0; call < 10; call++) expect((await signed(request)).status).toBe(401);
		expect(amo.refreshes).toHaveLength(1);
		expect(requests).toHaveLength(11);
	});

	it('ten calls at once whose new token is refused as well spend one refresh token', async () => {
		const { signed, amo } = await opened(...Array.from({ length: 20 }, () => answer(401)));
		await Promise.all(Array.from({ length: 10 }, async () => await signed(request)));
		expect(amo.refreshes).toHaveLength(1);
	});

	it('after a minute it is tried again', async () => {
		jest.useFakeTimers();
		const { signed, amo } = await opened(...Array.from({ length: 4 }, () => answer(401)));
		await signed(request);
		jest.setSystemTime(Date.now() + 60_000);
		await signed(request);
		jest.useRealTimers();
		expect(amo.refreshes).toHaveLength(2);
	});

	it.each([
		['301', answer(301)],
		['302', answer(302)],
		['307', answer(307)],
		['308', answer(308)],
		['410', answer(410, { status: 410 })],
		['404 with a page', answer(404, '<html></html>')],
	])(
		'after a %s of a renamed account it goes to the new address, with the same token',
		async (_title, leaving) => {
			const { signed, requests, hosts, amo, first } = await opened(leaving, answer(200));
			amo.move('renamed.amocrm.ru', answer(404));
			expect((await signed(request)).status).toBe(200);
			expect(hosts).toEqual(['example.amocrm.ru', 'renamed.amocrm.ru']);
			expect(tokensOf(requests)).toEqual([`Bearer ${first}`, `Bearer ${first}`]);
			expect(amo.refreshes).toEqual([]);
		},
	);

	it.each([
		['302', answer(302)],
		['404 of its API', answer(404, { status: 404 })],
	])('a %s of an account that is where it was is the answer', async (_title, leaving) => {
		const { signed, requests } = await opened(leaving);
		expect((await signed(request)).status).toBe(leaving.status);
		expect(requests).toHaveLength(1);
	});

	it('a token that has ended is renewed after the account was followed to its new address', async () => {
		const { signed, hosts, amo } = await opened(answer(302), answer(401), answer(200));
		amo.move('renamed.amocrm.ru', answer(404));
		expect((await signed(request)).status).toBe(200);
		expect(hosts).toEqual(['example.amocrm.ru', 'renamed.amocrm.ru', 'renamed.amocrm.ru']);
		expect(amo.refreshes).toHaveLength(1);
	});

	it('an account that left its address and disabled the integration has ended', async () => {
		const { signed, accounts, amo } = await opened(answer(302));
		amo.move('renamed.amocrm.ru', answer(302));
		amo.revoke();
		const problem = await problemOf(async () => await signed(request));
		expect(problem.code).toBe('notInstalled');
		expect(await accounts.find(100)).toMatchObject({ status: 'revoked' });
	});

	it('a second 401 is the answer', async () => {
		const { signed, requests, amo } = await opened(answer(401), answer(401));
		expect((await signed(request)).status).toBe(401);
		expect(requests).toHaveLength(2);
		expect(amo.refreshes).toHaveLength(1);
	});
});

it('refused requests of one authorisation go out again one after another, of two side by side', async () => {
	const under = { first: 0, second: 0 };
	const most = { first: 0, second: 0 };
	const again = (key: keyof typeof under) => async () => {
		under[key] += 1;
		most[key] = Math.max(most[key], under[key]);
		await Promise.resolve();
		under[key] -= 1;
		if (key === 'second') throw new Error('Refused again.');
	};

	const all = (['first', 'first', 'second', 'second'] as const).map(
		async (key) => await serialize(key, again(key)),
	);

	const ended = (await Promise.allSettled(all)).map(({ status }) => status);
	expect(ended).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
	expect(most).toEqual({ first: 1, second: 1 });
});
