import { attempt } from '../attempt';
import { AmoCrmProblem } from '../problem';
import type { Connection } from '../account/connect';
import type { Integration } from './integration';
import { callN8n } from './n8nApi';

/** A credential of n8n that a new connection was saved as. */
export interface SavedCredential {
	id: string;
	name: string;
}

const TYPE = 'amoCrmOAuth2Api';

/** As the Connect button would have left it: n8n renews the tokens from here on. */
function credentialOf({ account, tokens }: Connection, { keys }: Integration) {
	return {
		name: `${account.name || account.domain} (${account.domain})`,
		data: {
			...keys,
			accountAddress: account.domain,
			oauthTokenData: {
				token_type: 'Bearer',
				access_token: tokens.accessToken,
				refresh_token: tokens.refreshToken,
				callbackQueryString: { referer: account.domain },
			},
		},
	};
}

/**
 * Saves a connected account as an n8n credential that any node can pick; the same one again when the account
 * installs again. The tokens leave the table.
 * @throws AmoCrmProblem `storage`
 */
export async function saveAsCredential(
	integration: Integration,
	connection: Connection,
): Promise<SavedCredential> {
	const { accounts, n8nApi, send } = integration;
	const { name, data } = credentialOf(connection, integration);
	const purpose = 'a request to save the account as a credential';
	const create = async () => {
		const body = { name, type: TYPE, data };
		return (
			await callN8n<{ id: string }>(send, n8nApi, {
				method: 'POST',
				path: '/credentials',
				body,
				purpose,
			})
		).id;
	};
	const replace = async (id: string) => {
		const path = `/credentials/${encodeURIComponent(id)}`;
		const replaced = await attempt(
			callN8n(send, n8nApi, { method: 'PATCH', path, body: { name, type: TYPE, data }, purpose }),
		);
		if (replaced.ok) return id;
		// Somebody deleted it.
		const isGone = replaced.error instanceof AmoCrmProblem && replaced.error.details.status === 404;
		if (isGone) return await create();
		throw replaced.error;
	};
	const id = await accounts.handOver(connection.account.id, async (known) =>
		known === undefined ? await create() : await replace(known),
	);
	return { id, name };
}
