import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import nock from 'nock';

import { Account, install, integrationCredential, locator, N8nApi, runWorkflow } from '../support';
import type { CredentialValues } from '../support/credentials';
import { action } from './action';

type Way = 'token' | 'oAuth2' | 'installedAccount';

/** The three ways to reach an account. */
const WAYS: Record<Way, (account: Account) => CredentialValues> = {
	token: (account) => account.credentials,
	oAuth2: (account) => ({
		amoCrmOAuth2Api: {
			accountAddress: account.domain,
			clientId: 'id',
			clientSecret: 'secret',
			oauthTokenData: { access_token: account.token(), token_type: 'Bearer' },
		},
	}),
	installedAccount: (account) => {
		const api = new N8nApi();
		install(api, account);
		return integrationCredential(api);
	},
};

interface Work {
	operation: [resource: string, operation: string];
	parameters?: INodeParameters;
	input?: INodeExecutionData[];
}

/** Runs an operation that is stopped when `stop` is called; whoever answers the first request calls it. */
async function runStopped(
	account: Account,
	way: Way,
	{ operation: [resource, operation], parameters, input }: Work,
	answers: (stop: () => void) => void,
) {
	return await runWorkflow({
		nodes: [
			action(resource, operation, {
				authentication: way,
				account: locator('id', account.id),
				...parameters,
			}),
		],
		credentials: WAYS[way](account),
		input,
		onStart: answers,
	});
}

const numbered = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ json: { id: index + 1, name: `A${index}` } }));

const fields = { fields: { mappingMode: 'defineBelow', value: { name: '={{ $json.name }}' } } };

const works: Array<Work & { title: string; method: 'get' | 'post' | 'delete'; path: RegExp }> = [
	{
		title: 'batches that wait for their turn',
		operation: ['lead', 'create'],
		parameters: fields,
		input: numbered(1_001),
		method: 'post',
		path: /leads/,
	},
	{
		title: 'items that go one after another',
		operation: ['lossReason', 'delete'],
		parameters: { lossReason: locator('id', '={{ $json.id }}') },
		input: numbered(5),
		method: 'delete',
		path: /loss_reasons/,
	},
	{
		title: 'reads beside one another',
		operation: ['lead', 'get'],
		parameters: { lead: locator('id', '={{ $json.id }}') },
		input: numbered(5),
		method: 'get',
		path: /leads/,
	},
];

describe.each(Object.keys(WAYS) as Way[])('an execution that is stopped, by %s', (way) => {
	it.each(works)('sends no more of $title', async ({ method, path, ...work }) => {
		const account = new Account();
		const asked = jest.fn();

		await runStopped(account, way, work, (stop) => {
			account.api
				.persist()
				[method](path)
				.query(true)
				.reply(() => {
					asked();
					stop();
					return [200, { id: 1 }];
				});
		});

		expect(asked).toHaveBeenCalledTimes(1);
		nock.cleanAll();
	});

	it('sends no more parts of a file', async () => {
		const account = new Account();
		const drive = nock('https://drive-b.amocrm.ru').persist();
		const parts = jest.fn();

		await runStopped(
			account,
			way,
			{
				operation: ['file', 'upload'],
				input: [
					{
						json: {},
						binary: {
							data: { data: Buffer.from('0123456789').toString('base64'), mimeType: 'text/plain' },
						},
					},
				],
			},
			(stop) => {
				account.api
					.get('/api/v4/account')
					.query({ with: 'drive_url' })
					.reply(200, { drive_url: 'https://drive-b.amocrm.ru' });
				const next = 'https://drive-b.amocrm.ru/v1.0/sessions/upload/next';
				drive.post('/v1.0/sessions').reply(200, { max_part_size: 4, upload_url: next });
				drive.post('/v1.0/sessions/upload/next').reply(() => {
					parts();
					stop();
					return [200, { next_url: next }];
				});
			},
		);

		expect(parts).toHaveBeenCalledTimes(1);
		nock.cleanAll();
	});

	it('fetches no file', async () => {
		const account = new Account();
		const fetched = jest.fn();

		await runStopped(
			account,
			way,
			{ operation: ['file', 'download'], parameters: { file: locator('id', 'f-1') } },
			(stop) => {
				account.api
					.get('/api/v4/account')
					.query({ with: 'drive_url' })
					.reply(200, { drive_url: 'https://drive-b.amocrm.ru' });
				const href = 'https://drive-b.amocrm.ru/f';
				nock('https://drive-b.amocrm.ru')
					.get('/v1.0/files/f-1')
					.reply(() => {
						stop();
						return [200, { uuid: 'f-1', _links: { download: { href } } }];
					})
					.get('/f')
					.reply(200, fetched);
			},
		);

		expect(fetched).not.toHaveBeenCalled();
		nock.cleanAll();
	});
});
