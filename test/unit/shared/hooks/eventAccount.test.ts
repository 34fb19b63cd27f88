import { read } from './read';
import type { SentBody } from './samples';

const known = { id: 100, domain: 'demo.kommo.com', subdomain: 'demo' };
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
