import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IConnections, IDataObject } from 'n8n-workflow';
import type { Body } from 'nock';

import {
	Account,
	install,
	integrationCredential,
	N8nApi,
	runWorkflow,
	type NodeJson,
} from './support';

const folder = join(__dirname, '../../examples');

interface Example {
	nodes: NodeJson[];
	connections: IConnections;
}

const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Example;

/** The fields of the form are chosen by hand in the editor; these tests send what the example maps. */
const saved = (body: Body) => ({
	_embedded: { leads: [{ id: 501, request_id: (body as unknown as IDataObject[])[0].request_id }] },
});

it('has a test for every example', () => {
	// Those with nodes of n8n's own run in the end-to-end tests.
	const endToEnd = ['keep-accounts-alive.json'];
	expect(readdirSync(folder).filter((name) => name.endsWith('.json'))).toEqual([
		...endToEnd,
		'leads-of-every-account.json',
		'welcome-account.json',
	]);
});

it('leads-of-every-account: one account that cannot be reached does not stop the others', async () => {
	const api = new N8nApi();
	const [open, closed] = [new Account(), new Account()];
	install(api, closed);
	install(api, open);
	closed.api.get('/api/v4/leads').query(true).reply(402, { status: 402 });
	open.api
		.get('/api/v4/leads')
		.query((query) => /^\d+$/.test(String(query['filter[created_at][from]'])))
		.reply(200, { _embedded: { leads: [{ id: 501, name: 'Fresh' }] } });

	const run = await runWorkflow({
		...read('leads-of-every-account.json'),
		credentials: integrationCredential(api),
	});

	expect(run.error).toBeUndefined();
	expect(run.json('Their leads since yesterday')).toMatchObject([
		{ error: expect.stringContaining(`${closed.domain} is not paid for`) },
		{ id: 501, name: 'Fresh' },
	]);
});

it('welcome-account: an account that has just installed gets a lead', async () => {
	const api = new N8nApi();
	const account = new Account();
	install(api, account);
	account
		.signed(account.token())
		.post('/api/v4/leads', ([lead]: IDataObject[]) => lead.name === `Welcome, ${account.card.name}`)
		.reply(200, (_uri, body) => saved(body));

	const run = await runWorkflow({
		...read('welcome-account.json'),
		credentials: integrationCredential(api),
		mode: 'webhook',
		input: [
			{
				json: { event: 'installed', account: { domain: account.domain, name: account.card.name } },
			},
		],
	});

	expect(run.error).toBeUndefined();
	expect(run.json('Create first lead')).toEqual([{ id: 501 }]);
});
