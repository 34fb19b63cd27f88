import { readAllowance } from '../../../../nodes/shared/transport/allowance';
import { problemOf } from '../../support/problem';

it.each([
	[{}, 7, false],
	[{ requestsPerSecond: '' }, 7, false],
	[{ requestsPerSecond: 3.5, rateScope: 'account' as const }, 3.5, false],
	[{ requestsPerSecond: '0.5', rateScope: 'integration' as const }, 0.5, true],
	[{ requestsPerSecond: 50 }, 7, false],
])('%j is %d a second, shared by all accounts: %s', (fields, perSecond, isShared) => {
	expect(readAllowance('integration-1', fields)).toEqual({
		integrationId: 'integration-1',
		perSecond,
		isShared,
	});
});

it.each([0, -1, 'many'])('%j is refused', async (requestsPerSecond) => {
	const problem = await problemOf(async () => {
		await Promise.resolve(readAllowance('integration-1', { requestsPerSecond }));
	});
	expect(problem.code).toBe('badInput');
});
