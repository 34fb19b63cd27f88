import { cutOff, connection, newIntegration, withAccount } from '../../support/registry';

const AMOJO_ID = 'af9945ff-1490-4cad-807d-945c15d88bec';
const ANOTHER = '52e591f7-c98f-4255-8495-827210138c81';
const THE_ACCOUNT = { accountId: 100 };

/** An account whose id in the chats is kept. */
async function known() {
	const made = await withAccount();
	await made.accounts.keepAmojoId(await made.accounts.get(THE_ACCOUNT), AMOJO_ID);
	return made;
}

describe('the id of an account in the chats', () => {
	it('finds the account, in another process too', async () => {
		const { process } = await known();

		expect(await process().findInChats(AMOJO_ID)).toMatchObject({
			accountId: 100,
			amojoId: AMOJO_ID,
			status: 'installed',
		});
		expect(await process().findInChats(ANOTHER)).toBeUndefined();
	});

	it('is not written again where it is known', async () => {
		const { accounts, table } = await known();
		const { update } = table.calls;

		await accounts.keepAmojoId(await accounts.get(THE_ACCOUNT), AMOJO_ID);

		expect(table.calls.update).toBe(update);
	});

	it('outlives another install', async () => {
		const { accounts, process } = await known();

		await accounts.connect(connection('code-2'));

		expect(await process().findInChats(AMOJO_ID)).toMatchObject({ accountId: 100 });
	});

	it('finds the account while another install is not finished', async () => {
		const { accounts, process, table } = await known();

		await cutOff(accounts, connection('code-2'));

		expect(table.accounts).toHaveLength(2);
		expect(await process().findInChats(AMOJO_ID)).toMatchObject({ accountId: 100 });
	});

	it('is not believed where somebody has written it into the column', async () => {
		const { table, process } = await known();
		for (const row of table.accounts) row.amojo_id = ANOTHER;

		expect(await process().findInChats(ANOTHER)).toBeUndefined();
	});

	it('is unknown of an account that never told it', async () => {
		const { accounts } = newIntegration();
		await accounts.connect(connection('code-1'));

		expect(await accounts.get(THE_ACCOUNT)).toMatchObject({ amojoId: '' });
		expect(await accounts.findInChats('')).toBeUndefined();
	});
});
