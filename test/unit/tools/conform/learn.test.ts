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

	it.each([
		difference({}),
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
			expect(does).not.toBe('never asked');
			expect(does).not.toBe(account);
			expect(await emulatorDoes('amocrm', { ...others, account: does, asks: asks[0] })).toBe(does);
		},
	);
});
