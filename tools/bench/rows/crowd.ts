import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEntry } from '../../../emulator/types';
import { startN8nQueue } from '../../n8n/n8nQueue';
import { Traffic } from '../../n8n/traffic';
import { inAccount } from '../fleet';
import { installAll, newAccounts, openInstallTrigger, waitForConnected } from '../installs';
import { amoCrm, createLeads, readLeads } from '../nodes';
import { onOwnStage } from '../ownStage';
import { countRefused, secondsFor } from '../pace';
import { none, within, type Row } from '../row';
import type { Timed } from '../stage';
import { leadItems } from './writes';

const EXECUTIONS = 20;
const ITEMS = 50;
/** One that creates and one that reads. */
const REQUESTS_OF_EACH = 2;

export const crowdRow: Row = {
	work: `${EXECUTIONS} executions in parallel, each ${ITEMS} creates and one Get Many`,
	async run(stage) {
		const ground = await stage.newGround();
		const getMany = amoCrm(ground.credential, readLeads(ITEMS));
		const run = await stage.timing(amoCrm(ground.credential, createLeads), {
			...getMany,
			name: 'Get Many',
			executeOnce: true,
		});
		const { result, requests } = await stage.requestsOf(
			ground,
			async () =>
				await Promise.all(
					Array.from({ length: EXECUTIONS }, async () => await run(leadItems(ITEMS))),
				),
		);
		const from = Math.min(...result.map((timed) => timed.from));
		const to = Math.max(...result.map((timed) => timed.to));
		const fewest = EXECUTIONS * REQUESTS_OF_EACH;
		const [seconds, floor] = [(to - from) / 1000, secondsFor(fewest)];
		return {
			figures: [
				within(1, { what: 'requests', value: requests.length, floor: fewest }),
				none('answers of 429 or 403', countRefused(requests)),
				within(1.2, { what: 'time of the nodes', unit: 's', value: seconds, floor }),
			],
		};
	},
};

const KILLED_AFTER_MS = 5_000;

/** What a process that has died used of the limit is free for the others after so long: docs/many-accounts.md. */
const SETTLED_MS = 15_000;

/** So many times as many, so that the load outlasts that. */
const ROUNDS_WITH_KILL = 6;

const times = <T>(amount: number, work: () => Promise<T>) =>
	Array.from({ length: amount }, async () => await work());

/** The work is spread over two workers; one of them is killed in the midst of another crowd. */
export const queueRow = (executions: number): Row => ({
	work: `queue mode: ${executions} executions in parallel, each ${ITEMS} creates and one Get Many`,
	run: async () =>
		await onOwnStage(
			{},
			async (stage) => {
				const fleet = await openInstallTrigger(stage);
				const [subdomain] = await newAccounts(stage, 1);
				const domain = `${subdomain}.amocrm.ru`;
				await installAll(stage, fleet, [subdomain], 1);
				await waitForConnected(stage, fleet, 1);
				const act = await stage.timing(inAccount(fleet, domain, createLeads), {
					...inAccount(fleet, domain, readLeads(ITEMS)),
					name: 'Get Many',
					executeOnce: true,
				});
				const run = async () => await act(leadItems(ITEMS));
				// A worker loads the package with its first execution.
				await Promise.all(times(executions, run));
				/** The calls of its API, by whichever process. */
				const callsOf = async <T>(work: () => Promise<T>) => {
					const traffic = await Traffic.watch(stage.emulator);
					const result = await work();
					const isCall = ({ host, path }: LogEntry) => host === domain && path.startsWith('/api/');
					return { result, calls: (await traffic.all()).filter(isCall) };
				};
				const { result, calls } = await callsOf(
					async () => await Promise.all(times(executions, run)),
				);
				const seconds = (timed: Timed[]) =>
					(Math.max(...timed.map(({ to }) => to)) - Math.min(...timed.map(({ from }) => from))) /
					1000;
				const crowd = await callsOf(async () => {
					// Who waits for an execution of the worker that is killed may wait for long.
					const running = times(executions * ROUNDS_WITH_KILL, run);
					void Promise.allSettled(running);
					await sleep(KILLED_AFTER_MS);
					await stage.n8n.processes.worker1.kill();
					const killedAt = Date.now();
					await sleep(2 * SETTLED_MS);
					return killedAt;
				});
				const later = crowd.calls.filter(({ at }) => at >= crowd.result + SETTLED_MS);
				return {
					figures: [
						none('answers of 429 or 403', countRefused(calls)),
						within(1.35, {
							what: 'time of the nodes',
							unit: 's',
							value: seconds(result),
							floor: secondsFor(executions * REQUESTS_OF_EACH),
						}),
						none(
							'one worker killed: answers of 429 or 403 from 15 s after that',
							countRefused(later),
						),
						{
							what: 'one worker killed: answers of 429 or 403 before',
							value: countRefused(crowd.calls) - countRefused(later),
						},
						{ what: 'one worker killed: calls after these 15 s', value: later.length },
					],
					notes: [
						'A main process, one for webhooks and two workers, with PostgreSQL and Redis; nothing is configured.',
					],
				};
			},
			startN8nQueue,
		),
});
