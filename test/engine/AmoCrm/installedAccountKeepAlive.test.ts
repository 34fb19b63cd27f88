import type { IDataObject } from 'n8n-workflow';

import { Account, install, integrationCredential, N8nApi, runWorkflow } from '../support';
import { nodeType } from '../../../tools/system/manifest';

const DAY = 24 * 3_600_000;

/** When the refresh token ends that was issued so many days ago; it lives 89. */
const issued = (daysAgo: number) => ({
	refresh_expires_at: new Date(Date.now() + (89 - daysAgo) * DAY).toISOString(),
});

const run = async (api: N8nApi, parameters: IDataObject = {}) =>
	await runWorkflow({
		nodes: [
			{
				name: 'Keep alive',
				type: nodeType('amoCrm'),
				parameters: {
					authentication: 'installedAccount',
					resource: 'installedAccount',
					operation: 'keepAlive',
					...parameters,
				} as never,
			},
		],
		credentials: integrationCredential(api),
	});

function renews(account: Account): void {
	account.api
		.post('/oauth2/access_token', ({ refresh_token }) => refresh_token === 'refresh-1')
		.reply(200, account.tokens('new', 'refresh-2'));
}

const fates = (items: IDataObject[]) =>
	items.map(({ account, result, reason }) => [
		(account as IDataObject).id,
		result,
		(reason as IDataObject | undefined)?.code,
	]);

describe('installedAccount: keepAlive', () => {
	it.each([
		['', [['notDue']]],
		['40,5', [['notDue']]],
	])('reads how long as every number is read: %j', async (olderThanDays, results) => {
		const api = new N8nApi();
		install(api, new Account(), issued(29));

		const done = await run(api, { olderThanDays: `={{ ${JSON.stringify(olderThanDays)} }}` });

		const report = done.json('Keep alive');
		expect(report.map(({ result }) => [result])).toEqual(results);
	});

	it('refuses what says no number', async () => {
		const done = await run(new N8nApi(), { olderThanDays: '={{ "a month" }}' });

		expect(done.errorOf('Keep alive')?.message).toContain('"Older Than (Days)"');
	});

	it('renews what was silent for long, and reports every account that is to live', async () => {
		const api = new N8nApi();
		const [unpaid, silent, fresh, revoked, dying, gone] = Array.from(
			{ length: 6 },
			() => new Account(),
		);
		install(api, unpaid, issued(40));
		install(api, silent, issued(31));
		install(api, fresh, issued(29));
		install(api, revoked, { ...issued(40), status: 'revoked' });
		install(api, dying, issued(40));
		install(api, gone, { ...issued(40), status: 'uninstalled', sealed: '' });
		unpaid.api.post('/oauth2/access_token').reply(402, { status: 402 });
		renews(silent);
		dying.api.post('/oauth2/access_token').reply(401, { hint: 'Token has been revoked' });
		dying.shard().get('/oauth2/account/current/subdomain').reply(401, {});

		const done = await run(api);

		const report = done.json('Keep alive');
		expect(done.error).toBeUndefined();
		expect(fates(report)).toEqual([
			[unpaid.id, 'failed', 'paymentRequired'],
			[silent.id, 'refreshed', undefined],
			[fresh.id, 'notDue', undefined],
			[revoked.id, 'failed', 'notInstalled'],
			[dying.id, 'failed', 'notInstalled'],
		]);
		expect(report.map(({ status }) => status)).toEqual([
			'installed',
			'installed',
			'installed',
			'revoked',
			'revoked',
		]);
		expect(report[3].reason).toMatchObject({
			message: expect.stringContaining('no longer accepts the stored token'),
			hint: expect.stringContaining('Install the integration'),
		});
		expect(done.saved).not.toMatch(/refresh-[12]|<html>/);
	});

	it.each([
		[10, 'refreshed'],
		[20, 'notDue'],
	])('takes older than %i days as the builder says', async (olderThanDays, fate) => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account, issued(15));
		if (fate === 'refreshed') renews(account);

		const done = await run(api, { olderThanDays });

		expect(fates(done.json('Keep alive'))).toEqual([[account.id, fate, undefined]]);
	});

	it('says where an account that moved is now', async () => {
		const api = new N8nApi();
		const [account, renamed] = [new Account(), new Account()];
		install(api, account, issued(40));
		account.api.post('/oauth2/access_token').reply(404, '');
		account
			.shard()
			.get('/oauth2/account/current/subdomain')
			.reply(200, { id: account.id, domain: renamed.domain });
		renamed.api.post('/oauth2/access_token').reply(200, account.tokens('new', 'refresh-2'));

		const done = await run(api);

		expect(done.json('Keep alive')).toMatchObject([
			{ account: { id: account.id, domain: renamed.domain }, result: 'refreshed' },
		]);
	});

	it('leaves the accounts to n8n that are saved as credentials', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account, issued(40), { credentialId: 'credential-1', accessToken: undefined });

		const done = await run(api);

		expect(fates(done.json('Keep alive'))).toEqual([[account.id, 'skipped', 'inCredential']]);
	});

	it('has nothing to report where nobody has installed', async () => {
		const done = await run(new N8nApi());

		expect(done.error).toBeUndefined();
		expect(done.json('Keep alive')).toEqual([]);
	});

	// Last: the token endpoint is left alone for a while after that.
	it('asks for no other account when amoCRM blocks one', async () => {
		const api = new N8nApi();
		const [blocked, next] = [new Account(), new Account()];
		install(api, blocked, issued(40));
		install(api, next, issued(40));
		blocked.api.post('/oauth2/access_token').reply(403, '<html></html>');

		const done = await run(api);

		expect(fates(done.json('Keep alive'))).toEqual([
			[blocked.id, 'failed', 'blocked'],
			[next.id, 'failed', 'blocked'],
		]);
	});
});
