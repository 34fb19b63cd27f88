import { omit, pick } from 'lodash';
import nock, { type Scope } from 'nock';

import {
	builderData,
	toColumns,
	keptOf,
	tokensOf,
	type AccountRecord,
	type AccountSecrets,
	type BuilderData,
} from '../../../nodes/shared/registry/account';
import { CHANGED_STATUS, newRow } from '../../../nodes/shared/registry/table';
import type { CredentialValues } from './credentials';
import type { N8nApi, Row } from './n8nApi';

const HOUR = 3_600_000;

export const CLIENT_ID = '0f7a6c5e-1b2d-4c3e-8f90-a1b2c3d4e5f6';
/** As long as amoCRM's are. */
export const CLIENT_SECRET = 'the-client-secret'.padEnd(64, '0');

export const integrationKeys = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };

let lastAccount = 0;

/** How an account answers without a token: what tells it from amoCRM's other hosts. */
const REFUSAL = { title: 'Unauthorized', type: 'https://httpstatus.es/401', status: 401 };

/**
 * An account of amoCRM that only this test knows: the package paces the requests of each account and
 * remembers its fields, so accounts are not shared between tests.
 */
export class Account {
	readonly id = 31_000_000 + ++lastAccount;
	readonly subdomain = `account${lastAccount}`;
	readonly domain: string;
	readonly url: string;

	constructor(base: 'amocrm.ru' | 'kommo.com' = 'amocrm.ru') {
		this.domain = `${this.subdomain}.${base}`;
		this.url = `https://${this.domain}`;
		this.nameless.get('/api/v4/account').optionally().reply(401, REFUSAL);
	}

	/** Answers of the account to who comes without a token. */
	get nameless(): Scope {
		return nock(this.url, { badheaders: ['authorization'] });
	}

	/** Answers of the account. */
	get api(): Scope {
		return nock(this.url);
	}

	/** Answers of the account to who comes with this token. */
	signed(accessToken: string): Scope {
		return nock(this.url, { reqheaders: { authorization: `Bearer ${accessToken}` } });
	}

	/** Answers of the shard that knows the account under any name, to who shows this refresh token. */
	shard(refreshToken = 'refresh-1'): Scope {
		return nock('https://api-b.amocrm.ru', { reqheaders: { 'x-refresh-token': refreshToken } });
	}

	/** amoCRM no longer honours the tokens of the account: asked for itself, for a new pair, for its whereabouts. */
	refuseTokens(accessToken = this.token()): void {
		this.signed(accessToken).get('/api/v4/account').reply(401, { status: 401 });
		this.refuseRenewal();
	}

	/** amoCRM no longer honours the refresh token of the account. */
	refuseRenewal(): void {
		this.api
			.post('/oauth2/access_token', ({ grant_type }) => grant_type === 'refresh_token')
			.reply(401, { hint: 'Token has been revoked', status: 401 });
		this.shard().get('/oauth2/account/current/subdomain').reply(401, { status: 401 });
	}

	/** An access token that names the account, as amoCRM's do; `name` tells two of them apart. */
	token(name = 'access'): string {
		const payload = {
			account_id: this.id,
			sub: '9',
			api_domain: 'api-b.amocrm.ru',
			scopes: ['crm', 'notifications'],
			name,
		};
		const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
		return `eyJhbGciOiJSUzI1NiJ9.${encoded}.signature`;
	}

	/** Long-lived token: the credential that needs the least. */
	get credentials(): CredentialValues {
		return { amoCrmTokenApi: { accountAddress: this.domain, accessToken: this.token() } };
	}

	/** Answer of the token endpoint. */
	tokens(access = 'access', refreshToken = 'refresh-1') {
		return {
			token_type: 'Bearer',
			expires_in: 86_400,
			access_token: this.token(access),
			refresh_token: refreshToken,
		};
	}

	/** The account's own words about itself. */
	get card() {
		return {
			id: this.id,
			name: `Firm ${this.subdomain}`,
			subdomain: this.subdomain,
			country: 'RU',
			currency: 'RUB',
			language: 'ru',
		};
	}
}

/** The credential of an integration whose accounts are kept in this n8n. */
export const integrationCredential = (
	{ url, key }: N8nApi,
	more: Record<string, string> = {},
): CredentialValues => ({
	amoCrmIntegrationApi: {
		...integrationKeys,
		redirectUri: 'https://n8n.example.com/webhook/hook/amocrm',
		n8nApiUrl: url,
		n8nApiKey: key,
		...more,
	},
});

type Pauses = Pick<AccountRecord, 'pausedAt' | 'resumedAt'>;
type Kept = Pauses & Pick<AccountRecord, 'amojoId'>;

/**
 * Puts an account into the table, as if it had installed the integration earlier.
 * @param changes columns that are other than those of a plain install; what they say is sealed, too
 */
export function install(
	api: N8nApi,
	account: Account,
	changes: Row = {},
	moreSecrets: Partial<AccountSecrets & BuilderData & Kept> = {},
): void {
	const now = Date.now();
	const text = (column: string, otherwise: string) => String(changes[column] ?? otherwise);
	const secrets: AccountSecrets = {
		accessToken: account.token(),
		refreshToken: 'refresh-1',
		accessExpiresAt: now + 20 * HOUR,
		refreshExpiresAt: Date.parse(text('refresh_expires_at', '')) || now + 89 * 24 * HOUR,
		redirectUri: 'https://n8n.example.com/webhook/hook/amocrm',
		codeHash: 'hash',
		...moreSecrets,
	};
	const record = {
		integrationId: CLIENT_ID,
		accountId: account.id,
		...keptOf(secrets),
		...builderData.parse(moreSecrets),
		...pick(moreSecrets, ['pausedAt', 'resumedAt', 'amojoId']),
		grant: `grant-${account.id}`,
		past: [],
		renewals: 0,
		version: Number(changes.version ?? 1),
		lease: '',
		domain: text('domain', account.domain),
		formerDomains: text('former_domains', '').split(' ').filter(Boolean),
		platform: 'amocrm' as const,
		status: text('status', 'installed') as 'installed',
		via: 'widget' as const,
		installedAt: text('installed_at', '2026-01-31T10:00:00.000Z'),
		history: [],
		tokens: changes.sealed === '' || !secrets.accessToken ? undefined : tokensOf(secrets),
	};
	const seals = { clientId: CLIENT_ID, secrets: [CLIENT_SECRET] };
	const name = account.card.name;
	api.add({ name, ...toColumns(record, api.table.id, seals), ...omit(changes, 'sealed') });
}

/** Changes an account in the table as another process of the package would, and tells of it. */
export function changeAccount(
	api: N8nApi,
	account: Account,
	changes: Row,
	moreSecrets: Pauses = {},
): void {
	const row = api.accounts.find(({ account_id: id }) => id === account.id);
	if (!row) throw new Error(`There is no account ${account.id}.`);
	install(api, account, { ...changes, version: Number(row.version) + 1 }, moreSecrets);
	Object.assign(row, omit(api.rows.pop(), 'id'));
	const notice = { account_id: -account.id, status: CHANGED_STATUS, sealed: '' };
	api.add({ ...newRow({ integration_id: CLIENT_ID, ...notice }) });
}

/** The value of a resource locator. */
export const locator = (mode: string, value: string | number) => ({ __rl: true, mode, value });
