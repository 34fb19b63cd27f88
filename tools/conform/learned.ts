import { memoize } from 'lodash';

import type { Platform } from '../../emulator/types';
import type { Answer } from './ask';
import { headerOf, presence, readOf, type Difference } from './compare';
import type { Ids } from './kinds';
import { everyAnswer, loreOf } from './reads';
import { openSample } from './sample';
import { Observer, typesAt } from './shape';
import { STEPS } from './steps';
import { daysOf } from './world';
import { perform } from './writing';

/** What an account did at one place. */
export type Learned = Pick<Difference, 'read' | 'what' | 'where' | 'account'> & { asks: string };

interface Seen {
	read: string;
	asks: string;
	answer: Answer;
}

/** Everything that the emulator answers in its sample account. */
const answersOf = memoize(async (platform: Platform) => {
	const { ask, account } = await openSample(platform);
	const seen: Seen[] = [];
	await everyAnswer(ask, account.domain, (listed, { call, asks }, answer) => {
		seen.push({ read: readOf(listed, call), asks, answer });
	});
	const ids: Ids = {};
	for (const step of STEPS) {
		const answer = await perform(ask, ids, step, (title) => `conform ${title}`);
		if (answer) seen.push({ read: step.read, asks: step.title, answer });
	}
	return { seen, zone: daysOf(account.timeZone) };
});

/** What the emulator does at the same place, in the words of a report. */
export async function emulatorDoes(platform: Platform, learned: Learned): Promise<string> {
	const { read, asks, what, where } = learned;
	const { seen, zone } = await answersOf(platform);
	const answers = seen.filter((one) => one.read === read && one.asks === asks);
	const [first] = answers;
	if (!first) return 'never asked';
	if (what === 'status') return String(first.answer.status);
	if (what === 'header') return headerOf(first.answer, where);
	const { words } = await loreOf(platform);
	const observer = new Observer(words, zone);
	for (const { answer } of answers) observer.see(answer.body);
	if (what === 'key') return presence(observer.shape, where);
	return what === 'type' ? typesAt(observer.shape, where).join(', ') : 'as it is documented';
}
