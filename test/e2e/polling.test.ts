import { describeTokenCredential } from '../../tools/n8n/tokenCredential';
import { pollingTrigger, TRIGGER } from '../../tools/n8n/nodes';
import { aPoll, PollingWorkflow } from './support/pollingWorkflow';
import { stage, uniqueName } from './support/stage';

const environment = stage();
const { emulator, n8n } = environment;

it('tells each change once, also of what happened while n8n was down', async () => {
	const account = await environment.newAccount();
	const { subdomain, domain } = account;
	const [id] = await emulator.seed(subdomain, 'leads', [{ name: 'Order 7', price: 100 }]);
	const change = async (price: number) =>
		await emulator.change(subdomain, 'leads', [{ id, price }]);
	await change(200);
	const token = await describeTokenCredential(emulator, account, uniqueName('Token '));
	const credential = await n8n.api.createCredential(token);
	const workflow = await PollingWorkflow.activate(
		environment,
		pollingTrigger(credential, { events: ['update_lead'] }),
	);
	const main = n8n.process('main');

	// n8n polls as soon as it starts. Nothing was handed over yet, with which it would have saved how far it came.
	await main.stop();
	await change(300);
	await main.start();
	expect(await workflow.items(1)).toMatchObject([
		{
			event: 'update_lead',
			entity: 'lead',
			id,
			account: { id: account.id, domain, subdomain },
			userId: account.adminUserId,
			before: { price: 200 },
			after: { price: 300 },
			delivery: { repeated: false },
		},
	]);

	await change(400);
	expect(await workflow.items(2, aPoll)).toMatchObject([{ after: { price: 400 } }]);

	// What was told before is not told again.
	await main.stop();
	await change(500);
	await main.start();
	await workflow.items(3);
	const told = (await workflow.runs()).flatMap((run) => run.json(TRIGGER));
	expect(told.map(({ after }) => after)).toEqual([{ price: 300 }, { price: 400 }, { price: 500 }]);
});
