import { newRow } from '../../../../nodes/shared/registry/table';
import type { MemoryTable } from '../../support/accountTable';
import { answer } from '../../support/http';
import {
	ADDRESS,
	addressOf,
	connection,
	cutOff,
	disabled,
	newIntegration,
} from '../../support/registry';

/** The code comes once more, to whichever process. */
const again = (code: string) => connection(code, { mayBeUsed: true });

describe('a code that comes again', () => {
	it('leads to the account that it connected, which no other does', async () => {
		const { accounts } = newIntegration();
		const connected = await accounts.connect(connection('code-1'));
		expect(await accounts.connect(again('code-1'))).toEqual(connected);
		expect(await accounts.isConnectedBy('code-1', ADDRESS)).toBe(true);
		expect(await accounts.isConnectedBy('code-2', ADDRESS)).toBe(false);
		expect(await accounts.isConnectedBy('code-1', addressOf('other'))).toBe(false);
	});

	it('is said to be of a reinstall if it was, whoever asks', async () => {
		const { accounts, process, amo } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.connect(connection('code-2'));
		expect(await process().connect(again('code-2'))).toMatchObject({
			reinstalled: true,
			tokens: { refreshToken: 'refresh-2' },
		});
		expect(amo.requests).toHaveLength(2);
	});

	it('leads to a reinstall that was cut off before it was settled, which then ends as one row', async () => {
		const { accounts, process, table, amo } = newIntegration();
		await accounts.connect(connection('code-1'));
		await cutOff(accounts, connection('code-2'));
		const other = process();
		amo.silence = answer(402, {});
		const { accessToken } = await other.access({ accountId: 100 });
		expect(await other.connect(again('code-2'))).toMatchObject({
			reinstalled: true,
			tokens: { accessToken },
			account: { name: 'Example Ltd' },
		});
		expect(table.accounts).toMatchObject([{ id: 1, name: 'Example Ltd' }]);
		expect((await process().access({ accountId: 100 })).accessToken).toBe(accessToken);
	});

	it('still does after the tokens were renewed', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		await accounts.refresh({ accountId: 100 });
		const { tokens } = await accounts.connect(again('code-1'));
		expect(tokens?.refreshToken).toBe('refresh-2');
	});

	it('still does after the account was installed again', async () => {
		const { accounts, amo } = newIntegration();
		const codes = ['code-1', 'code-2', 'code-3'];
		for (const code of codes) await accounts.connect(connection(code));
		for (const code of codes) {
			const { tokens } = await accounts.connect(again(code));
			expect(tokens?.refreshToken).toBe('refresh-3');
		}
		expect(amo.requests).toHaveLength(3);
	});

	const fillTable = async (table: MemoryTable, integrationId: string) => {
		for (let id = 1_000; id < 1_300; id++) {
			const columns = { domain: `other${id}.amocrm.ru`, status: 'installed', sealed: '' };
			await table.insert(newRow({ integration_id: integrationId, account_id: id, ...columns }));
		}
		table.rowsRead = 0;
	};

	it('leads to an account that was renamed since, and reads no other rows', async () => {
		const { accounts, amo, table, keys, process } = newIntegration();
		await accounts.connect(connection('code-1'));
		amo.move('renamed.amocrm.ru', answer(404));
		await accounts.refresh({ accountId: 100 });
		await fillTable(table, keys.clientId);
		expect(await process().connect(again('code-1'))).toMatchObject({
			account: { accountId: 100, domain: 'renamed.amocrm.ru' },
		});
		expect(table.rowsRead).toBeLessThanOrEqual(5);
	});

	it('leads to an account whose address another one has by now, and reads no other rows', async () => {
		const { accounts, table, keys, process, rows } = newIntegration();
		await accounts.connect(connection('code-1'));
		const known = rows();
		await known.displace(await known.entry({ accountId: 100 }), 'another account');
		await fillTable(table, keys.clientId);
		expect(await process().connect(again('code-1'))).toMatchObject({
			account: { accountId: 100, domain: '' },
			tokens: { refreshToken: 'refresh-1' },
		});
		expect(table.rowsRead).toBeLessThanOrEqual(5);
	});

	it('leads to no account that was uninstalled', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));
		await disabled(accounts, 100);
		expect(await accounts.isConnectedBy('code-1', ADDRESS)).toBe(false);
	});
});
