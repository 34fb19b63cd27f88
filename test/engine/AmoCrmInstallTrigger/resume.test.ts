import type { IDataObject } from 'n8n-workflow';

import { resumptionQuery } from '../../../nodes/AmoCrmInstallTrigger/resumption';
import { signState } from '../../../nodes/shared/oauth/state';
import { Account, install, integrationKeys, N8nApi } from '../support';
import { pass, useStoppedClock } from '../support/clock';
import { abandonInstall, call, expectInstall, expectQuestion } from './calls';

useStoppedClock();

/** An account whose install call was noted down by a process that died. */
async function cutOff(code: string, changes: Parameters<typeof abandonInstall>[3] = {}) {
	const api = new N8nApi();
	const account = new Account();
	const id = await abandonInstall(api, account, code, changes);
	const resume = async (
		query: IDataObject = resumptionQuery(id, integrationKeys),
		details: Parameters<typeof call>[3] = {},
	) => await call(api, query, {}, details);
	return { api, account, id, resume };
}

/** Nothing is left to be done. */
async function expectOver(api: N8nApi) {
	await pass(16_000);
	expect(api.notes).toEqual([]);
}

describe('an install that a crash cut off', () => {
	it('before the exchange is completed, with the call as it came', async () => {
		const receivedAt = new Date(Date.now() - 60_000).toISOString();
		const state = signState({ customer: 17 }, new Date(Date.now() + 1_000), integrationKeys);
		const { api, account, resume } = await cutOff('c-resume', { receivedAt, state, via: 'button' });
		expectInstall(account, 'c-resume');

		const { response, items, logged } = await resume();

		expect(response).toMatchObject({ status: 200, body: 'OK' });
		expect(items).toMatchObject([
			{
				event: 'installed',
				via: 'button',
				receivedAt,
				account: { id: account.id, domain: account.domain },
				state: { customer: 17 },
				reinstalled: false,
			},
		]);
		expect(logged).toEqual([]);
		expect(api.accounts).toMatchObject([{ status: 'installed', account_id: account.id }]);
		await expectOver(api);
	});

	it('is completed by one of two that are called at once', async () => {
		const { api, account, resume } = await cutOff('c-resume-twice');
		expectInstall(account, 'c-resume-twice');

		const both = await Promise.all([resume(), resume()]);

		expect(both.map(({ response }) => response.status)).toEqual([200, 200]);
		expect(both.flatMap(({ items }) => items)).toMatchObject([{ event: 'installed' }]);
		await expectOver(api);
	});

	it('after its tokens were stored brings its event, with no other exchange', async () => {
		const { api, account, resume } = await cutOff('c-resume-stored');
		expectInstall(account, 'c-resume-stored');
		await call(api, { code: 'c-resume-stored', referer: account.domain, from_widget: '1' });
		expectQuestion(account);

		const { items } = await resume();

		expect(items).toMatchObject([{ event: 'installed', account: { id: account.id } }]);
	});

	it.each([
		['after the exchange, before its tokens were stored', 'been revoked', 'interrupted'],
		['for longer than its code lives', 'expired', 'codeExpired'],
	])('%s has failed, and says so', async (_title, hint, code) => {
		const { api, account, resume } = await cutOff(`c-${code}`);
		account.api
			.post('/oauth2/access_token')
			.reply(400, { hint: `Authorization code has ${hint}`, status: 400 });

		const { items, logged } = await resume();

		expect(items).toMatchObject([
			{ event: 'failed', account: { domain: account.domain }, reason: { code } },
		]);
		expect(logged).toEqual([expect.stringContaining(code)]);
		expect(JSON.stringify({ items, logged })).not.toContain(`c-${code}`);
		await expectOver(api);
	});

	it('has its caller answered before the work begins', async () => {
		const { account, resume } = await cutOff('c-resume-answer');
		let asked = false;
		account.api.post('/oauth2/access_token').reply(() => {
			asked = true;
			return [200, account.tokens()];
		});
		expectQuestion(account);
		let askedBefore: boolean | undefined;

		await resume(undefined, { whenAnswered: () => (askedBefore = asked) });

		expect(askedBefore).toBe(false);
	});

	it('uses the keys of an external integration that the note holds', async () => {
		const ownKeys = { clientId: 'external-1', clientSecret: 'external-secret' };
		const { account, resume } = await cutOff('c-resume-external', { ownKeys });
		expectInstall(account, 'c-resume-external', ownKeys);

		const { items } = await resume();

		expect(items).toMatchObject([{ event: 'installed', integrationId: 'external-1' }]);
	});
});

describe('a call that may not resume', () => {
	it.each([
		['no signature', () => ''],
		[
			'the signature of another note',
			(id: number) => resumptionQuery(id + 1, integrationKeys).signature,
		],
		[
			'the signature of another secret',
			(id: number) => resumptionQuery(id, { ...integrationKeys, clientSecret: 'other' }).signature,
		],
		[
			'half a signature',
			(id: number) => resumptionQuery(id, integrationKeys).signature.slice(0, 32),
		],
	])('because it has %s is refused; nothing is read', async (_title, made) => {
		const { api, id, resume } = await cutOff('c-resume-forged');

		const { response, items, logged } = await resume({ resume: String(id), signature: made(id) });

		expect(response.status).toBe(403);
		expect(items).toEqual([]);
		expect(logged).toEqual([expect.stringContaining('wrong signature')]);
		expect(api.calls).toEqual([]);
	});

	it('because its note is gone does nothing', async () => {
		const api = new N8nApi();
		install(api, new Account());

		const { response, items } = await call(api, resumptionQuery(-1, integrationKeys));

		expect(response.status).toBe(200);
		expect(items).toEqual([]);
	});

	it('because its note is held does nothing', async () => {
		const { api, resume } = await cutOff('c-resume-held');
		api.notes[0].lease_until = Date.now() + 1_000;

		expect(await resume()).toMatchObject({ response: { status: 200 }, items: [] });
		expect(api.notes).toHaveLength(1);
	});
});
