import type { IDataObject } from 'n8n-workflow';

import {
	callWebhook,
	CLIENT_ID,
	CLIENT_SECRET,
	integrationCredential,
	type Account,
	type N8nApi,
} from '../support';

const REDIRECT_URI = 'https://n8n.example.com/webhook/hook/amocrm';
/** Every event starts the workflow, unless a test says otherwise. */
const ALL = ['installed', 'denied', 'failed', 'uninstalled'];

/** Calls the trigger's address. */
export const call = async (
	api: N8nApi,
	query: IDataObject | string,
	{ credential = {}, ...parameters }: { credential?: Record<string, string> } & IDataObject = {},
	headers: Record<string, string> = {},
) =>
	await callWebhook({
		type: 'n8n-nodes-amocrm.amoCrmInstallTrigger',
		parameters: { events: ALL, ...parameters } as never,
		credentials: integrationCredential(api, credential),
		query,
		headers,
	});

/** amoCRM's side of an install: the exchange of the code, then the account's own words. */
export function expectInstall(account: Account, code: string, redirectUri = REDIRECT_URI): void {
	account.api
		.post('/oauth2/access_token', {
			client_id: CLIENT_ID,
			client_secret: CLIENT_SECRET,
			grant_type: 'authorization_code',
			code,
			redirect_uri: redirectUri,
		})
		.reply(200, account.tokens());
	account.signed(account.token()).get('/api/v4/account').reply(200, account.card);
}
