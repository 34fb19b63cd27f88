import { times } from 'lodash';
import type { INodeExecutionData } from 'n8n-workflow';
import nock from 'nock';

import {
	Account,
	install,
	integrationCredential,
	listSearch,
	locator,
	N8nApi,
	runWorkflow,
} from '../support';
import { nodeType } from '../../../tools/system/manifest';

/** More than n8n gives at once. */
const MANY = 260;

const type = nodeType('amoCrm');

const node = (parameters: object) => ({
	name: 'amoCRM',
	type,
	parameters: { authentication: 'installedAccount', ...parameters },
});

/** An n8n in which many accounts are installed, and which this process has found the table of. */
async function withFleet() {
	const accounts = times(MANY, () => new Account());
	// None of them is asked.
	nock.cleanAll();
	const api = new N8nApi();
	for (const account of accounts) install(api, account);
	const credentials = integrationCredential(api);
	const open = { type, parameters: { authentication: 'installedAccount' }, credentials };
	await listSearch(open, 'searchInstalledAccounts');
	/** How often n8n's API was asked while something was done. */
	const callsOf = async <T>(work: () => Promise<T>) => {
		const before = api.calls.length;
		const done = await work();
		return { done, calls: api.calls.slice(before) };
	};
	const run = async (parameters: object, input?: INodeExecutionData[]) =>
		await callsOf(async () => await runWorkflow({ nodes: [node(parameters)], credentials, input }));
	const search = async (text?: string, from?: string) =>
		await callsOf(async () => await listSearch(open, 'searchInstalledAccounts', text, from));
	return { api, accounts, credentials, run, search };
}

const READ = /^GET \/data-tables\/[^/]+\/rows$/;

describe('the list of many installed accounts', () => {
	it('comes page by page, each by one call of n8n', async () => {
		const { accounts, search } = await withFleet();

		const found: unknown[] = [];
		let from: unknown;
		do {
			const { done, calls } = await search(undefined, from as string | undefined);
			expect(calls).toEqual([expect.stringMatching(READ)]);
			found.push(...done.results.map(({ value }) => value));
			from = done.paginationToken;
		} while (from !== undefined);

		expect(found).toEqual(accounts.map(({ id }) => String(id)));
	});

	it.each<[string, (account: Account) => string]>([
		['its address', ({ domain }) => domain.toUpperCase()],
		['its number', ({ id }) => String(id)],
		['its name, whatever the case', () => 'ёлка'],
	])('is searched by n8n for %s', async (_title, textOf) => {
		const { api, accounts, search } = await withFleet();
		const wanted = accounts[MANY - 1];
		api.accounts[MANY - 1].name = 'ООО «ЁЛКА»';
		install(api, accounts[0], { integration_id: 'another', name: 'ёлка' });

		const { done, calls } = await search(textOf(wanted));

		expect(done.results.map(({ value }) => value)).toEqual([String(wanted.id)]);
		expect(calls).toEqual([expect.stringMatching(READ)]);
	});
});

describe('installedAccount: getAll', () => {
	it('of many accounts reads no more than it returns', async () => {
		const { accounts, run } = await withFleet();

		const { done, calls } = await run({ resource: 'installedAccount', operation: 'getAll' });

		expect(done.json('amoCRM')).toHaveLength(50);
		expect(done.json('amoCRM')[0]).toMatchObject({ account: { id: accounts[0].id } });
		expect(calls).toEqual([expect.stringMatching(READ)]);
	});
});

describe('an address among many accounts', () => {
	it('that nobody has costs one call, beside the look for changes', async () => {
		const { run } = await withFleet();

		const { done, calls } = await run({
			resource: 'account',
			operation: 'get',
			account: locator('domain', 'nobody.amocrm.ru'),
		});

		expect(done.errorOf('amoCRM')?.message).toContain('nobody.amocrm.ru has not installed');
		expect(calls).toEqual([expect.stringMatching(READ), expect.stringMatching(READ)]);
	});

	it.each([
		['alone', 'former.amocrm.ru'],
		['first', 'former.amocrm.ru other.amocrm.ru'],
		['last', 'other.amocrm.ru former.amocrm.ru'],
		['between others', 'other.amocrm.ru former.amocrm.ru third.amocrm.ru'],
	])('that one had before is found without the others: %s', async (_title, formerDomains) => {
		const { api, run } = await withFleet();
		const [moved, alike] = [new Account(), new Account()];
		install(api, moved, { former_domains: formerDomains });
		install(api, alike, { former_domains: 'nice-former.amocrm.ru former.amocrm.ru.example' });

		const { done, calls } = await run({
			resource: 'installedAccount',
			operation: 'get',
			account: locator('domain', 'former.amocrm.ru'),
		});

		expect(done.json('amoCRM')).toMatchObject([{ account: { id: moved.id } }]);
		// The rows with the address, and those of the account.
		expect(calls).toHaveLength(2);
	});

	it('is looked up together with those of other items', async () => {
		const { accounts, run } = await withFleet();
		const some = accounts.slice(0, 24);
		for (const account of some)
			account.api.get('/api/v4/account').query(true).reply(200, { id: account.id });

		const { done, calls } = await run(
			{ resource: 'account', operation: 'get', account: locator('domain', '={{ $json.domain }}') },
			some.map(({ domain }) => ({ json: { domain } })),
		);

		expect(done.json('amoCRM').map(({ id }) => id)).toEqual(some.map(({ id }) => id));
		// Each alone would be two calls: n8n reads the whole table for every one.
		expect(calls.length).toBeLessThanOrEqual(some.length);
	});

	it('whose column was changed by hand is found again after the account was read', async () => {
		const { api, run } = await withFleet();
		const account = new Account();
		install(api, account);
		Object.assign(api.accounts[MANY], { domain: 'evil.amocrm.ru' });
		const read = { resource: 'installedAccount', operation: 'get' };
		await run({ ...read, account: locator('id', account.id) });

		const { done } = await run({ ...read, account: locator('domain', account.domain) });

		expect(done.json('amoCRM')).toMatchObject([{ account: { id: account.id } }]);
	});
});

describe('installedAccount: keepAlive', () => {
	it('renews accounts side by side, each once', async () => {
		const api = new N8nApi();
		const accounts = times(3, () => new Account());
		const asked: number[] = [];
		let answerAll = (): void => undefined;
		const allAsked = new Promise<void>((resolve) => (answerAll = resolve));
		for (const account of accounts) {
			install(api, account, { refresh_expires_at: new Date().toISOString() });
			account.api
				.persist()
				.post('/oauth2/access_token')
				.reply(async () => {
					asked.push(account.id);
					// No answer comes before all were asked.
					if (asked.length === accounts.length) answerAll();
					await allAsked;
					return [200, account.tokens('new', 'refresh-2')];
				});
		}

		const done = await runWorkflow({
			nodes: [node({ resource: 'installedAccount', operation: 'keepAlive' })],
			credentials: integrationCredential(api),
		});

		expect(done.json('amoCRM').map(({ result }) => result)).toEqual(times(3, () => 'refreshed'));
		expect(asked.sort()).toEqual(accounts.map(({ id }) => id));
	});
});
