import { InstallWorkflow } from './support/installWorkflow';
import { CREATE_LEAD, TRIGGER } from '../../tools/n8n/nodes';
import { stage } from './support/stage';
import { Traffic } from '../../tools/n8n/traffic';

const environment = stage();
const { emulator } = environment;

describe('a slow amoCRM', () => {
	it('has its answer in time, and the account is connected afterwards', async () => {
		const workflow = await InstallWorkflow.activate(environment);
		const account = await environment.newAccount();
		const traffic = await Traffic.watch(emulator);
		await emulator.addFault({
			match: { host: account.domain, path: '/oauth2/access_token' },
			delayMs: 10_000,
		});

		const delivery = await emulator.installWidget(workflow.place(account));

		expect(delivery).toMatchObject({ status: 200, inTime: true });
		expect(await emulator.grants(workflow.place(account))).toEqual([]);
		const run = await workflow.nextRun();
		expect(run.json(TRIGGER)).toMatchObject([{ event: 'installed', account: { id: account.id } }]);
		expect(run.json(CREATE_LEAD)).toHaveLength(1);
		expect(await emulator.entities(account.subdomain, 'leads')).toHaveLength(1);
		expect(await traffic.tokenRequests(account.domain)).toHaveLength(1);
	});

	it('lets a hasty person reload the page: one exchange, one start, one page', async () => {
		const workflow = await InstallWorkflow.activate(environment);
		const account = await environment.newAccount();
		const traffic = await Traffic.watch(emulator);
		await emulator.addFault({
			match: { host: account.domain, path: '/oauth2/access_token' },
			delayMs: 2_000,
		});
		const { redirectUrl } = await emulator.authorize(workflow.place(account));

		const answers = await Promise.all([1, 2, 3].map(async () => await fetch(redirectUrl)));

		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		const pages = await Promise.all(answers.map(async (answer) => await answer.text()));
		expect(new Set(pages).size).toBe(1);
		expect((await workflow.nextRun()).json(TRIGGER)).toMatchObject([{ via: 'button' }]);
		expect(await traffic.tokenRequests(account.domain)).toHaveLength(1);
	});
});
