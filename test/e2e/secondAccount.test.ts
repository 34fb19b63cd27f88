import type { IDataObject } from 'n8n-workflow';

import type { CreatedCredential } from '../../tools/n8n/n8nClient';
import type { Account } from '../../emulator/types';
import { actionByToken } from '../../tools/n8n/nodes';
import { describeTokenCredential } from '../../tools/n8n/tokenCredential';
import { runOnce } from './support/installWorkflow';
import { stage, uniqueName } from './support/stage';

const environment = stage();
const { emulator, n8n } = environment;

/** An account whose fields have these ids, and a credential for it. */
async function accountWith(firstId: number): Promise<[Account, CreatedCredential]> {
	const account = await environment.newAccount();
	const own = { code: null, sort: 1 };
	await emulator.seed(account.subdomain, 'leads/custom_fields', [
		{ ...own, id: firstId, name: 'Order number', type: 'numeric' },
		{
			...own,
			id: firstId + 1,
			name: 'Size',
			type: 'select',
			enums: [
				{ id: firstId + 10, value: 'Big' },
				{ id: firstId + 11, value: 'Small' },
			],
		},
		{ ...own, id: firstId + 2, name: `Called in ${firstId}`, code: 'MY_CODE', type: 'text' },
	]);
	const token = await describeTokenCredential(emulator, account, uniqueName('Token '));
	const credential = await n8n.api.createCredential(token);
	return [account, credential];
}

it('one form, filled in by hand, writes into two accounts whose ids all differ', async () => {
	const value: IDataObject = { name: 'A', 'Order number': 7, Size: 'Small', MY_CODE: 'x' };
	const fields = { mappingMode: 'defineBelow', value, matchingColumns: [] };

	for (const firstId of [31_000, 52_000]) {
		const [account, credential] = await accountWith(firstId);
		const node = actionByToken('lead', 'create', credential, { fields });

		const run = await runOnce(environment, [node]);

		expect(run.error).toBeUndefined();
		const [lead] = await emulator.entities(account.subdomain, 'leads');
		expect(lead.custom_fields_values).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ field_id: firstId }),
				expect.objectContaining({
					field_id: firstId + 1,
					values: [expect.objectContaining({ enum_id: firstId + 11 })],
				}),
				expect.objectContaining({ field_id: firstId + 2 }),
			]),
		);
	}
});
