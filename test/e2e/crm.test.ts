import { until } from '../../tools/system/poll';
import type { Account } from '../../emulator/types';
import { CrmWorkflow, watchAccount } from './support/crmWorkflow';
import { InstallWorkflow } from './support/installWorkflow';
import { crmTriggerOfAll, TRIGGER } from '../../tools/n8n/nodes';
import { stage } from './support/stage';

const environment = stage();
const { emulator, n8n } = environment;

const seedLead = async ({ subdomain }: Account, name: string) =>
	(await emulator.seed(subdomain, 'leads', [{ name, price: 100 }]))[0];

describe('an active workflow', () => {
	it('starts on a change in the CRM, also after a restart, and is unsubscribed with its end', async () => {
		const { account, workflow } = await watchAccount(environment, ['status_lead']);
		const { subdomain, id: accountId, domain } = account;
		const id = await seedLead(account, 'Order 7');
		const [lead] = await emulator.entities(subdomain, 'leads');

		await emulator.change(subdomain, 'leads', [{ id, status_id: 142 }]);

		expect(await workflow.items(1)).toMatchObject([
			{
				event: 'status_lead',
				entity: 'lead',
				id,
				account: { id: accountId, domain, subdomain },
				userId: account.adminUserId,
				before: { status_id: lead.status_id },
				after: { status_id: 142 },
				data: { id, name: 'Order 7', price: 100, pipeline_id: lead.pipeline_id },
				delivery: { repeated: false },
			},
		]);

		const { destination } = await workflow.subscription(account);
		await emulator.setWebhookDisabled(subdomain, String(destination), true);
		await n8n.process('main').restart();
		// Switched off by amoCRM meanwhile, it is made anew; it is still one.
		await workflow.subscription(account);
		await n8n.api.waitForWebhook(workflow.path);
		await emulator.change(subdomain, 'leads', [{ id, status_id: 143 }]);
		expect(await workflow.items(2)).toMatchObject([
			{ id, before: { status_id: 142 }, after: { status_id: 143 } },
		]);

		await n8n.api.deactivate(workflow.id);
		await workflow.unsubscribed(account);
	});
});

describe('every installed account', () => {
	it('starts the workflow from its installation until it disables the integration', async () => {
		const installs = await InstallWorkflow.activate(environment);
		const early = await environment.newAccount();
		await installs.install(early);
		const workflow = await CrmWorkflow.activate(environment, (webhookId) =>
			crmTriggerOfAll(webhookId, installs.credential, { events: ['update_lead'] }),
		);
		const late = await environment.newAccount();
		await installs.install(late);

		for (const [runs, account] of [early, late].entries()) {
			await workflow.subscription(account);
			const id = await seedLead(account, 'Order');
			await emulator.change(account.subdomain, 'leads', [{ id, price: 200 }]);
			const { domain } = account;
			expect(await workflow.items(runs + 1)).toMatchObject([
				{ event: 'update_lead', id, account: { id: account.id, domain }, data: { price: 200 } },
			]);
		}

		const id = await seedLead(late, 'Order');
		await emulator.uninstall(installs.place(late));
		await installs.nextRun();
		await emulator.change(late.subdomain, 'leads', [{ id, price: 300 }]);
		await emulator.settleDeliveries();
		expect((await emulator.deliveries(late.subdomain)).at(-1)?.tries).toMatchObject([
			{ status: 403 },
		]);
		expect(await workflow.runs()).toHaveLength(2);
	});
});

describe('forged deliveries', () => {
	it('start nothing', async () => {
		const { account, workflow, destination } = await watchAccount(environment, ['add_lead']);
		const other = await environment.newAccount();
		const bodyOf = ({ id, subdomain }: Account) =>
			new URLSearchParams({
				'leads[add][0][id]': '1',
				'account[id]': String(id),
				'account[subdomain]': subdomain,
			});
		const send = async (change: (url: URL) => void, body: URLSearchParams) => {
			const url = new URL(destination);
			change(url);
			return (await fetch(url, { method: 'POST', body })).status;
		};

		expect([
			await send((url) => url.searchParams.delete('key'), bodyOf(account)),
			await send((url) => url.searchParams.set('key', 'guessed'), bodyOf(account)),
			await send((url) => url.searchParams.set('account', String(other.id)), bodyOf(other)),
			await send(() => undefined, bodyOf(other)),
		]).toEqual([401, 401, 401, 403]);
		expect(await workflow.runs()).toEqual([]);
	});
});

/** How long amoCRM waits after each try that failed, in seconds. @see https://www.amocrm.ru/developers/content/crm_platform/webhooks-format */
const TRIES_AGAIN_AFTER = [5, 15, 15, 60].map((minutes) => minutes * 60);

describe('a storm', () => {
	/** Deliveries that are on their way at once: more that fail together, and amoCRM switches the webhook off. */
	const TOGETHER = 10;
	const BULK = 250;

	/** So many deliveries, of which every twentieth tells of many leads at once. */
	async function pour({ subdomain }: Account, count: number): Promise<Array<number | string>> {
		const ids: Array<number | string> = [];
		for (let sent = 0; sent < count; sent++) {
			const leads = Array.from({ length: sent % 20 === 0 ? BULK : 1 }, () => ({ name: 'Storm' }));
			ids.push(...(await emulator.seed(subdomain, 'leads', leads, { tells: true })));
			if (sent % TOGETHER === 0) await emulator.settleDeliveries();
		}
		await emulator.settleDeliveries();
		return ids;
	}

	it('loses nothing to a restart in its midst, and marks what came twice', async () => {
		const { account, workflow } = await watchAccount(environment, ['add_lead']);
		const { subdomain } = account;

		const ids: Array<number | string> = [];
		let sent = 0;
		const send = async (count: number) => {
			sent += count;
			ids.push(...(await pour(account, count)));
		};
		const hasFailed = async () =>
			(await emulator.deliveries(subdomain)).some(({ state }) => state !== 'taken');

		await send(95);
		const restarted = n8n.process('main').restart();
		// However fast n8n stops, some come while it is away; after a hundred amoCRM would switch the webhook off.
		while (!(await hasFailed())) await send(TOGETHER);
		await send(50);
		await restarted;
		await n8n.api.waitForWebhook(workflow.path);
		await send(95);
		let passed = 0;
		for (const seconds of TRIES_AGAIN_AFTER) {
			if (!(await hasFailed())) break;
			await emulator.advanceClock(seconds);
			await emulator.settleDeliveries();
			passed += seconds;
		}
		// The clock is that of all tests here: tokens of widgets live half an hour.
		await emulator.advanceClock(-passed);
		const deliveries = await emulator.deliveries(subdomain);
		expect(deliveries).toHaveLength(sent);
		expect(deliveries.filter(({ state }) => state !== 'taken')).toEqual([]);
		expect(deliveries.some(({ tries }) => tries.length > 1)).toBe(true);

		const again = await workflow.sendAgain(account);

		const sentAgain = Number(again.get('leads[add][0][id]'));
		// What was on its way when n8n stopped may have started it twice too: n8n had no time to save that.
		const items = await until(
			'all leads, and the mark of what was sent again',
			async () => {
				const arrived = (await workflow.runs()).flatMap((run) => run.json(TRIGGER));
				const isAll = new Set(arrived.map(({ id }) => id)).size >= ids.length;
				const isMarked = arrived.some(
					({ id, delivery }) => id === sentAgain && (delivery as { repeated: boolean }).repeated,
				);
				return isAll && isMarked ? arrived : undefined;
			},
			// n8n takes up what it had stored and not run a little at a time.
			{ timeoutMs: 600_000, everyMs: 1_000 },
		);
		expect(new Set(items.map(({ id }) => id))).toEqual(new Set(ids));
	});
});
