import { times } from 'lodash';

import { nodeType } from '../../../tools/system/manifest';
import { statusPageUrl } from '../../../nodes/shared/oauth/statusPageLink';
import {
	Account,
	install,
	integrationCredential,
	integrationKeys,
	N8nApi,
	runWorkflow,
} from '../support';
import { useStoppedClock } from '../support/clock';
import { call } from './calls';

useStoppedClock();

const ADDRESS = 'https://n8n.example.com/webhook/hook/amocrm';
const HOUR = 3_600;

const seconds = () => Math.floor(Date.now() / 1000);

const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

const linkUntil = (exp: number, troubled = false, signer = integrationKeys) =>
	queryOf(statusPageUrl(ADDRESS, { exp, troubled }, signer));

const open = async (api: N8nApi, query: Record<string, string>, language = 'en') =>
	await call(api, query, {}, { headers: { 'Accept-Language': language } });

const linksIn = (page: string) =>
	[...page.matchAll(/href="([^"]+)"/g)].map(([, href]) => href.replaceAll('&amp;', '&'));

describe('installedAccount: createStatusPageLink', () => {
	it('makes a link that opens the page until it ends', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		const run = await runWorkflow({
			nodes: [
				{
					name: 'amoCRM',
					type: nodeType('amoCrm'),
					parameters: {
						authentication: 'installedAccount',
						resource: 'installedAccount',
						operation: 'createStatusPageLink',
						triggerUrl: ADDRESS,
						validHours: 2,
					},
				},
			],
			credentials: integrationCredential(api),
		});
		const [{ url, expiresAt }] = run.json('amoCRM');
		expect(expiresAt).toBe(new Date((seconds() + 2 * HOUR) * 1000).toISOString());

		const { response, items } = await open(api, queryOf(String(url)));

		expect(items).toEqual([]);
		expect(response.status).toBe(200);
		expect(response.body).toContain(account.domain);
	});
});

describe('the page of all accounts', () => {
	/** SECURITY: The page of all accounts holds no token, runs no script and loads nothing. */
	it('holds no token, no script, nothing from elsewhere, and what comes from outside is text', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account, { name: '<script>alert(1)</script>' }, { externalId: '"><b>' });

		const { response } = await open(api, linkUntil(seconds() + HOUR));

		expect(response.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
		expect(response.body).not.toMatch(/<script|<b>|<img|src=/);
		expect(response.body).not.toContain(account.token());
		expect(response.body).not.toContain('refresh-1');
		expect(response.body).not.toContain(integrationKeys.clientSecret);
		expect(response.headers).toMatchObject({
			'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-/),
			'referrer-policy': 'no-referrer',
			'cache-control': 'no-store',
		});
	});

	it.each([
		['en', 'Connection lost', 'Connect again'],
		['ru', 'Связь потеряна', 'Подключить заново'],
		['es', 'Conexión perdida', 'Conectar de nuevo'],
		['pt', 'Conexão perdida', 'Conectar novamente'],
	])('leads a lost account back by a link for it alone, in %s', async (language, state, link) => {
		const api = new N8nApi();
		const [lost, fine] = [new Account(), new Account()];
		install(api, lost, { status: 'revoked' });
		install(api, fine);

		const { response } = await open(api, linkUntil(seconds() + HOUR), language);

		expect(response.body).toContain(state);
		expect(response.body).toContain(link);
		const reconnect = linksIn(response.body).filter((href) => href.includes('/oauth'));
		expect(reconnect).toHaveLength(1);
		const signed = new URL(reconnect[0]).searchParams.get('state') ?? '';
		const content = Buffer.from(signed.split('.')[0], 'base64url').toString();
		expect(JSON.parse(content)).toMatchObject({ onlyAccount: lost.id });
	});

	it('leaves out the accounts that work, where only the others are asked for', async () => {
		const api = new N8nApi();
		const [lost, fine] = [new Account(), new Account()];
		install(api, lost, { status: 'revoked' });
		install(api, fine);

		const { response } = await open(api, linkUntil(seconds() + HOUR, true));

		expect(response.body).toContain(lost.domain);
		expect(response.body).not.toContain(fine.domain);
	});

	it('shows 500 accounts at once, and leads to the next ones', async () => {
		const api = new N8nApi();
		const accounts = times(510, () => new Account());
		for (const account of accounts) install(api, account);
		const countRows = (page: string) => page.match(/<th scope="row">/g)?.length;

		const first = await open(api, linkUntil(seconds() + HOUR));

		expect(countRows(first.response.body)).toBe(500);
		const next = linksIn(first.response.body).find((href) => href.startsWith(ADDRESS)) ?? '';
		const second = await open(api, queryOf(next));
		expect(countRows(second.response.body)).toBe(10);
		expect(linksIn(second.response.body).some((href) => href.startsWith(ADDRESS))).toBe(false);
	});

	const altered = (link: Record<string, string>) => ({
		...link,
		accounts: link.accounts.replace(/^./, (letter) => (letter === 'a' ? 'b' : 'a')),
	});

	/** SECURITY: It is shown only by a link that the integration signed, until that expires. */
	it.each([
		['that has ended', () => linkUntil(seconds() - 1)],
		['that was altered', () => altered(linkUntil(seconds() + HOUR))],
		[
			'of another integration',
			() => linkUntil(seconds() + HOUR, false, { ...integrationKeys, clientId: 'another' }),
		],
		[
			'of another secret',
			() =>
				linkUntil(seconds() + HOUR, false, { ...integrationKeys, clientSecret: 'x'.repeat(64) }),
		],
	])('is not shown by a link %s', async (_, link) => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);

		const { response } = await open(api, link());

		expect(response.status).toBe(403);
		expect(response.body).toContain('Please ask for a new one');
		expect(response.body).not.toContain(account.domain);
	});
});
