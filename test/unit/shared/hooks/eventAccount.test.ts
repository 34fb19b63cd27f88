import { read } from './read';
import type { SentBody } from './samples';

const known = { id: 100, domain: 'demo.kommo.com', subdomain: 'demo' };
const nobody = { id: 0, domain: '', subdomain: '' };
const linked = { id: 100, domain: 'demo.amocrm.ru', subdomain: 'demo' };

it.each<[string, SentBody, object]>([
	['of its link', { id: 100, _links: { self: 'https://demo.amocrm.ru' } }, linked],
	['that is known, where the body has no link', { id: 100, subdomain: 'demo' }, known],
	[
		'that is known by its id, renamed',
		{ id: 100, subdomain: 'new' },
		{ ...known, subdomain: 'new' },
	],
	['of the body alone, where another is known', { id: 7 }, { id: 7, domain: '', subdomain: '' }],
	['of the body alone, by its name', { subdomain: 'b' }, { id: 0, domain: '', subdomain: 'b' }],
	['that is known, however its name is spelt', { subdomain: ' Demo ' }, known],
	['that is known, where the body leaves its name empty', { id: '', subdomain: '' }, known],
	['of the body alone, by an odd number', { id: '0100' }, nobody],
	['of the body alone, by several numbers', { id: ['100', '100'] }, nobody],
	['of the body alone, by several names', { id: 100, subdomain: ['demo'] }, { ...nobody, id: 100 }],
	['without a foreign link', { id: 100, _links: { self: 'https://evil.example' } }, known],
	[
		'of a domain of the integration',
		{ id: 100, _links: { self: 'https://a.crm.example' } },
		{ id: 100, domain: 'a.crm.example', subdomain: 'a' },
	],
])('takes the account %s', (_which, told, expectedAccount) => {
	const [event] = read(
		{ leads: { delete: [{ id: 1 }] }, account: told },
		{ account: known, extraDomains: ['crm.example'] },
	);
	expect(event.account).toEqual(expectedAccount);
});

it.each<[string, SentBody, number]>([
	['is that of the body', { account: { id: 100 } }, 100],
	['is not that of the body', { account: { id: 100 } }, 7],
	['is all that there is', {}, 7],
])('the account that an entry names %s', (_which, body, account_id) => {
	const [{ account }] = read({ ...body, add: [{ id: 6, account_id }] });
	expect(account.id).toBe(account_id);
});

it('an account that cannot be read is not taken from the entries', () => {
	const account = 'demo';
	const [event] = read(
		{ account, leads: { add: [{ id: 1, account_id: 100 }] } },
		{ account: known },
	);
	expect(event.account).toEqual(nobody);
});
