import { setTimeout as sleep } from 'node:timers/promises';
import { groupBy, uniq } from 'lodash';
import type { QueueProcess } from '../../../tools/n8n/n8nQueue';
import { TRIGGER } from '../../../tools/n8n/nodes';
import { until } from '../../../tools/system/poll';
import { printLine } from '../../../tools/system/progress';
import { HookWorkflow } from './chatHooks';
import { moments, RECOVERY_MS } from './crash';
import type { Stage } from './stage';

/** How often a process is killed; `E2E_CHAT_KILLS=30` is what was promised, and takes ten minutes. */
const KILLS = Number(process.env.E2E_CHAT_KILLS ?? 3);

/** n8n starts anew after each kill. */
const KILL_MS = 60_000;

/** How long a test with these kills may take. */
export const KILLS_TAKE_MS = RECOVERY_MS + KILLS * KILL_MS;

/** So many hooks at each kill, and the time between them. */
const AT_ONCE = 10;
const APART_MS = 100;
const LONGEST_MS = AT_ONCE * APART_MS;

/** After seven seconds, and what a busy n8n takes, the note of a run is removed: killed before, the run comes again. */
const HAND_OVER_MS = 12_000;

/** Of so many kills one comes whenever it may; the others come after an answer. */
const ANY_TIME = 3;

/** A run of a hook that came to its end. */
interface Told {
	id: string;
	run: number;
}

interface Kill {
	at: number;
	/** Texts of the hooks that were answered before. */
	answered: string[];
}

async function killOnce(
	workflow: HookWorkflow,
	kill: () => Promise<void>,
	round: number,
	moment: number,
): Promise<Kill> {
	const answered: string[] = [];
	let begin: () => void = () => undefined;
	// The first call of a fresh n8n takes a while.
	const isBegun = new Promise<void>((resolve) => (begin = resolve));
	const sending = Array.from({ length: AT_ONCE }, async (_, index) => {
		await sleep(index * APART_MS);
		const sent = await workflow.send(`${round}/${index}`).catch(() => undefined);
		if (sent?.status !== 200) return;
		answered.push(sent.text);
		begin();
	});
	if (round % ANY_TIME > 0) await Promise.race([isBegun, Promise.all(sending)]);
	await sleep(moment);
	const at = Date.now();
	await kill();
	await Promise.all(sending);
	return { at, answered };
}

/** Waits until each of the hooks has started a run that came to its end. @returns these runs, by text of the hook */
async function allTold(
	{ n8n }: Stage,
	victim: QueueProcess,
	{ id }: HookWorkflow,
	texts: string[],
): Promise<Record<string, Told[]>> {
	let missing = texts;
	const told = until(
		'a run of every hook that was answered',
		async () => {
			const runs = await n8n.api.executions(id, { status: 'success' });
			const all = runs.flatMap((run) =>
				run.json(TRIGGER).map((item) => ({ ...(item as unknown as Told), run: run.id, item })),
			);
			const byText = groupBy(all, ({ item }) => item.chatInput);
			missing = texts.filter((text) => !(text in byText));
			return missing.length === 0 ? byText : undefined;
		},
		{ timeoutMs: RECOVERY_MS, everyMs: 3_000 },
	);
	return await told.catch(async (error: Error) => {
		const others = await n8n.api.executions(id);
		const failed = others
			.filter((run) => run.status !== 'success')
			.map((run) => `Run ${run.id}: ${run.status}`);
		const rows = await n8n.api.tableRows('amocrm_accounts');
		const notes = rows.filter(({ status }) => status === 'pending').length;
		const said = await n8n.process(victim).output();
		const warnings = said.split('\n').filter((line) => line.includes("amoCRM's chats"));
		const found = [`${notes} notes and heartbeats are left.`, ...failed, ...warnings];
		throw new Error(`${error.message} Not of ${missing.join(', ')}\n${found.join('\n')}`);
	});
}

/**
 * Kills the process again and again, at whatever moment of several hooks. Every hook that was answered starts a run; none
 * starts two but where n8n was killed when it had just been handed the first.
 */
export async function killInHooks(stage: Stage, victim: QueueProcess): Promise<void> {
	const workflow = await HookWorkflow.activate(stage);
	const process = stage.n8n.process(victim);
	const nextMoment = moments(20_261_130, LONGEST_MS);
	const kills: Kill[] = [];
	for (let round = 0; round < KILLS; round++) {
		kills.push(await killOnce(workflow, () => process.kill(), round, nextMoment()));
		await process.start();
		await stage.n8n.api.waitForWebhook(workflow.path, 'POST');
	}
	const answered = kills.flatMap((kill) => kill.answered);
	const told = await allTold(stage, victim, workflow, answered);

	let [resumed, repeated] = [0, 0];
	/** Runs that came again although n8n was not killed when it had been handed them. */
	const unkilled: unknown[] = [];
	const killedAt = kills.map(({ at }) => at);
	for (const kill of kills) {
		for (const text of kill.answered) {
			const runs = told[text];
			const stored = await Promise.all(runs.map(({ run }) => stage.n8n.api.storedAt(run)));
			if (stored[0] > kill.at) resumed += 1;
			if (runs.length === 1) continue;
			repeated += 1;
			expect(uniq(runs.map(({ id }) => id))).toHaveLength(1);
			for (const from of stored.slice(0, -1)) {
				if (killedAt.some((at) => from <= at && at <= from + HAND_OVER_MS)) continue;
				unkilled.push({ text, stored, killedAt });
			}
		}
	}
	const afterAnswer = kills.filter((kill) => kill.answered.length > 0).length;
	printLine(
		`${KILLS} kills, ${afterAnswer} of them after an answer; ${answered.length} hooks were answered, and all have run; ${resumed} of these runs had not begun when n8n was killed, ${repeated} came again.`,
	);
	expect(unkilled).toEqual([]);
	expect(afterAnswer).toBeGreaterThanOrEqual(KILLS / 2);
	expect(resumed).toBeGreaterThan(0);
}
