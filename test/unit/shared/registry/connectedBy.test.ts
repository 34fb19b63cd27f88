import { ADDRESS, addressOf, connection, newIntegration } from '../../support/registry';

describe('connectedBy', () => {
	it('knows the code that connected the account, and no other', async () => {
		const { accounts } = newIntegration();
		const connected = await accounts.connect(connection('code-1'));
		expect(await accounts.connectedBy('code-1', ADDRESS)).toEqual(connected);
		expect(await accounts.connectedBy('code-2', ADDRESS)).toBeUndefined();
		expect(await accounts.connectedBy('code-1', addressOf('other'))).toBeUndefined();
	});

	it('says of a reinstall that it was one, whoever asks', async () => {
		const { accounts, process } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.connect(connection('code-2'));
		const found = await process().connectedBy('code-2', ADDRESS);
		expect(found).toMatchObject({ reinstalled: true, tokens: { refreshToken: 'refresh-2' } });
	});

	it('still knows it after the tokens were renewed', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.refresh({ accountId: 100 });
		const found = await accounts.connectedBy('code-1', ADDRESS);
		expect(found?.tokens?.refreshToken).toBe('refresh-2');
	});

	it('still knows it after the tokens went to a credential', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.handOver(100, async () => 'credential-1');
		const found = await accounts.connectedBy('code-1', ADDRESS);
		expect(found).toMatchObject({ account: { accountId: 100 }, tokens: undefined });
	});

	it('knows nothing of an account that was uninstalled', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.markUninstalled(100);
		expect(await accounts.connectedBy('code-1', ADDRESS)).toBeUndefined();
	});
});
