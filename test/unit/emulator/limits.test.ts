import { PER_ACCOUNT, PER_INTEGRATION, RateLimits } from '../../../emulator/core/limits';
import { Town } from './support';

describe('counting', () => {
	let now: number;
	let limits: RateLimits;
	const admit = (times: number, integration = 'one') =>
		Array.from({ length: times }, () => limits.admit(integration, 1));

	beforeEach(() => {
		now = 0;
		limits = new RateLimits(() => now);
	});

	it('is 7 in any second, wherever the second begins', () => {
		expect(PER_INTEGRATION).toBe(7);
		now = 600;
		admit(7);
		now = 1599;
		expect(admit(1)).toEqual(['tooMany']);
		now = 1600;
		expect(admit(8)).toEqual([...Array<string>(7).fill('pass'), 'tooMany']);
	});

	it('is apart for each integration and for each account', () => {
		admit(7);
		expect(limits.admit('other', 1)).toBe('pass');
		expect(limits.admit('one', 2)).toBe('pass');
	});

	it('is 50 for all integrations of an account together', () => {
		expect(PER_ACCOUNT).toBe(50);
		const verdicts = Array.from({ length: 51 }, (_, index) => limits.admit(`app ${index}`, 1));
		expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(50);
		expect(verdicts[50]).toBe('tooMany');
	});

	it('ends in a block, which time does not lift', () => {
		admit(7 + 31);
		now = 1_000_000;
		expect(admit(1)).toEqual(['blocked']);
		limits.reset();
		expect(admit(1)).toEqual(['pass']);
	});

	it('forgives refusals that lie far apart', () => {
		for (let round = 0; round < 10; round++) {
			admit(7 + 10);
			now += 10_000;
		}
		expect(admit(1)).toEqual(['pass']);
	});
});

describe('the API over its limits', () => {
	it('answers 429 and then 403, neither as JSON, at the token endpoint too', async () => {
		const town = await Town.open();
		await town.begin();
		const { access_token: token, refresh_token: refresh } = await town.connect();
		const answers = [];
		for (let index = 0; index < 7 + 32; index++) {
			answers.push(await town.ask('GET', '/api/v4/account', { token }));
		}
		const statuses = answers.map(({ status }) => status);
		expect(statuses.slice(0, 7)).toEqual(Array(7).fill(200));
		expect(statuses.slice(7, -1)).toEqual(Array(31).fill(429));
		expect(statuses.at(-1)).toBe(403);
		expect(answers.at(7)?.type).toContain('text/html');
		expect(answers.at(-1)?.type).toContain('text/html');
		expect((await town.refresh(refresh)).status).toBe(403);

		await town.control.resetLimits();
		expect((await town.refresh(refresh)).status).toBe(200);
	});
});
