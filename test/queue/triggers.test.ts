import { describeTokenCredential } from '../../tools/n8n/tokenCredential';
import { watchAccount } from '../e2e/support/crmWorkflow';
import { InstallWorkflow } from '../e2e/support/installWorkflow';
import { pollingTrigger } from '../../tools/n8n/nodes';
import { aPoll, PollingWorkflow } from '../e2e/support/pollingWorkflow';
import { stage, uniqueName } from '../e2e/support/stage';
import { answer } from '../e2e/support/widgetNodes';
import { activateWidget } from '../e2e/support/widgetWorkflow';
import { expectWorker, said } from './processes';

const world = stage();
const { emulator, n8n } = world;

it('a change in the CRM is taken by the webhook process, and known again after that has died', async () => {
	const { account, workflow } = await watchAccount(world, ['update_lead']);
	const { subdomain } = account;
	const [id] = await emulator.seed(subdomain, 'leads', [{ name: 'Order 7', price: 100 }]);
	await emulator.change(subdomain, 'leads', [{ id, price: 200 }]);

	expect(await workflow.items(1)).toMatchObject([
		{ event: 'update_lead', id, data: { price: 200 }, delivery: { repeated: false } },
	]);
	const [run] = await workflow.runs();
	expect(await said(world, 'webhook')).toContain(`Enqueued execution ${run.id} `);
	await expectWorker(world, run.id);

	await n8n.process('webhook').kill();
	await n8n.process('webhook').start();
	await workflow.sendAgain(account);
	expect(await workflow.items(2)).toMatchObject([{ id, delivery: { repeated: true } }]);

	await n8n.api.deactivate(workflow.id);
	await workflow.unsubscribed(account);
});

it('main asks for events, and a worker starts with each once', async () => {
	const account = await world.newAccount();
	const { subdomain } = account;
	const [id] = await emulator.seed(subdomain, 'leads', [{ name: 'Order 7', price: 100 }]);
	const token = await describeTokenCredential(emulator, account, uniqueName('Token '));
	const credential = await n8n.api.createCredential(token);
	const workflow = await PollingWorkflow.activate(
		world,
		pollingTrigger(credential, { events: ['update_lead'] }),
	);

	for (const [runs, price] of [200, 300].entries()) {
		await emulator.change(subdomain, 'leads', [{ id, price }]);
		expect(await workflow.items(runs + 1, aPoll)).toMatchObject([{ id, after: { price } }]);
	}
	for (const { id: execution } of await workflow.runs()) await expectWorker(world, execution);
});

it("a widget's page is answered with what a worker came to", async () => {
	const installing = await InstallWorkflow.activate(world);
	const account = await world.newAccount();
	await installing.install(account);
	const { id, url } = await activateWidget(world, installing.credential, {
		parameters: { responseMode: 'lastNode' },
		nodes: [answer],
	});

	const answered = await fetch(url, {
		method: 'POST',
		headers: {
			'X-Auth-Token': await emulator.widgetToken(installing.place(account)),
			'content-type': 'application/json',
		},
		body: '{"lead":501}',
	});

	expect(await answered.json()).toEqual({ lead: 501, user: account.adminUserId });
	await expectWorker(world, (await n8n.api.waitForExecution(id)).id);
});
