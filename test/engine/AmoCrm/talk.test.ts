import { Account, listSearch, locator } from '../support';
import { outputOf } from './action';
import { nodeType } from '../../../tools/system/manifest';

const one = { talk: locator('id', 17) };

const open = (account: Account) => ({
	type: nodeType('amoCrm'),
	typeVersion: 1,
	parameters: { authentication: 'token', resource: 'talk', operation: 'get' },
	credentials: account.credentials,
});

describe('talk: get', () => {
	it('reads one', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/talks/17')
			.reply(200, { talk_id: 17, _links: {}, _embedded: { contacts: [{ id: 6, _links: {} }] } });

		expect(await outputOf(account, ['talk', 'get'], one)).toEqual([
			{ talk_id: 17, contacts: [{ id: 6 }] },
		]);
	});

	it.each(['amocrm.ru', 'kommo.com'] as const)('is chosen from the list of %s', async (base) => {
		const account = new Account(base);
		account.api
			.get('/api/v4/talks')
			.query(true)
			.reply(200, { _embedded: { talks: [{ talk_id: 17, origin: 'telegram' }] } });

		const found = await listSearch(open(account), 'search_talk');

		expect(found.results).toEqual([{ name: '17 (telegram)', value: '17' }]);
	});
});

describe('talk: getAll', () => {
	it.each(['amocrm.ru', 'kommo.com'] as const)('reads the list of %s', async (base) => {
		const account = new Account(base);
		account.api
			.get('/api/v4/talks')
			.query((query) => {
				expect(query).toEqual({
					'filter[contact_id][]': '6',
					'filter[entity_id][]': '501',
					'filter[entity_type]': 'lead',
					page: '1',
					limit: '50',
				});
				return true;
			})
			.reply(200, { _embedded: { talks: [{ talk_id: 17 }] } });

		const output = await outputOf(account, ['talk', 'getAll'], {
			filters: { contactIds: '6', entityType: 'lead', entityIds: '501' },
		});

		expect(output).toEqual([{ talk_id: 17 }]);
	});
});

describe('talk: close', () => {
	it('closes it', async () => {
		const account = new Account();
		account.api.post('/api/v4/talks/17/close', { force_close: true }).reply(202);

		const output = await outputOf(account, ['talk', 'close'], {
			...one,
			additionalFields: { forceClose: true },
		});

		expect(output).toEqual([{ closed: true, id: 17 }]);
	});
});

describe('talk: getMessages', () => {
	it('reads what was said', async () => {
		const account = new Account('kommo.com');
		account.api
			.get('/api/v4/talks/17/messages')
			.query({ page: '1', limit: '50' })
			.reply(200, { _embedded: { messages: [{ id: 'm1', text: 'Hi' }] } });

		expect(await outputOf(account, ['talk', 'getMessages'], one)).toEqual([
			{ id: 'm1', text: 'Hi' },
		]);
	});
});

describe('talk: sendMessage', () => {
	it('writes to the client', async () => {
		const account = new Account('kommo.com');
		account.api
			.post('/api/v4/talks/17/messages', { text: 'Hi' })
			.reply(200, { id: 'm1', talk_id: 17, text: 'Hi' });

		expect(await outputOf(account, ['talk', 'sendMessage'], { ...one, text: 'Hi' })).toEqual([
			{ id: 'm1', talk_id: 17, text: 'Hi' },
		]);
	});
});
