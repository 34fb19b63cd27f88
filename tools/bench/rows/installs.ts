import { chunk } from 'lodash';
import type { Delivery } from '../../../emulator/types';
import {
	countNamed,
	installAll,
	newAccounts,
	openConnectingWebhook,
	openEvaluatingWebhook,
	openInstallTrigger,
	openNotingWebhook,
	openSmallestNotingTrigger,
	openSmallestTrigger,
	openWebhook,
	waitForConnected,
	type Entrance,
} from '../installs';
import { coresUsed, untilIdle } from '../machine';
import { onOwnStage } from '../ownStage';
import { count, none, within, type Figure, type Row } from '../row';
import type { BenchStage } from '../stage';
import { median, quantile } from '../statistics';

const INSTALLS_A_SECOND = 5;
const WARM_UP = 50;
/** The loads take turns in so many parts. */
const PARTS = 5;

/** n8n 2.41 sets up an engine for expressions at every call, or with this when an expression is evaluated. */
const lazy = { env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } };

const isLate = ({ inTime }: Delivery) => !inTime;

const times = (answers: Delivery[]) => answers.map(({ elapsedMs }) => elapsedMs);

const p99 = (answers: Delivery[]) => quantile(times(answers), 0.99);

/** What they took, over what others took under the same load. */
const answerTimes = (whose: string, answers: Delivery[], others: Delivery[]): Figure[] => [
	{
		what: `${whose}, median of the answer`,
		unit: 'ms',
		value: median(times(answers)),
		floor: median(times(others)),
	},
	{ what: `${whose}, p99 of the answer`, unit: 'ms', value: p99(answers), floor: p99(others) },
];

/** The same installs by each entrance, in turns. @returns what they answered, in the order of the entrances */
async function loadInTurns(
	stage: BenchStage,
	entrances: Entrance[],
	amount: number,
): Promise<Delivery[][]> {
	const install = async (entrance: Entrance, accounts: string[]) =>
		await installAll(stage, entrance, accounts, INSTALLS_A_SECOND);
	const first = await newAccounts(stage, WARM_UP);
	for (const entrance of entrances) await install(entrance, first);
	const answers = entrances.map((): Delivery[] => []);
	for (const part of chunk(await newAccounts(stage, amount), Math.ceil(amount / PARTS))) {
		for (const [index, entrance] of entrances.entries()) {
			answers[index].push(...(await install(entrance, part)));
			await untilIdle(stage.pid);
		}
	}
	return answers;
}

interface Load {
	/** The answers of our trigger. */
	ours: Delivery[];
	/** Those of the other entrance. */
	others: Delivery[];
	/** Accounts that our trigger has not connected. */
	missing: number;
}

/** Our trigger and another entrance under the same load. */
async function load(stage: BenchStage, amount: number, beside: Entrance): Promise<Load> {
	const trigger = await openInstallTrigger(stage);
	const [ours, others] = await loadInTurns(stage, [trigger, beside], amount);
	const expected = amount + WARM_UP;
	const missing = expected - (await waitForConnected(stage, trigger, expected));
	return { ours, others, missing };
}

/** What our trigger does in parts, by others. */
async function compare(stage: BenchStage, amount: number): Promise<Figure[]> {
	const entrances: Array<[name: string, entrance: Entrance]> = [
		["n8n's Webhook", await openWebhook(stage)],
		["n8n's Webhook with an answer that is an expression", await openEvaluatingWebhook(stage)],
		["n8n's Webhook, Data Table and Respond to Webhook", await openNotingWebhook(stage)],
		['the smallest trigger of a community package', await openSmallestTrigger(stage)],
		['the same, noting the call down', await openSmallestNotingTrigger(stage)],
		['our trigger', await openInstallTrigger(stage)],
	];
	const answers = await loadInTurns(
		stage,
		entrances.map(([, entrance]) => entrance),
		amount,
	);
	const [webhook] = answers;
	const ours = answers[answers.length - 1];
	return [
		...entrances.flatMap(([name], index) =>
			answerTimes(`${count(amount)} by turns: ${name}`, answers[index], webhook),
		),
		within(1.5, {
			what: "p99 of the answer, over n8n's Webhook",
			unit: 'ms',
			value: p99(ours),
			floor: p99(webhook),
		}),
	];
}

export const installsRow = (amount: number): Row => ({
	work: `${count(amount)} widget installs at ${INSTALLS_A_SECOND} a second`,
	async run(stage) {
		const connecting = await openConnectingWebhook(stage);
		const usual = await load(stage, amount, connecting);
		const unnamed = amount + WARM_UP - (await countNamed(stage, connecting));
		const compared = await compare(stage, Math.ceil(amount / 4));
		const spared = await onOwnStage(
			lazy,
			async (own) => await load(own, Math.ceil(amount / 4), await openWebhook(own)),
		);
		return {
			figures: [
				none('accounts not connected', usual.missing + spared.missing),
				none("... by n8n's own nodes", unnamed),
				none('answers after 3 s, or none', [...usual.ours, ...spared.ours].filter(isLate).length),
				within(1, {
					what: "p99 of the answer, over n8n's own nodes doing the same work",
					unit: 'ms',
					value: p99(usual.ours),
					floor: p99(usual.others),
				}),
				{
					what: 'median of the answer',
					unit: 'ms',
					value: median(times(usual.ours)),
					floor: median(times(usual.others)),
				},
				...compared,
				...answerTimes(
					'a quarter with N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true',
					spared.ours,
					spared.others,
				),
			],
			notes: [
				`The same sender calls the workflows, in ${PARTS} parts by turns, after ${WARM_UP} calls each that are not counted; all go on with one Edit Fields node. n8n's own nodes that do the same work are a Webhook, a Data Table and a Respond to Webhook node, which note the call down and answer, and four more: two HTTP Request and two Data Table nodes, which exchange the code, keep the tokens as they are, read the account and write its name. Our trigger, too, answers when the call is noted down in n8n's data table.`,
				`Below they are measured in parts, over the Webhook node alone, which answers before anything is kept. The smallest trigger is a community node made for this comparison: it answers and starts its workflow. The one that notes calls down is the same and sends one request to n8n's API for data tables before it answers; it connects nothing. What that takes, no community node that loses no answered call can do without.`,
				`n8n sets up an engine for expressions at every call of a community node's webhook, though our trigger has none to evaluate, and at every execution; of its own Webhook, where a parameter is an expression. With the setting it does so where one is evaluated.`,
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
/** One answer that is late by chance must not end the search. */
const TRIALS = 2;
/** So many that none installs twice at a time; each time brings a new code. */
const ACCOUNTS = 1_000;

/** The highest rate at which no answer takes over 3 seconds. */
async function findLimit(stage: BenchStage, entrance: Entrance, accounts: string[]) {
	let [passed, failed]: [Limit, number] = [{ perSecond: 0, cores: 0 }, Infinity];
	async function isHeld(perSecond: number): Promise<boolean> {
		const calls = Array.from(
			{ length: Math.round(perSecond * SECONDS) },
			(_, index) => accounts[index % accounts.length],
		);
		const { result, cores } = await coresUsed(
			stage.pid,
			async () => await installAll(stage, entrance, calls, perSecond),
		);
		await untilIdle(stage.pid);
		if (result.some(isLate)) return false;
		passed = { perSecond, cores };
		return true;
	}
	async function attempt(perSecond: number): Promise<void> {
		for (let trial = 0; trial < TRIALS; trial++) if (await isHeld(perSecond)) return;
		failed = perSecond;
	}
	for (let rate = LOWEST_RATE; rate <= HIGHEST_RATE && failed === Infinity; rate *= 2) {
		await attempt(rate);
	}
	for (let halving = 0; halving < HALVINGS && failed < Infinity; halving++) {
		await attempt((passed.perSecond + failed) / 2);
	}
	return passed;
}

const limitOf = (whose: string, { perSecond, cores }: Limit): Figure[] => [
	{ what: `${whose}, installs`, unit: '/s', value: perSecond },
	{ what: `${whose}, cores that n8n kept busy at it`, value: cores },
];

export const highestRateRow: Row = {
	work: 'the highest rate of installs at which no answer takes over 3 s',
	async run(stage) {
		const accounts = await newAccounts(stage, ACCOUNTS);
		const ours = await findLimit(stage, await openInstallTrigger(stage), accounts);
		const n8ns = await findLimit(stage, await openWebhook(stage), accounts);
		return {
			figures: [...limitOf('our trigger', ours), ...limitOf("n8n's Webhook", n8ns)],
			notes: [
				`Each rate is held for ${SECONDS} s, and tried once more where an answer was late. n8n runs workflows in one thread: where it keeps about one core busy, that is the limit. Our trigger's installs each also exchange a code, read the account and write two rows of n8n's data table through n8n's own API, in that same thread.`,
			],
		};
	},
};
