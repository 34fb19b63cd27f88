import { chunk } from 'lodash';
import type { Delivery } from '../../../test/emulator/types';
import {
	installAll,
	newAccounts,
	openInstallTrigger,
	openNotingWebhook,
	openWebhook,
	waitForConnected,
	type Entrance,
} from '../installs';
import { coresUsed, untilIdle } from '../machine';
import { count, none, within, type Row } from '../row';
import type { BenchStage } from '../stage';
import { quantile } from '../statistics';

const INSTALLS_A_SECOND = 5;
const WARM_UP = 10;
/** The two loads take turns in so many parts. */
const PARTS = 5;

const isLate = ({ inTime }: Delivery) => !inTime;

export const installsRow = (amount: number): Row => ({
	work: `${count(amount)} widget installs at ${INSTALLS_A_SECOND} a second`,
	async run(stage) {
		const trigger = await openInstallTrigger(stage);
		const webhook = await openWebhook(stage);
		const noting = await openNotingWebhook(stage);
		const install = async (entrance: Entrance, accounts: string[]) =>
			await installAll(stage, entrance, accounts, INSTALLS_A_SECOND);
		const first = await newAccounts(stage, WARM_UP);
		for (const entrance of [trigger, webhook, noting]) await install(entrance, first);
		const accounts = await newAccounts(stage, amount);
		const ours: Delivery[] = [];
		const n8ns: Delivery[] = [];
		const noted: Delivery[] = [];
		for (const part of chunk(accounts, Math.ceil(amount / PARTS))) {
			ours.push(...(await install(trigger, part)));
			await untilIdle(stage.pid);
			n8ns.push(...(await install(webhook, part)));
			await untilIdle(stage.pid);
			noted.push(...(await install(noting, part)));
			await untilIdle(stage.pid);
		}
		const expected = amount + WARM_UP;
		const connected = await waitForConnected(stage, trigger, expected);
		const [value, floor, notedFloor] = [ours, n8ns, noted].map((all) =>
			quantile(
				all.map(({ elapsedMs }) => elapsedMs),
				0.99,
			),
		);
		return {
			figures: [
				none('accounts not connected', expected - connected),
				none('answers after 3 s, or none', ours.filter(isLate).length),
				within(1.5, { what: "p99 of the answer, over n8n's Webhook", unit: 'ms', value, floor }),
				{
					what: "p99 of the answer, over n8n's Webhook, Data Table and Respond to Webhook",
					unit: 'ms',
					value,
					floor: notedFloor,
				},
			],
			notes: [
				`The same sender calls the workflows, in ${PARTS} parts by turns; all go on with one Edit Fields node. The Webhook node alone answers before anything is kept. Our trigger answers when the call is noted down in n8n's data table; so does the workflow of the three nodes, which n8n offers for that.`,
			],
		};
	},
});

interface Limit {
	perSecond: number;
	/** That n8n kept busy at this rate. */
	cores: number;
}

const SECONDS = 15;
const LOWEST_RATE = 5;
const HIGHEST_RATE = 1_280;
/** How often the gap between a rate that passed and one that did not is halved. */
const HALVINGS = 2;
/** So many that none installs twice at a time; each time brings a new code. */
const ACCOUNTS = 1_000;

/** The highest rate at which no answer takes over 3 seconds. */
async function findLimit(stage: BenchStage, entrance: Entrance, accounts: string[]) {
	let [passed, failed]: [Limit, number] = [{ perSecond: 0, cores: 0 }, Infinity];
	async function attempt(perSecond: number): Promise<void> {
		const calls = Array.from(
			{ length: Math.round(perSecond * SECONDS) },
			(_, index) => accounts[index % accounts.length],
		);
		const { result, cores } = await coresUsed(
			stage.pid,
			async () => await installAll(stage, entrance, calls, perSecond),
		);
		if (result.some(isLate)) failed = perSecond;
		else passed = { perSecond, cores };
		await untilIdle(stage.pid);
	}
	for (let rate = LOWEST_RATE; rate <= HIGHEST_RATE && failed === Infinity; rate *= 2) {
		await attempt(rate);
	}
	for (let halving = 0; halving < HALVINGS && failed < Infinity; halving++) {
		await attempt((passed.perSecond + failed) / 2);
	}
	return passed;
}

export const highestRateRow: Row = {
	work: 'the highest rate of installs at which no answer takes over 3 s',
	async run(stage) {
		const accounts = await newAccounts(stage, ACCOUNTS);
		const ours = await findLimit(stage, await openInstallTrigger(stage), accounts);
		const n8ns = await findLimit(stage, await openWebhook(stage), accounts);
		const limitOf = (whose: string, { perSecond, cores }: Limit) => [
			{ what: `${whose}, installs`, unit: '/s' as const, value: perSecond },
			{ what: `${whose}, cores that n8n kept busy at it`, value: cores },
		];
		return {
			figures: [...limitOf('our trigger', ours), ...limitOf("n8n's Webhook", n8ns)],
			notes: [
				`Each rate is held for ${SECONDS} s. n8n runs workflows in one thread: where it keeps about one core busy, that is the limit. Our trigger's installs each also exchange a code, read the account and write a row of n8n's data table through n8n's own API, in that same thread.`,
			],
		};
	},
};
