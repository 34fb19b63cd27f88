import type { AccountAddress } from '../../../nodes/shared/account/address';
import type { IntegrationKeys } from '../../../nodes/shared/oauth/tokens';
import {
	InstalledAccounts,
	type NewConnection,
} from '../../../nodes/shared/registry/installedAccounts';
import type { Answer, OutgoingRequest } from '../../../nodes/shared/transport/door';
import { MemoryTable } from './accountTable';
import { answer } from './door';
import { accessToken, newKeys, oauthError, tokenBody } from './tokens';

export const ADDRESS: AccountAddress = {
	domain: 'example.amocrm.ru',
	subdomain: 'example',
	platform: 'amocrm',
};

export const connection = (code: string, changes: Partial<NewConnection> = {}): NewConnection => ({
	address: ADDRESS,
	code,
	redirectUri: 'https://app.example/cb',
	via: 'widget',
	accountIdOf: async () => 100,
	...changes,
});

type TokenRequestBody = Record<string, string>;

/** amoCRM's token endpoint: gives pairs, takes every refresh token once. */
export class TokenEndpoint {
	readonly requests: TokenRequestBody[] = [];

	/** Answers to the next requests, in place of a pair. */
	readonly refusals: Answer[] = [];

	private readonly good = new Set<string>();

	private made = 0;

	constructor(private readonly claims: unknown = { account_id: 100, sub: '9', scopes: ['crm'] }) {}

	get refreshes(): TokenRequestBody[] {
		return this.requests.filter(({ grant_type }) => grant_type === 'refresh_token');
	}

	async answer(request: OutgoingRequest): Promise<Answer> {
		const body = request.body as TokenRequestBody;
		this.requests.push(body);
		const refusal = this.refusals.shift();
		if (refusal) return refusal;
		if (body.grant_type === 'refresh_token' && !this.good.delete(body.refresh_token)) {
			return answer(401, oauthError(401, 'Token has been revoked'));
		}
		this.made += 1;
		const refresh = `refresh-${this.made}`;
		this.good.add(refresh);
		const claims = { ...(this.claims as object), jti: this.made };
		return answer(200, tokenBody(accessToken(claims), refresh));
	}
}

/** An integration with a table and a token endpoint; `process` opens it as one more n8n process would. */
export function newIntegration(endpoint = new TokenEndpoint()) {
	const table = new MemoryTable();
	const keys = newKeys();
	let processes = 0;
	const process = (changes: Partial<IntegrationKeys> = {}) => {
		processes += 1;
		return new InstalledAccounts({
			table,
			keys: { ...keys, ...changes },
			doorTo: () => async (request) => await endpoint.answer(request),
			storage: `process ${processes}`,
		});
	};
	return { table, keys, endpoint, accounts: process(), process };
}
