import { signedByRegistry } from '../../../../nodes/shared/account/signed';
import type { InstalledAccounts } from '../../../../nodes/shared/registry/installedAccounts';
import { settle } from '../../../../nodes/shared/settle';
import { settled } from '../../support/clock';
import { answer } from '../../support/http';
import { unpaced } from '../../support/limiter';
import { withAccount } from '../../support/registry';

const BLOCK = answer(403, '<html>403 Forbidden</html>');
const THE_ACCOUNT = { accountId: 100 };
const HOUR = 3_600_000;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const renews = async (accounts: InstalledAccounts) => {
	await settled(settle(accounts.refresh(THE_ACCOUNT)));
};

const isCalled = async (accounts: InstalledAccounts) => {
	const signed = signedByRegistry(() => async () => BLOCK, accounts, THE_ACCOUNT, unpaced());
	await settled(signed({ method: 'GET', url: 'https://example.amocrm.ru/api/v4/leads' }));
	await jest.advanceTimersByTimeAsync(1_000);
};

// github.com/amocrm/amocrm-api-php, issues 434 and 563: everything is answered 403, the token endpoint, too.
it.each([
	['renewed', renews, 0],
	['called', isCalled, 24],
])(
	'amoCRM that blocks the address of the server loses few accounts when all are %s',
	async (_title, use, hours) => {
		jest.setSystemTime(Date.now() + hours * HOUR);
		const all = await Promise.all(Array.from({ length: 20 }, async () => await withAccount()));
		for (const { accounts, amo } of all) {
			amo.silence = BLOCK;
			amo.refusals.push(BLOCK, BLOCK, BLOCK, BLOCK);
			await use(accounts);
		}
		const found = await Promise.all(all.map(async ({ accounts }) => await accounts.find(100)));
		expect(found.filter((account) => account?.health.lost)).toHaveLength(3);
		// Later on one account alone is blocked.
		jest.setSystemTime(Date.now() + HOUR);
		await use(all[19].accounts);
		expect(await all[19].accounts.find(100)).toMatchObject({
			health: { lost: { code: 'blocked' } },
		});
	},
);
