import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Account, AccountSettings, Delivery } from '../emulator/types';
import type { FinishedRun } from '../tools/n8n/finishedRun';
import { until, WaitedInVain } from '../tools/system/poll';
import { openPage, type OpenedPage } from './openPage';
import { ACCOUNTS_TABLE, type Stage } from './session';

/** What amoCRM called, what the person saw, and what n8n did. */
export interface Scene {
	delivery?: Delivery;
	visit?: OpenedPage;
	run?: FinishedRun;
	/** The run in n8n's editor. */
	runUrl?: string;
	/** Leads that the account has since. */
	newLeads: SeenLead[];
}

export interface SeenLead {
	id: unknown;
	name: unknown;
	/** A page of the emulator. */
	url: string;
}

const startPatienceMs = 30_000;
/** Long enough to see that nothing starts. */
const doubtPatienceMs = 3_000;

/** `romashka`, or with its domain: `romashka.kommo.com`. */
function accountSettings(name: string): AccountSettings {
	const [subdomain, ...rest] = name.toLowerCase().split('.');
	const baseDomain = rest.join('.') as AccountSettings['baseDomain'] | '';
	return baseDomain ? { subdomain, baseDomain } : { subdomain };
}

export async function provideAccount({ emulator }: Stage, name: string): Promise<Account> {
	const settings = accountSettings(name);
	try {
		return await emulator.account(settings.subdomain);
	} catch {
		return await emulator.createAccount(settings);
	}
}

async function leads({ emulator }: Stage, account: Account) {
	return await emulator.entities(account.subdomain, 'leads');
}

async function youngestRun({ n8n }: Stage, workflowId: string): Promise<number> {
	return (await n8n.executions(workflowId)).at(-1)?.id ?? 0;
}

/** What came while it was waited for; else nothing. */
async function ifInTime<T>(waiting: Promise<T>): Promise<T | undefined> {
	try {
		return await waiting;
	} catch (error) {
		if (error instanceof WaitedInVain) return undefined;
		throw error;
	}
}

const nextRun = async ({ n8n }: Stage, workflowId: string, after: number, timeoutMs: number) =>
	await ifInTime(n8n.waitForExecution(workflowId, { after, timeoutMs }));

/** Plays something, and looks at what it started: what installations start, unless told otherwise. */
async function watch(
	stage: Stage,
	account: Account,
	timeoutMs: number,
	play: () => Promise<Pick<Scene, 'delivery' | 'visit'>>,
	workflowId = stage.workflowId,
): Promise<Scene> {
	const after = await youngestRun(stage, workflowId);
	const before = new Set((await leads(stage, account)).map(({ id }) => id));
	const played = await play();
	const run = await nextRun(stage, workflowId, after, timeoutMs);
	const newLeads = (await leads(stage, account))
		.filter(({ id }) => !before.has(id))
		.map(({ id, name }) => ({ id, name, url: stage.emulator.leadUrl(account.subdomain, id) }));
	const runUrl = run && stage.n8n.executionUrl(workflowId, run.id);
	return { ...played, run, runUrl, newLeads };
}

/** amoCRM's server brings the code to n8n's. */
export async function installByWidget(stage: Stage, name: string): Promise<Scene> {
	const account = await provideAccount(stage, name);
	const place = { integrationId: stage.integrationId, subdomain: account.subdomain };
	return await watch(stage, account, startPatienceMs, async () => ({
		delivery: await stage.emulator.installWidget(place),
	}));
}

/** The builder puts an archive of Widget > Make Archive under the integration, and an account installs it. */
export async function uploadWidget(stage: Stage, file: string, name = 'vector'): Promise<Scene> {
	const { emulator, integrationId } = stage;
	const archive = await readFile(file, 'base64');
	await emulator.uploadWidget({ integrationId, archive, fileName: basename(file) });
	return await installByWidget(stage, name);
}

/** A person's browser brings the answer of amoCRM's consent page to n8n. */
async function comeByButton(
	stage: Stage,
	account: Account,
	decision: 'allow' | 'deny',
	patienceMs: number,
): Promise<Scene> {
	const { integrationId } = stage;
	const asked = { integrationId, subdomain: account.subdomain, decision };
	return await watch(stage, account, patienceMs, async () => {
		const { redirectUrl } = await stage.emulator.authorize(asked);
		return { visit: await openPage(redirectUrl) };
	});
}

export async function installByButton(stage: Stage, name: string): Promise<Scene> {
	const account = await provideAccount(stage, name);
	return await comeByButton(stage, account, 'allow', startPatienceMs);
}

export async function refuse(stage: Stage, name: string): Promise<Scene> {
	const account = await provideAccount(stage, name);
	return await comeByButton(stage, account, 'deny', doubtPatienceMs);
}

/** n8n answers amoCRM first, then asks whether the account has ended: until it knows, its tokens are only revoked. */
async function untilDisabled({ n8n }: Stage, accountId: number): Promise<void> {
	const isDisabled = async () => {
		const rows = await n8n.tableRows(ACCOUNTS_TABLE);
		const own = rows.filter(({ account_id: id }) => Number(id) === accountId);
		return own.every(({ status }) => status === 'uninstalled') || undefined;
	};
	await ifInTime(until('the account to be disabled', isDisabled, { timeoutMs: startPatienceMs }));
}

/** The account switches the integration off. */
export async function disable(stage: Stage, name: string): Promise<Scene> {
	const account = await stage.emulator.account(accountSettings(name).subdomain);
	const place = { integrationId: stage.integrationId, subdomain: account.subdomain };
	return await watch(stage, account, doubtPatienceMs, async () => {
		const delivery = (await stage.emulator.uninstall(place)) ?? undefined;
		if (delivery) await untilDisabled(stage, account.id);
		return { delivery };
	});
}

/** A person wins the youngest lead of the account whose token n8n has. */
export async function win(stage: Stage, name: string): Promise<Scene> {
	const { emulator, wonWorkflowId } = stage;
	const account = await emulator.account(accountSettings(name).subdomain);
	const lead = (await leads(stage, account)).at(-1);
	if (lead === undefined) throw new Error(`There is no lead in ${account.domain} yet.`);
	const play = async () => {
		await emulator.change(account.subdomain, 'leads', [{ id: Number(lead.id), status_id: 142 }]);
		return {};
	};
	return await watch(stage, account, startPatienceMs, play, wonWorkflowId);
}
