import { memoize } from 'lodash';

import type { Platform } from '../../emulator/types';
import { listIn, type Answer, type Call } from './ask';
import {
	arrival,
	headerOf,
	isInOrder,
	nextLink,
	pageNumber,
	presence,
	readOf,
	type Difference,
	type What,
} from './compare';
import { emulatorNews, learnHookWords, shapeOfNews } from './hooks';
import { Inbox } from './inbox';
import type { Ids } from './kinds';
import { emulatorSide, learnOauthWords, play } from './oauth';
import { PAGE_ASKS } from './pages';
import type { Question } from './plan';
import { everyAnswer, loreOf } from './reads';
import { openSample } from './sample';
import { Observer, typesAt, type Shape } from './shape';
import { STEPS } from './steps';
import { daysOf } from './world';
import { perform } from './writing';

/** What an account did at one place. */
export type Learned = Pick<Difference, 'read' | 'what' | 'where' | 'account'> & { asks: string };

interface Seen {
	read: string;
	asks: string;
	answer: Answer;
	call?: Call;
	order?: Question['order'];
}

/** What the emulator alone tells, whatever an account holds. */
const JUDGED: What[] = [
	'status',
	'header',
	'key',
	'type',
	'order',
	'page number',
	'link to the next page',
	'delivery',
];

const isFullPage = (asks: string): boolean => Object.values(PAGE_ASKS).includes(asks);

/** The call in which a difference is looked for: the sample has no full pages. */
export const askOf = ({ asks }: Pick<Difference, 'asks'>): string =>
	asks.find((one) => !isFullPage(one)) ?? asks[0];

/** Whether a test of the emulator can show this difference. */
export const canJudge = (found: Pick<Difference, 'what' | 'asks'>): boolean =>
	JUDGED.includes(found.what) && !isFullPage(askOf(found));

/** What the emulator itself does where it is installed and disabled. */
async function played(platform: Platform): Promise<Seen[]> {
	const inbox = await Inbox.open(0);
	try {
		const seen = await play(await emulatorSide(platform, inbox), inbox);
		learnOauthWords((await loreOf(platform)).words, seen);
		return seen.flatMap(({ read, title, answer }) =>
			answer ? [{ read, asks: title, answer }] : [],
		);
	} finally {
		inbox.close();
	}
}

/** Everything that the emulator answers in its sample account. */
const answersOf = memoize(async (platform: Platform) => {
	const { ask, account } = await openSample(platform);
	const seen: Seen[] = [];
	await everyAnswer(ask, account.domain, (listed, { call, asks, order }, answer) => {
		seen.push({ read: readOf(listed, call), asks, answer, call, order });
	});
	const ids: Ids = {};
	for (const step of STEPS) {
		const answer = await perform(ask, ids, step, (title) => `conform ${title}`);
		if (answer) seen.push({ read: step.read, asks: step.title, answer });
	}
	return { seen: [...seen, ...(await played(platform))], zone: daysOf(account.timeZone) };
});

function inShape(shape: Shape, what: What, where: string): string {
	return what === 'key' ? presence(shape, where) : typesAt(shape, where).join(', ');
}

/** Of a delivery: `webhook leads[update]`, or `webhook` for what all have in common. */
async function deliveryDoes(platform: Platform, { read, what, where }: Learned): Promise<string> {
	const { words } = await loreOf(platform);
	await learnHookWords(words, platform, daysOf('UTC'));
	const sent = await emulatorNews(platform);
	if (what === 'header')
		return headerOf({ status: 200, headers: sent[0].headers, body: '' }, where);
	const shape = shapeOfNews(words, sent, read.replace(/^webhook ?/, ''));
	if (what === 'delivery') return arrival(shape);
	return shape ? inShape(shape, what, where) : 'never sent';
}

/** What the emulator does at the same place, in the words of a report. */
export async function emulatorDoes(platform: Platform, learned: Learned): Promise<string> {
	const { read, asks, what, where } = learned;
	if (/^webhook\b/.test(read)) return await deliveryDoes(platform, learned);
	const { seen, zone } = await answersOf(platform);
	const answers = seen.filter((one) => one.read === read && one.asks === asks);
	const [first] = answers;
	if (what === 'delivery') return arrival(first);
	if (!first) return 'never asked';
	const { answer, call, order } = first;
	if (what === 'status') return String(answer.status);
	if (what === 'header') return headerOf(answer, where);
	if (what === 'page number' && call) return pageNumber(call, answer);
	if (what === 'link to the next page' && call) return nextLink(call, answer);
	if (what === 'order' && order) {
		return isInOrder(listIn(answer)?.entities ?? [], order) ? 'kept' : 'not kept';
	}
	const { words } = await loreOf(platform);
	const observer = new Observer(words, zone);
	for (const one of answers) observer.see(one.answer.body);
	return inShape(observer.shape, what, where);
}
