import { settle } from '../settle';
import type { IntegrationKeys } from '../oauth/tokens';
import { AmoCrmProblem, statusOf } from '../problem';
import type { Connection } from '../registry/connections';
import type { Integration } from '../registry/integration';
import { callN8n, type N8nCall } from '../registry/n8nApi';

/** A credential of n8n that a connection was saved as. */
interface SavedCredential {
	id: string;
	name: string;
}

type Tokens = NonNullable<Connection['tokens']>;

const TYPE = 'amoCrmOAuth2Api';

/** n8n takes no longer name. */
const LONGEST_NAME = 128;

/** The domain stays whole: it tells two credentials apart. */
function nameOf({ account: { name, domain } }: Connection): string {
	const suffix = ` (${domain})`;
	const shown = name || domain;
	const room = LONGEST_NAME - suffix.length;
	if (shown.length <= room) return `${shown}${suffix}`;
	// Half of a character that takes two places is none.
	return `${shown.slice(0, room - 1).replace(/[\ud800-\udbff]$/, '')}…${suffix}`;
}

/** As the Connect button would have left it: n8n renews the tokens from here on. */
const credentialOf = (connection: Connection, tokens: Tokens, keys: IntegrationKeys) => ({
	name: nameOf(connection),
	type: TYPE,
	data: {
		...keys,
		accountAddress: connection.account.domain,
		oauthTokenData: {
			token_type: 'Bearer',
			access_token: tokens.accessToken,
			refresh_token: tokens.refreshToken,
			callbackQueryString: { referer: connection.account.domain },
		},
	},
});

/** Writes into the known credential, or into a new one where there is none or somebody deleted it. */
async function write(
	{ n8nApi, send }: Integration,
	body: unknown,
	known: string | undefined,
): Promise<string> {
	const purpose = 'a request to save the account as a credential';
	const call = async (method: N8nCall['method'], path: string) =>
		(await callN8n<{ id: string }>(send, n8nApi, { method, path, body, purpose })).id;
	if (known === undefined) return await call('POST', '/credentials');
	const replaced = await settle(call('PATCH', `/credentials/${encodeURIComponent(known)}`));
	if (replaced.ok) return known;
	if (statusOf(replaced.error) === 404) return await call('POST', '/credentials');
	throw replaced.error;
}

/**
 * Saves a connected account as an n8n credential that any node can pick; the same one again when the account
 * installs again. The tokens leave the table; of an account that has none there any more, nothing is changed.
 * @throws AmoCrmProblem `storage`
 */
export async function saveAsCredential(
	integration: Integration,
	connection: Connection,
): Promise<SavedCredential> {
	const { accounts, keys } = integration;
	const { account, tokens } = connection;
	const id = await accounts.moveToCredential(
		account.accountId,
		async ({ credentialId, ownKeys }) => {
			if (!tokens && credentialId) return credentialId;
			if (!tokens) throw new AmoCrmProblem('storage', `The tokens of ${account.domain} are gone.`);
			return await write(
				integration,
				credentialOf(connection, tokens, ownKeys ?? keys),
				credentialId,
			);
		},
	);
	return { id, name: nameOf(connection) };
}
