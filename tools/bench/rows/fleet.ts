import { setTimeout as sleep } from 'node:timers/promises';
import { chunk, sum } from 'lodash';
import type { Account } from '../../../emulator/types';
import { addAccounts, keepAlive, pickAccounts, readAccount } from '../fleet';
import {
	installAll,
	newAccounts,
	openInstallTrigger,
	waitForConnected,
	type Fleet,
} from '../installs';
import { residentBytes, untilIdle } from '../machine';
import { onOwnStage } from '../ownStage';
import { LATENCY_MS, secondsFor } from '../pace';
import { count, none, within, type Figure, type Row } from '../row';
import type { BenchStage, Timed } from '../stage';
import { median, quantile } from '../statistics';

const FEW = 10;
/** Of all accounts so many are acted in by one execution. */
const AT_ONCE = 1_000;
const INSTALLS_A_SECOND = 5;
const TRIES = 9;
const MEGABYTE = 1024 * 1024;

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

/** One after another. */
async function each<A, B>(things: A[], work: (thing: A) => Promise<B>): Promise<B[]> {
	const done: B[] = [];
	for (const thing of things) done.push(await work(thing));
	return done;
}

const toItem = ({ domain }: Account) => ({ domain });

const takenBy = ({ from, to }: Timed) => to - from;

/** What hangs on the number of rows in the table. */
interface Times {
	/** p99 of the answer to an install call. */
	install: number;
	/** Medians: by an address that the process has not met, by one that nobody has, the account picker, a search in it. */
	known: number;
	unknown: number;
	picker: number;
	search: number;
}

async function timesOf(stage: BenchStage, fleet: Fleet, installs: number): Promise<Times> {
	const read = await stage.timing(readAccount(fleet));
	const act = async (domain: string) => takenBy(await read([{ domain }]));
	const [warm, ...fresh] = await addAccounts(stage, fleet, TRIES + 1);
	await act(warm.domain);
	await untilIdle(stage.pid);
	const known = await each(fresh, async ({ domain }) => await act(domain));
	const unknown = await each(fresh, async ({ domain }) => await act(`no-${domain}`));
	const pick = async (filter?: string) =>
		await milliseconds(async () => await pickAccounts(stage, fleet, filter));
	await pick();
	const picker = await each(fresh, async () => await pick());
	const search = await each(fresh, async ({ subdomain }) => await pick(subdomain));
	const accounts = await newAccounts(stage, installs);
	const deliveries = await installAll(stage, fleet, accounts, INSTALLS_A_SECOND);
	await untilIdle(stage.pid);
	return {
		install: quantile(
			deliveries.map(({ elapsedMs }) => elapsedMs),
			0.99,
		),
		known: median(known),
		unknown: median(unknown),
		picker: median(picker),
		search: median(search),
	};
}

const onMany = (what: string, most: number, many: number, few: number): Figure =>
	within(most, { what, unit: 'ms', value: many, floor: few });

export const fleetRow = (accounts: number, installs: number): Row => ({
	work: `${count(accounts)} installed accounts, over ${FEW}`,
	run: async () =>
		await onOwnStage({}, async (stage) => {
			const fleet = await openInstallTrigger(stage);
			// With the first one comes the table.
			await installAll(stage, fleet, await newAccounts(stage, 1), 1);
			await waitForConnected(stage, fleet, 1);
			await addAccounts(stage, fleet, FEW);
			await timesOf(stage, fleet, Math.ceil(installs / 10));
			const few = await timesOf(stage, fleet, installs);
			const all = await addAccounts(stage, fleet, accounts);
			const many = await timesOf(stage, fleet, installs);
			const tables = await stage.n8n.api.dataTables();
			const bytes = tables.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
			const rows = accounts + FEW + 2 * installs;
			await stage.emulator.setLatency(0);
			const before = await residentBytes(stage.pid);
			const read = await stage.timing(readAccount(fleet));
			// Nobody waits longer than five minutes for the answer to a call.
			const parts = chunk(all, AT_ONCE);
			const runs = await each(parts, async (some) => await read(some.map(toItem)));
			const seconds = sum(runs.map(takenBy)) / 1_000;
			await untilIdle(stage.pid);
			const after = await residentBytes(stage.pid);
			await stage.emulator.setLatency(LATENCY_MS);
			return {
				figures: [
					onMany('p99 of the answer to an install', 1.2, many.install, few.install),
					onMany(
						'a call by address in an account that the process has not met',
						1.5,
						many.known,
						few.known,
					),
					{
						what: 'a call by an address that nobody has',
						unit: 'ms',
						value: many.unknown,
						floor: few.unknown,
						most: 500,
					},
					{
						what: "the editor's account picker",
						unit: 'ms',
						value: many.picker,
						floor: few.picker,
						most: 1_000,
					},
					{
						what: 'a search in it',
						unit: 'ms',
						value: many.search,
						floor: few.search,
						most: 1_000,
					},
					{
						what: 'memory of n8n after one call in each account, over before',
						unit: 'MB',
						value: after / MEGABYTE,
						floor: before / MEGABYTE,
					},
					{ what: `these calls, ${count(AT_ONCE)} in an execution`, unit: 's', value: seconds },
					{ what: "n8n's data tables", unit: 'MB', value: bytes / MEGABYTE },
				],
				notes: [
					`Medians of ${TRIES}, but for installs: ${count(installs)} of them, ${INSTALLS_A_SECOND} a second. A row of the table takes ${count(Math.round(bytes / rows))} bytes, so that the 200 MB that n8n allows for all tables hold about ${count(Math.floor((200 * MEGABYTE * rows) / bytes / 1000) * 1000)} accounts. A process remembers the 5,000 accounts that it used last.`,
				],
			};
		}),
});

export const keepAliveRow = (accounts: number): Row => ({
	work: `Keep Alive of ${count(accounts)} accounts, all due`,
	run: async () =>
		await onOwnStage({}, async (stage) => {
			const fleet = await openInstallTrigger(stage);
			const names = await newAccounts(stage, accounts);
			await installAll(stage, fleet, names, INSTALLS_A_SECOND);
			const missing = accounts - (await waitForConnected(stage, fleet, accounts));
			await untilIdle(stage.pid);
			const run = await stage.timing(keepAlive(fleet));
			const before = await stage.emulator.log({});
			const { from, to } = await run([{}]);
			const sent = (await stage.emulator.log({})).slice(before.length);
			const renewals = sent.filter(({ path }) => path.endsWith('/oauth2/access_token'));
			const hosts = new Set(renewals.map(({ host }) => host));
			return {
				figures: [
					none('accounts not connected', missing),
					none(
						'accounts not renewed, or renewed twice',
						accounts - hosts.size + renewals.length - hosts.size,
					),
					within(1.15, {
						what: 'time of the node',
						unit: 's',
						value: (to - from) / 1000,
						floor: secondsFor(accounts),
					}),
				],
			};
		}),
});

const STARTS = 10;

/** As amoCRM calls it, in an n8n that serves the webhook since a moment. */
async function firstInstall(stage: BenchStage, fleet: Fleet): Promise<number> {
	await sleep(2_000);
	const [account] = await newAccounts(stage, 1);
	const [{ elapsedMs }] = await installAll(stage, fleet, [account], 1);
	return elapsedMs;
}

export const firstInstallRow: Row = {
	work: 'the first install after a start of n8n',
	run: async () =>
		await onOwnStage({}, async (stage) => {
			const fleet = await openInstallTrigger(stage);
			const veryFirst = await firstInstall(stage, fleet);
			const later: number[] = [];
			for (let start = 0; start < STARTS; start++) {
				await stage.n8n.processes.main.restart();
				await stage.n8n.api.waitForWebhook(fleet.path);
				later.push(await firstInstall(stage, fleet));
			}
			return {
				figures: [
					{
						what: 'the very first one, in an n8n that had no table before',
						unit: 'ms',
						value: veryFirst,
						most: 1_000,
					},
					{ what: `median of ${STARTS} restarts`, unit: 'ms', value: median(later), most: 300 },
					{ what: `the worst of ${STARTS} restarts`, unit: 'ms', value: Math.max(...later) },
				],
				notes: [
					'The call comes two seconds after n8n serves the webhook. In the moment in which the first workflow is published it takes two seconds longer: n8n prepares its API for data tables then.',
				],
			};
		}),
};
