import { callAll, openChatTrigger, openNotingTrigger, type HookAnswer } from '../hooks';
import { count, none, within, type Row } from '../row';
import { median, quantile } from '../statistics';

const HOOKS_A_SECOND = 5;
/** How many more our trigger takes alone, and how fast. */
const MORE_OFTEN = 10;
const MORE_A_SECOND = 7;
const WARM_UP = 50;
/** The two take turns in so many parts. */
const PARTS = 5;

const times = (answers: HookAnswer[]) => answers.map(({ ms }) => ms);

/** Forged calls are refused at once, and would flatter us. */
const genuine = (answers: HookAnswer[]) => answers.filter(({ isForged }) => !isForged);

const REFUSED = 403;

export const hooksRow = (amount: number): Row => ({
	work: `${count(amount)} hooks of a chat channel at ${HOOKS_A_SECOND} a second, 1 % of them forged`,
	async run(stage) {
		const receivers = [await openChatTrigger(stage), await openNotingTrigger(stage)];
		const answers: HookAnswer[][] = [[], []];
		for (const receiver of receivers) await callAll(receiver, WARM_UP, HOOKS_A_SECOND);
		for (let part = 0; part < PARTS; part++) {
			for (const [index, receiver] of receivers.entries()) {
				const some = await callAll(receiver, Math.ceil(amount / PARTS), HOOKS_A_SECOND);
				answers[index].push(...some);
				await stage.waitForSuccesses(receiver.activated, WARM_UP + genuine(answers[index]).length);
			}
		}
		const [ours, noting] = answers;
		const [trigger] = receivers;
		const all = [...ours, ...(await callAll(trigger, MORE_OFTEN * amount, MORE_A_SECOND))];
		await stage.waitForSuccesses(trigger.activated, WARM_UP + genuine(all).length);
		const answeredIn = (answers: HookAnswer[]) =>
			genuine(answers).filter(({ status }) => status === 200).length;
		const answered = answeredIn(all);
		const runs = (await stage.successes(trigger.activated)) - WARM_UP;
		const forged = all.filter(({ isForged }) => isForged);
		const [taken, floor] = [genuine(ours), genuine(noting)].map(times);
		return {
			figures: [
				none('hooks not answered by 200', genuine(all).length - answered),
				none('... by the other trigger', genuine(noting).length - answeredIn(noting)),
				none('answered hooks that started no run', Math.max(answered - runs, 0)),
				none('runs of forged ones', Math.max(runs - answered, 0)),
				none('forged ones not refused', forged.filter(({ status }) => status !== REFUSED).length),
				within(1.1, {
					what: 'p99 of the answer, over a trigger that only notes the call down',
					unit: 'ms',
					value: quantile(taken, 0.99),
					floor: quantile(floor, 0.99),
				}),
				{ what: 'hooks in all', value: all.length },
				{ what: 'median of the answer', unit: 'ms', value: median(taken), floor: median(floor) },
			],
			notes: [
				`The same sender calls both in ${PARTS} parts by turns, after ${WARM_UP} calls each that are not counted. The other is the smallest trigger of a community package that puts each call into a data table by n8n's API before it answers, at an address of the same form; it checks no signature, and never removes what it has noted. Then ours alone is called ${MORE_OFTEN} times as often, ${MORE_A_SECOND} times a second: that counts for what is answered and what runs, not for the times.`,
			],
		};
	},
});
