import { InstallWorkflow } from '../e2e/support/installWorkflow';
import { TRIGGER } from '../../tools/n8n/nodes';
import { stage } from '../e2e/support/stage';
import { expectWorker, said } from './processes';

const world = stage();
const { emulator } = world;

it('answers a widget installation in the webhook process, and a worker goes on in the account', async () => {
	const workflow = await InstallWorkflow.activate(world);
	for (const account of [await world.newAccount(), await world.newAccount()]) {
		const delivery = await emulator.installWidget(workflow.place(account));

		expect(delivery).toMatchObject({ status: 200, inTime: true });
		const run = await workflow.nextRun();
		expect(run.error).toBeUndefined();
		expect(run.json(TRIGGER)).toMatchObject([{ event: 'installed', account: { id: account.id } }]);
		expect(await emulator.entities(account.subdomain, 'leads')).toMatchObject([
			{ name: `Welcome, ${account.name}` },
		]);
		expect(await said(world, 'webhook')).toContain(`Enqueued execution ${run.id} `);
		await expectWorker(world, run.id);
	}
});
