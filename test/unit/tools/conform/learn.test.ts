import type { Difference } from '../../../../tools/conform/compare';
import { learnedTests } from '../../../../tools/conform/learn';
import { emulatorDoes } from '../../../../tools/conform/learned';
import type { Report } from '../../../../tools/conform/report';

const difference = (more: Partial<Difference>): Difference => ({
	read: 'GET /api/v4/leads',
	what: 'type',
	where: '_embedded.leads[].price',
	account: 'number as text',
	emulator: 'whole number',
	asks: ['without with', 'everything'],
	page: 'crm/leads-api',
	...more,
});

const reportOf = (...differences: Difference[]): Report => ({
	about: '',
	package: 'example 0.1.0',
	platform: 'amocrm',
	calls: 1,
	notAsked: [],
	keptBack: 0,
	differences,
});

describe('what is learnt of a report', () => {
	it('is a test of each difference, with its page of the documentation', () => {
		const text = learnedTests(reportOf(difference({}), difference({ page: 'crm/tasks-api' })));
		expect(text.match(/"read":"GET \/api\/v4\/leads"/g)).toHaveLength(2);
		expect(text).toContain('amocrm.ru/developers: crm/leads-api.');
		expect(text).toContain('amocrm.ru/developers: crm/tasks-api.');
	});

	it('lists what a person has to look at, and makes no test of it', () => {
		const left = [
			difference({ what: 'total', where: '', account: 'more' }),
			difference({ what: 'entities found', where: '', asks: ['filter[id][]'] }),
			difference({ what: 'status', where: '', asks: ['one more than a page may hold'] }),
		];
		const text = learnedTests(reportOf(difference({}), ...left));
		const [tests, rest] = text.split('No test can judge these');
		expect(tests.match(/"read":/g)).toHaveLength(1);
		expect(rest.match(/^\/\/ - GET \/api\/v4\/leads/gm)).toHaveLength(left.length);
		expect(rest).toContain('amocrm.ru/developers: crm/leads-api. Count in the account');
		expect(learnedTests(reportOf(difference({})))).not.toContain('No test can judge');
	});

	it.each([
		difference({}),
		difference({ what: 'order', where: '', account: 'not kept', asks: ['order[id]=asc'] }),
		difference({ what: 'page number', where: '', account: 'otherwise', asks: ['page 2 of 2'] }),
		difference({
			what: 'link to the next page',
			where: '',
			account: 'leads elsewhere',
			asks: ['page 1 of 2'],
		}),
		difference({
			read: 'webhook leads[status]',
			what: 'delivery',
			where: '',
			account: 'did not come',
			asks: ['what --write does'],
		}),
		difference({
			read: 'webhook leads[status]',
			what: 'key',
			where: 'old_status_id',
			account: 'never',
			asks: ['what --write does'],
		}),
		difference({
			read: 'POST /oauth2/access_token',
			what: 'status',
			where: '',
			account: '401',
			asks: ['a code that was used'],
		}),
		difference({
			read: 'GET {disabling_uri}',
			what: 'type',
			where: 'the signature',
			account: '"wrong"',
			asks: ['disabled in the account'],
		}),
		difference({ what: 'status', where: '', account: '204' }),
		difference({ what: 'key', where: '_embedded.leads[].name', account: 'never' }),
		difference({ what: 'header', where: 'content-type', account: 'application/json' }),
		difference({
			read: 'POST /api/v4/tasks',
			what: 'status',
			where: '',
			account: '201',
			asks: ['task'],
		}),
	])(
		'fails until the emulator does the same: $read $what',
		async ({ asks, account, ...others }) => {
			const does = await emulatorDoes('amocrm', { ...others, account, asks: asks[0] });
			expect(['', 'never asked']).not.toContain(does);
			expect(does).not.toBe(account);
			expect(await emulatorDoes('amocrm', { ...others, account: does, asks: asks[0] })).toBe(does);
		},
	);
});
