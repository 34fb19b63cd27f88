import { omit } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { installNotes, type InstallNote } from '../../../nodes/AmoCrmInstallTrigger/note';
import { AccountRows } from '../../../nodes/shared/registry/accountRows';
import { Journal } from '../../../nodes/shared/registry/journal';
import { MemoryTable } from '../../unit/support/accountTable';
import {
	callWebhook,
	CLIENT_ID,
	CLIENT_SECRET,
	integrationCredential,
	integrationKeys,
	type Account,
	type N8nApi,
} from '../support';
import { settled } from '../support/clock';
import { nodeType } from '../../../tools/system/manifest';

const REDIRECT_URI = 'https://n8n.example.com/webhook/hook/amocrm';
/** Every event starts the workflow, unless a test says otherwise. */
const ALL = ['installed', 'denied', 'failed', 'uninstalled'];

type Settings = { credential?: Record<string, string> } & IDataObject;

/** The trigger as a workflow has it. */
export const trigger = (api: N8nApi, { credential = {}, ...parameters }: Settings = {}) => ({
	type: nodeType('amoCrmInstallTrigger'),
	parameters: { events: ALL, ...parameters } as never,
	credentials: integrationCredential(api, credential),
});

type Details = Partial<
	Pick<Parameters<typeof callWebhook>[0], 'credentials' | 'headers' | 'mode' | 'whenAnswered'>
>;

/** Calls the trigger's address. */
export const call = async (
	api: N8nApi,
	query: IDataObject | string,
	settings: Settings = {},
	details: Details = {},
) => await settled(callWebhook({ ...trigger(api, settings), query, ...details }));

/** Sends a body to the trigger's address. */
export const post = async (api: N8nApi, body: IDataObject, settings: Settings = {}) =>
	await settled(callWebhook({ ...trigger(api, settings), name: 'setup', method: 'POST', body }));

/** The call that amoCRM's server makes when a person installs the widget. */
export const widgetCall = ({ domain }: Account, code: string) => ({
	code,
	referer: domain,
	from_widget: '1',
});

/** The exchange of a code by the integration with this id and secret. */
export const exchangeOf = (
	code: string,
	{ clientId = CLIENT_ID, clientSecret = CLIENT_SECRET, redirectUri = REDIRECT_URI } = {},
) => ({
	client_id: clientId,
	client_secret: clientSecret,
	grant_type: 'authorization_code',
	code,
	redirect_uri: redirectUri,
});

/** The account's own words, to who comes with its first token. */
export function expectQuestion(account: Account): void {
	account.signed(account.token()).get('/api/v4/account').reply(200, account.card);
}

/** amoCRM's side of an install: the exchange of the code, then the account's own words. */
export function expectInstall(
	account: Account,
	code: string,
	changes?: Parameters<typeof exchangeOf>[1],
): void {
	account.api.post('/oauth2/access_token', exchangeOf(code, changes)).reply(200, account.tokens());
	expectQuestion(account);
}

/** Notes an install call down whose process died; gives the number of the note. */
export async function abandonInstall(
	api: N8nApi,
	account: Account,
	code: string,
	changes: Partial<InstallNote> = {},
): Promise<number> {
	const table = new MemoryTable();
	await new Journal(
		new AccountRows({ table, keys: integrationKeys, storage: 'elsewhere' }),
		installNotes,
	).open({
		owner: 'workflow/node-0',
		code,
		domain: account.domain,
		redirectUri: REDIRECT_URI,
		via: 'widget',
		receivedAt: new Date().toISOString(),
		...changes,
	});
	const [note] = table.rows;
	api.add(omit(note, 'id', 'table'));
	return note.account_id;
}
