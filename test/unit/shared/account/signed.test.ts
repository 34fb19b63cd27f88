import { signedByRegistry, signedWith } from '../../../../nodes/shared/account/signed';
import { answer, scriptedDoor } from '../../support/door';
import { connection, newIntegration } from '../../support/registry';

const request = { method: 'POST', url: 'https://example.amocrm.ru/api/v4/leads' } as const;
const tokensOf = (requests: Array<{ headers?: Record<string, string> }>) =>
	requests.map(({ headers }) => headers?.Authorization);

it('signs with a token, beside the other headers', async () => {
	const { door, requests } = scriptedDoor(answer(200));
	await signedWith(door, 't0ken')({ ...request, headers: { 'X-Context-User-ID': '9' } });
	expect(requests[0].headers).toEqual({ 'X-Context-User-ID': '9', Authorization: 'Bearer t0ken' });
});

describe('signed by the registry', () => {
	async function opened(...steps: Parameters<typeof scriptedDoor>) {
		const { accounts, endpoint } = newIntegration();
		const { accessToken } = await accounts.connect(connection('code-1'));
		const { door, requests } = scriptedDoor(...steps);
		const signed = signedByRegistry(door, accounts, { accountId: 100 });
		return { signed, requests, endpoint, accounts, accessToken };
	}

	it.each([200, 204, 403, 429, 500])('an answer with %i is the answer', async (status) => {
		const { signed, requests, endpoint, accessToken } = await opened(answer(status));
		expect((await signed(request)).status).toBe(status);
		expect(tokensOf(requests)).toEqual([`Bearer ${accessToken}`]);
		expect(endpoint.refreshes).toEqual([]);
	});

	it('after a 401 the request goes out once more, with a new token', async () => {
		const { signed, requests, accounts, accessToken } = await opened(answer(401), answer(200));
		expect((await signed(request)).status).toBe(200);
		const { accessToken: renewed } = await accounts.access({ accountId: 100 });
		expect(renewed).not.toBe(accessToken);
		expect(tokensOf(requests)).toEqual([`Bearer ${accessToken}`, `Bearer ${renewed}`]);
	});

	it('a second 401 is the answer', async () => {
		const { signed, requests, endpoint } = await opened(answer(401), answer(401));
		expect((await signed(request)).status).toBe(401);
		expect(requests).toHaveLength(2);
		expect(endpoint.refreshes).toHaveLength(1);
	});
});
