import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';
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
import type { CredentialValues } from '../support/credentials';
import { fileIn, fileOnDisk, keepFilesOnDisk } from '../support/binaryData';
import { action, outputOf, runAction } from './action';

const DRIVE = 'https://drive-b.amocrm.ru';
const UUID = '367b9f38-5f01-4cea-947e-dfab47aea522';
const LINK = `${DRIVE}/download/a/${UUID}/plan.txt`;

const model = {
	uuid: UUID,
	name: 'plan',
	size: 10,
	metadata: { extension: 'txt', mime_type: 'text/plain' },
	_links: { download: { href: LINK } },
};
const shown = {
	uuid: UUID,
	name: 'plan',
	size: 10,
	metadata: { extension: 'txt', mime_type: 'text/plain' },
	download_url: LINK,
};

const byUuid: INodeParameters = { file: locator('id', UUID) };

/** An account whose files are on the drive. */
function withDrive(url = DRIVE): Account {
	const account = new Account();
	account.api
		.get('/api/v4/account')
		.query({ with: 'drive_url' })
		.reply(200, { id: account.id, drive_url: url });
	return account;
}

const drive = (account: Account) =>
	nock(DRIVE, { reqheaders: { authorization: `Bearer ${account.token()}` } });

/** Addresses that come out of answers: no token goes there. */
const unsigned = (host = DRIVE) => nock(host, { badheaders: ['authorization'] });

const item = (binary: IBinaryData): INodeExecutionData[] => [
	{ json: {}, binary: { data: binary } },
];

const plan = { mimeType: 'text/plain', fileName: 'plan.txt' };

const inMemory = (text: string): IBinaryData => ({
	...plan,
	data: Buffer.from(text).toString('base64'),
});

const session = { max_part_size: 4, upload_url: `${DRIVE}/v1.0/sessions/upload/one` };

beforeAll(keepFilesOnDisk);

describe('file: upload', () => {
	it.each([
		['in memory', async () => inMemory('0123456789')],
		['on disk', async () => await fileOnDisk('0123456789', plan)],
	])(
		'sends data that n8n keeps %s in parts, each to where the last answer says',
		async (_where, make) => {
			const account = withDrive();
			drive(account)
				.post('/v1.0/sessions', {
					file_name: 'plan.txt',
					content_type: 'text/plain',
					file_size: 10,
				})
				.reply(200, session);
			unsigned()
				.post('/v1.0/sessions/upload/one', '0123')
				.reply(200, { next_url: `${DRIVE}/v1.0/sessions/upload/two` });
			unsigned('https://drive-c.amocrm.ru')
				.post('/v1.0/sessions/upload/three', '89')
				.reply(200, model);
			unsigned()
				.post('/v1.0/sessions/upload/two', '4567')
				.reply(200, { next_url: 'https://drive-c.amocrm.ru/v1.0/sessions/upload/three' });

			const output = await outputOf(account, ['file', 'upload'], {}, { input: item(await make()) });

			expect(output).toEqual([shown]);
		},
	);

	describe('and attaches it', () => {
		const toLead = { attachToCard: true, cardType: 'leads', card: locator('id', '17') };

		async function upload(status: number, answer?: object) {
			const account = withDrive();
			drive(account).post('/v1.0/sessions').reply(200, session);
			unsigned().post('/v1.0/sessions/upload/one', 'x').reply(200, model);
			account.api.put('/api/v4/leads/17/files', [{ file_uuid: model.uuid }]).reply(status, answer);
			const input = item(inMemory('x'));
			return { account, run: await runAction(account, ['file', 'upload'], toLead, { input }) };
		}

		it('to a card in the same step', async () => {
			const { run } = await upload(204);

			expect(run.json('amoCRM')).toEqual([
				{ ...shown, attached: true, entity_type: 'leads', entity_id: 17 },
			]);
		});

		it('or says that it is stored, so that nobody uploads it twice', async () => {
			const { account, run } = await upload(404, { title: 'Not found', status: 404 });

			expect(run.errorOf('amoCRM')?.message).toBe(
				`The file was stored as ${model.uuid}, but was not attached: The account ${account.domain} has no lead 17.`,
			);
			expect(run.errorOf('amoCRM')?.description).toContain('attach it by Attach to Card');
		});
	});

	it('makes a new version under another name', async () => {
		const account = withDrive();
		drive(account)
			.post('/v1.0/sessions', {
				file_name: 'new.txt',
				content_type: 'text/plain',
				file_uuid: UUID,
				with_preview: true,
				file_size: 1,
			})
			.reply(200, session);
		unsigned().post('/v1.0/sessions/upload/one', 'x').reply(200, model);
		const additionalFields = { fileName: 'new.txt', fileUuid: UUID, withPreview: true };
		const input = item(inMemory('x'));
		expect(await outputOf(account, ['file', 'upload'], { additionalFields }, { input })).toEqual([
			shown,
		]);
	});

	it.each([
		'https://evil.example/v1.0/sessions/upload/one',
		'http://drive-b.amocrm.ru/upload',
		'https://drive-b.amocrm.ru@evil.example/upload',
		'https://x@drive-b.amocrm.ru/upload',
		'https://drive-b.amocrm.ru.evil.example/upload',
		'https://drive-bb.amocrm.ru/upload',
		'//evil.example/upload',
		'',
	])('sends nothing to %j', async (address) => {
		const account = withDrive();
		drive(account).post('/v1.0/sessions').reply(200, { max_part_size: 4, upload_url: address });
		const run = await runAction(account, ['file', 'upload'], {}, { input: item(inMemory('x')) });
		expect(run.errorOf('amoCRM')?.message).toContain('was not sent');
	});

	it.each(['https://evil.example', 'https://drive-b.evil.example', 'drive-b.amocrm.ru', null])(
		'takes %j for no drive, and signs nothing for it',
		async (url) => {
			const account = withDrive(url as string);
			const run = await runAction(account, ['file', 'upload'], {}, { input: item(inMemory('x')) });
			expect(run.errorOf('amoCRM')?.message).toContain('names no drive');
		},
	);

	it('says so where the drive wanted more bytes than there were', async () => {
		const account = withDrive();
		drive(account).post('/v1.0/sessions').reply(200, session);
		unsigned().post('/v1.0/sessions/upload/one').reply(200, { next_url: session.upload_url });
		const run = await runAction(account, ['file', 'upload'], {}, { input: item(inMemory('x')) });
		expect(run.errorOf('amoCRM')?.message).toContain('did not take the whole file');
	});

	it('that breaks before its last part has stored nothing, and may be done again', async () => {
		const account = withDrive();
		drive(account).post('/v1.0/sessions').reply(200, session);
		unsigned().post('/v1.0/sessions/upload/one', '0123').reply(504, '<html></html>');
		const input = item(inMemory('01234567'));
		const run = await runAction(account, ['file', 'upload'], {}, { input });
		expect(run.errorOf('amoCRM')?.message).toContain('did not take the whole file');
		expect(run.errorOf('amoCRM')?.description).toContain('nothing was stored');
	});

	it('whose last answer is lost may be there', async () => {
		const account = withDrive();
		drive(account).post('/v1.0/sessions').reply(200, session);
		unsigned().post('/v1.0/sessions/upload/one', '0123').reply(504, '<html></html>');
		const run = await runAction(account, ['file', 'upload'], {}, { input: item(inMemory('0123')) });
		expect(run.errorOf('amoCRM')?.message).toContain('may have been done all the same');
		expect(run.errorOf('amoCRM')?.description).toContain('Look at the newest files');
	});
});

describe('file: download', () => {
	it('gives the bytes with their name and kind', async () => {
		const account = withDrive();
		drive(account).get(`/v1.0/files/${UUID}`).reply(200, model);
		unsigned().get(`/download/a/${UUID}/plan.txt`).reply(200, '0123456789');
		const run = await runAction(account, ['file', 'download'], byUuid);
		const [output] = run.output('amoCRM');
		expect(output).toMatchObject({
			json: shown,
			binary: { data: { fileName: 'plan.txt', mimeType: 'text/plain' } },
		});
		expect(await fileIn(output)).toBe('0123456789');
	});

	it('gives an earlier version', async () => {
		const account = withDrive();
		const href = `${DRIVE}/download/a/${UUID}/v1/plan.txt`;
		const versions = [model, { ...model, uuid: 'v1', _links: { download: { href } } }];
		drive(account).get(`/v1.0/files/${UUID}/versions`).reply(200, { _embedded: { versions } });
		unsigned().get(`/download/a/${UUID}/v1/plan.txt`).reply(200, 'old');
		const run = await runAction(account, ['file', 'download'], { ...byUuid, versionUuid: 'v1' });
		expect(await fileIn(run.output('amoCRM')[0])).toBe('old');
	});

	it('names the version that there is not', async () => {
		const account = withDrive();
		drive(account)
			.get(`/v1.0/files/${UUID}/versions`)
			.reply(200, { _embedded: { versions: [model] } });
		const run = await runAction(account, ['file', 'download'], { ...byUuid, versionUuid: 'v1' });
		expect(run.errorOf('amoCRM')?.message).toContain('no version v1');
	});

	it('follows a redirect to another drive', async () => {
		const account = withDrive();
		drive(account).get(`/v1.0/files/${UUID}`).reply(200, model);
		unsigned()
			.get(`/download/a/${UUID}/plan.txt`)
			.reply(302, '', { location: 'https://drive-c.amocrm.ru/x' });
		unsigned('https://drive-c.amocrm.ru').get('/x').reply(200, 'moved');
		const run = await runAction(account, ['file', 'download'], byUuid);
		expect(await fileIn(run.output('amoCRM')[0])).toBe('moved');
	});

	it.each(['https://evil.example/x', 'http://169.254.169.254/', '//evil.example/x'])(
		'follows no redirect to %s',
		async (location) => {
			const account = withDrive();
			drive(account).get(`/v1.0/files/${UUID}`).reply(200, model);
			unsigned().get(`/download/a/${UUID}/plan.txt`).reply(302, '', { location });
			const run = await runAction(account, ['file', 'download'], byUuid);
			expect(run.errorOf('amoCRM')?.message).toContain('was not sent');
		},
	);

	it('goes round in no circle', async () => {
		const account = withDrive();
		drive(account).get(`/v1.0/files/${UUID}`).reply(200, model);
		unsigned().get(`/download/a/${UUID}/plan.txt`).times(4).reply(302, '', { location: LINK });
		const run = await runAction(account, ['file', 'download'], byUuid);
		expect(run.errorOf('amoCRM')?.message).toContain('in circles');
	});
});

describe('file: get', () => {
	it('reads it where the account keeps its files', async () => {
		const account = withDrive();
		drive(account).get(`/v1.0/files/${UUID}`).reply(200, model);
		expect(await outputOf(account, ['file', 'get'], byUuid)).toEqual([shown]);
	});

	it('says which file there is not', async () => {
		const account = withDrive();
		drive(account).get(`/v1.0/files/${UUID}`).reply(404, { title: 'File not found' });
		const run = await runAction(account, ['file', 'get'], byUuid);
		expect(run.errorOf('amoCRM')?.message).toContain(`has no file ${UUID}`);
	});
});

describe('file: getAll', () => {
	it('filters as the drive wants it', async () => {
		const account = withDrive();
		drive(account)
			.get('/v1.0/files')
			.query({
				page: 1,
				limit: 50,
				'filter[name]': 'plan',
				'filter[extensions][]': ['pdf', 'txt'],
				'filter[deleted]': 1,
				'filter[date][type]': 'created_at',
				'filter[date][from]': 1_769_853_600,
				'filter[size][to]': 1000,
			})
			.reply(200, { _embedded: { files: [model] } });
		const output = await outputOf(account, ['file', 'getAll'], {
			filters: {
				name: 'plan',
				extensions: 'pdf, txt',
				trashed: true,
				dateType: 'created_at',
				dateFrom: '2026-01-31T10:00:00Z',
				sizeTo: 1000,
			},
		});

		expect(output).toEqual([shown]);
	});

	it('asks for no trash by saying that it is not wanted', async () => {
		const account = withDrive();
		drive(account).get('/v1.0/files').query({ page: 1, limit: 50 }).reply(204);
		expect(await outputOf(account, ['file', 'getAll'], { filters: { trashed: false } })).toEqual(
			[],
		);
	});
});

describe('file: getVersions', () => {
	it('gives the versions as the drive orders them, each with where it can be fetched', async () => {
		const account = withDrive();
		const href = `${DRIVE}/download/a/${UUID}/v2/plan.txt`;
		const [newer, older] = [
			{ uuid: 'v2', file_uuid: UUID, is_main: true, name: 'plan', size: 93_425 },
			{ uuid: 'v1', file_uuid: UUID, is_main: false, name: 'draft', size: 7_347 },
		];
		drive(account)
			.get(`/v1.0/files/${UUID}/versions`)
			.query({})
			.reply(200, {
				_count: 2,
				_links: { self: {} },
				_embedded: { versions: [{ ...newer, _links: { download: { href }, self: {} } }, older] },
			});

		expect(await outputOf(account, ['file', 'getVersions'], byUuid)).toEqual([
			{ ...newer, download_url: href },
			older,
		]);
	});

	it('says which file there is not', async () => {
		const account = withDrive();
		drive(account).get(`/v1.0/files/${UUID}/versions`).reply(404, { title: 'File not found' });
		const run = await runAction(account, ['file', 'getVersions'], byUuid);
		expect(run.errorOf('amoCRM')?.message).toBe(
			`The account ${account.domain} has no file ${UUID}.`,
		);
	});
});

describe('file: update', () => {
	it('renames it', async () => {
		const account = withDrive();
		drive(account).patch(`/v1.0/files/${UUID}`, { name: 'new' }).reply(200, model);
		const output = await outputOf(account, ['file', 'update'], {
			...byUuid,
			updateFields: { name: 'new' },
		});

		expect(output).toMatchObject([{ uuid: UUID }]);
	});
});

const twoFiles = { input: [{ json: { uuid: 'a' } }, { json: { uuid: 'b' } }] };
const byItem: INodeParameters = { file: locator('id', '={{ $json.uuid }}') };

describe('file: delete', () => {
	it('puts many into the trash by one request', async () => {
		const account = withDrive();
		drive(account)
			.delete('/v1.0/files', [{ uuid: 'a' }, { uuid: 'b' }])
			.reply(204);
		expect(await outputOf(account, ['file', 'delete'], byItem, twoFiles)).toEqual([
			{ deleted: true, uuid: 'a' },
			{ deleted: true, uuid: 'b' },
		]);
	});
});

describe('file: restore', () => {
	it('brings many back by one request', async () => {
		const account = withDrive();
		const files = [{ uuid: 'a' }, { uuid: 'b' }];
		drive(account).post('/v1.0/files/restore', files).reply(200, { _embedded: { files } });
		expect(await outputOf(account, ['file', 'restore'], byItem, twoFiles)).toEqual(files);
	});

	it('offers what is in the trash', async () => {
		const account = withDrive();
		drive(account)
			.get('/v1.0/files')
			.query({ 'filter[deleted]': '1', page: '1', limit: '250' })
			.reply(200, { _embedded: { files: [{ uuid: 'a', name: 'plan' }] } });
		const { type, parameters } = action('file', 'restore');

		const { results } = await listSearch(
			{ type, parameters, credentials: account.credentials },
			'search_trashedFile',
		);

		expect(results).toEqual([{ name: 'plan', value: 'a' }]);
	});
});

const onLead: INodeParameters = { cardType: 'leads', card: locator('id', 17) };

describe.each([
	['attach', 'put', 'attached'],
	['detach', 'delete', 'detached'],
] as const)('file: %s', (operation, method, done) => {
	it('names many files of one card in one request', async () => {
		const account = new Account();
		account.api[method]('/api/v4/leads/17/files', [{ file_uuid: 'a' }, { file_uuid: 'b' }]).reply(
			202,
		);
		const parameters = { ...byItem, ...onLead };
		expect(await outputOf(account, ['file', operation], parameters, twoFiles)).toEqual(
			['a', 'b'].map((uuid) => ({
				[done]: true,
				file_uuid: uuid,
				entity_type: 'leads',
				entity_id: 17,
			})),
		);
	});

	it('says which card there is not', async () => {
		const account = new Account();
		account.api[method]('/api/v4/leads/17/files').reply(404, { title: 'Not found' });
		const run = await runAction(account, ['file', operation], { ...byUuid, ...onLead });
		expect(run.errorOf('amoCRM')?.message).toContain('has no lead 17');
	});
});

describe('file: getOfCard', () => {
	const link = (id: number, file_uuid = `f-${id}`) => ({ file_uuid, id });

	const asks = (account: Account, query: Record<string, string>, links: object[]) =>
		account.api
			.get('/api/v4/leads/17/files')
			.query(query)
			.reply(200, { _links: { self: {} }, _embedded: { files: links } });

	it('gives the files with what the drive knows of them, in one request for all', async () => {
		const account = withDrive();
		asks(account, { limit: '50' }, [link(2140857, UUID), link(2128681, 'b')]);
		drive(account)
			.get('/v1.0/files')
			.query({ page: '1', limit: '250', 'filter[uuid]': `${UUID},b` })
			.reply(200, { _count: 1, _embedded: { files: [model] } });

		expect(await outputOf(account, ['file', 'getOfCard'], onLead)).toEqual([
			{ ...shown, id: 2140857, file_uuid: UUID },
			{ id: 2128681, file_uuid: 'b' },
		]);
	});

	it('asks for what is older than the last link, and the drive for nothing that is not wanted', async () => {
		const account = new Account();
		const newest = Array.from({ length: 50 }, (_one, index) => link(200 - index));
		asks(account, { limit: '50' }, newest);
		asks(account, { limit: '50', before_id: '151' }, [link(150)]);

		const output = await outputOf(account, ['file', 'getOfCard'], {
			...onLead,
			returnAll: true,
			details: false,
		});

		expect(output).toEqual([...newest, link(150)]);
	});

	it('gives nothing where the card has no files', async () => {
		const account = new Account();
		account.api.get('/api/v4/leads/17/files').query({ limit: '50' }).reply(204);
		expect(await outputOf(account, ['file', 'getOfCard'], onLead)).toEqual([]);
	});

	it('says which card there is not', async () => {
		const account = new Account();
		account.api.get('/api/v4/leads/17/files').query({ limit: '50' }).reply(404, {});
		const run = await runAction(account, ['file', 'getOfCard'], onLead);
		expect(run.errorOf('amoCRM')?.message).toContain('has no lead 17');
	});
});

describe('file: getLinks', () => {
	it('gives an item for each card', async () => {
		const account = new Account();
		const entities = [
			{ id: 1, entity_type: 'leads', name: 'Deal' },
			{ id: 2, entity_type: 'contacts', name: 'Ann' },
		];
		account.api.get(`/api/v4/files/${UUID}/links`).reply(200, { file_uuid: UUID, entities });
		expect(await outputOf(account, ['file', 'getLinks'], byUuid)).toEqual(entities);
	});
});

describe('a file that the integration may not touch', () => {
	const forbidden = { title: 'Forbidden' };

	it.each([
		['get', 'files', (account: Account) => drive(account).get(`/v1.0/files/${UUID}`)],
		['delete', 'files_delete', (account: Account) => drive(account).delete('/v1.0/files')],
	])('is refused with the name of the scope: %s', async (operation, scope, expectation) => {
		const account = withDrive();
		expectation(account).reply(403, forbidden);
		const run = await runAction(account, ['file', operation], byUuid);
		expect(run.errorOf('amoCRM')?.message).toContain(`needs the scope "${scope}"`);
	});
});

describe('a drive that asks for a newer token', () => {
	const runGet = async (
		authentication: string,
		credentials: CredentialValues,
		parameters: INodeParameters = {},
	) =>
		await runWorkflow({
			nodes: [action('file', 'get', { ...byUuid, ...parameters, authentication })],
			credentials,
		});

	const drivesOf = (account: Account) =>
		['old', account.token('new')].map((token) =>
			nock(DRIVE, { reqheaders: { authorization: `Bearer ${token}` } }),
		);

	it('gets it with OAuth2', async () => {
		const account = withDrive();
		const [before, after] = drivesOf(account);
		// Once by itself, and once more in its turn, for n8n to renew the token.
		before.get(`/v1.0/files/${UUID}`).times(2).reply(401, { title: 'Unauthorized' });
		account.api.post('/oauth2/access_token').reply(200, account.tokens('new', 'refresh-2'));
		after.get(`/v1.0/files/${UUID}`).reply(200, model);
		const run = await runGet('oAuth2', {
			amoCrmOAuth2Api: {
				accountAddress: account.domain,
				clientId: 'id',
				clientSecret: 'secret',
				oauthTokenData: { access_token: 'old', refresh_token: 'refresh-1', token_type: 'Bearer' },
			},
		});
		expect(run.json('amoCRM')).toEqual([shown]);
	});

	it('gets it in an installed account, from the account itself', async () => {
		const account = withDrive();
		const api = new N8nApi();
		install(api, account);
		drive(account).get(`/v1.0/files/${UUID}`).reply(401, { title: 'Unauthorized' });
		account.api.post('/oauth2/access_token').reply(200, account.tokens('new', 'refresh-2'));
		drivesOf(account)[1].get(`/v1.0/files/${UUID}`).reply(200, model);
		const run = await runGet('installedAccount', integrationCredential(api), {
			account: locator('domain', account.domain),
		});
		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([shown]);
	});
});
