import { answer } from '../../support/http';
import {
	ADDRESS,
	addressOf,
	connection,
	newIntegration,
	install,
	disabled,
} from '../../support/registry';

describe('connectedBy', () => {
	it('knows the code that connected the account, and no other', async () => {
		const { accounts } = newIntegration();
		const connected = await install(accounts, connection('code-1'));
		expect(await accounts.connectedBy('code-1', ADDRESS)).toEqual(connected);
		expect(await accounts.connectedBy('code-2', ADDRESS)).toBeUndefined();
		expect(await accounts.connectedBy('code-1', addressOf('other'))).toBeUndefined();
	});

	it('says of a reinstall that it was one, whoever asks', async () => {
		const { accounts, process } = newIntegration();
		await install(accounts, connection('code-1'));
		await install(accounts, connection('code-2'));
		const found = await process().connectedBy('code-2', ADDRESS);
		expect(found).toMatchObject({ reinstalled: true, tokens: { refreshToken: 'refresh-2' } });
	});

	it('finds a reinstall that was cut off before its account was introduced, which then ends as one row', async () => {
		const { accounts, process, table } = newIntegration();
		await install(accounts, connection('code-1'), 'Example Ltd');
		await accounts.connect(connection('code-2'));
		const other = process();
		const { accessToken } = await other.access({ accountId: 100 });
		const found = await other.connectedBy('code-2', ADDRESS);
		expect(found?.tokens?.accessToken).toBe(accessToken);
		expect(found && (await other.introduce(found, undefined))).toMatchObject({
			reinstalled: true,
			account: { name: 'Example Ltd' },
		});
		expect(table.accounts).toMatchObject([{ id: 1, name: 'Example Ltd' }]);
		expect((await process().access({ accountId: 100 })).accessToken).toBe(accessToken);
	});

	it('still knows it after the tokens were renewed', async () => {
		const { accounts } = newIntegration();
		await install(accounts, connection('code-1'));
		await accounts.refresh({ accountId: 100 });
		const found = await accounts.connectedBy('code-1', ADDRESS);
		expect(found?.tokens?.refreshToken).toBe('refresh-2');
	});

	it('still knows it after the account was installed again', async () => {
		const { accounts } = newIntegration();
		await install(accounts, connection('code-1'));
		await install(accounts, connection('code-2'));
		await install(accounts, connection('code-3'));
		for (const code of ['code-1', 'code-2', 'code-3']) {
			const found = await accounts.connectedBy(code, ADDRESS);
			expect(found?.tokens?.refreshToken).toBe('refresh-3');
		}
	});

	it('knows it wherever the account is by now, if it is asked so', async () => {
		const { accounts, amo } = newIntegration();
		await install(accounts, connection('code-1'));
		amo.move('renamed.amocrm.ru', answer(404));
		await accounts.refresh({ accountId: 100 });
		expect(await accounts.connectedBy('code-1', ADDRESS)).toBeUndefined();
		expect(await accounts.connectedBy('code-1')).toMatchObject({ account: { accountId: 100 } });
	});

	it('still knows it after the tokens went to a credential', async () => {
		const { accounts } = newIntegration();
		await install(accounts, connection('code-1'));
		await accounts.handOver(100, async () => 'credential-1');
		const found = await accounts.connectedBy('code-1', ADDRESS);
		expect(found).toMatchObject({ account: { accountId: 100 }, tokens: undefined });
	});

	it('knows nothing of an account that was uninstalled', async () => {
		const { accounts } = newIntegration();
		await install(accounts, connection('code-1'));
		await disabled(accounts, 100);
		expect(await accounts.connectedBy('code-1', ADDRESS)).toBeUndefined();
	});
});
