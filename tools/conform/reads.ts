import { memoize, uniq } from 'lodash';

import type { Answer, Ask, Call, Entity } from './ask';
import { compare, merged, readOf, type Difference, type Eyes } from './compare';
import { kindOf } from './kept';
import { fullPages, PAGE_ASKS } from './pages';
import { questionsFor, surveyAll, type Found, type Listed, type Question } from './plan';
import { openSample } from './sample';
import { emptyVocabulary, Observer, type Shape } from './shape';
import { daysOf, entityIn, Twin, type Lore } from './world';

/** Keeps account of a run, so that another can go on with it. */
export interface Watcher {
	/** An earlier run has done this already. */
	isDone(read: string, asks: string): boolean;
	/** This was answered 403 before. */
	isForbidden(call: Pick<Call, 'method' | 'path'>): boolean;
	note(read: string, asks: string, differences: Difference[]): void;
}

const areCardsFiltered = (account: Entity, domain: string): boolean =>
	account.is_api_filter_enabled === true || domain.endsWith('kommo.com');

const accountIn = (found: Found): Entity =>
	entityIn(found.get('/api/v4/account')?.asked[0].answer ?? { status: 0, headers: {}, body: {} });

/** Asks an account everything, and holds it against nothing. */
export async function everyAnswer(
	ask: Ask,
	domain: string,
	see: (listed: Listed, question: Question, answer: Answer) => void,
): Promise<void> {
	const found: Found = new Map();
	for await (const listed of surveyAll(ask, found)) {
		for (const asked of listed.asked) see(listed, asked, asked.answer);
	}
	const hasFilters = areCardsFiltered(accountIn(found), domain);
	for (const listed of found.values()) {
		for (const question of await questionsFor(listed, hasFilters)) {
			see(listed, question, await ask(question.call));
		}
	}
}

/** What the emulator itself answers, learnt from an account that holds something of everything. */
export const loreOf = memoize(async (platform: 'amocrm' | 'kommo'): Promise<Lore> => {
	const words = emptyVocabulary();
	const observers = new Map<string, Observer>();
	for (const mode of ['segments', 'periodicity'] as const) {
		const sample = await openSample(platform, mode);
		const { domain, timeZone } = sample.account;
		await everyAnswer(sample.ask, domain, ({ operation }, _question, { body, status }) => {
			const key = status < 300 ? kindOf(operation) : 'refusals';
			const observer = observers.get(key) ?? new Observer(words, daysOf(timeZone), true);
			observers.set(key, observer);
			observer.see(body);
		});
	}
	const shapes = [...observers].map(([name, { shape }]): [string, Shape] => [name, shape]);
	return { words, shapes: new Map(shapes) };
});

/**
 * Reads an account, makes the emulator into one like it, and asks both the same.
 * @throws whatever `ask` throws
 */
export async function compareReads(
	ask: Ask,
	domain: string,
	watcher: Watcher = UNWATCHED,
): Promise<Outcome> {
	const lore = await loreOf(domain.endsWith('amocrm.ru') ? 'amocrm' : 'kommo');
	const found: Found = new Map();
	let twin: Twin | undefined;
	const isForbidden = (path: string) => watcher.isForbidden({ method: 'GET', path });
	for await (const listed of surveyAll(ask, found, isForbidden)) {
		const { operation, path, gaps, key, entities, trash } = listed;
		if (operation.resource === 'account') {
			const account = entityIn(listed.asked[0].answer);
			if (account.id === undefined) throw refused(listed.asked[0].answer);
			twin = await Twin.open(domain, account, lore);
		}
		if (key) await twin?.take(operation, { path, gaps }, key, [...entities, ...trash]);
	}
	if (!twin) throw new Error('The account was not read');
	const eyes = { words: lore.words, zone: daysOf(twin.timeZone) };
	const hasFilters = areCardsFiltered(accountIn(found), domain);
	const differences: Difference[] = [];
	const judge = async (listed: Listed, question: Question, answer: Answer) => {
		const its = await twin.ask(question.call);
		const shape = lore.shapes.get(kindOf(listed.operation)) ?? new Map();
		const fresh = compare(eyes, listed, question, answer, its, shape);
		differences.push(...fresh);
		watcher.note(readOf(listed, question.call), question.asks, fresh);
	};
	for (const listed of found.values()) {
		for (const asked of listed.asked) await judge(listed, asked, asked.answer);
		for (const question of await questionsFor(listed, hasFilters)) {
			const { call, asks } = question;
			if (watcher.isDone(readOf(listed, call), asks) || isForbidden(call.path)) continue;
			await judge(listed, question, await ask(question.call));
		}
	}
	for (const listed of found.values()) {
		const first = readOf(listed, { method: 'GET', path: listed.path });
		if (watcher.isDone(first, PAGE_ASKS.first) || isForbidden(listed.path)) continue;
		for (const [question, answer] of await fullPages(ask, listed, twin)) {
			await judge(listed, question, answer);
		}
	}
	const empty = [...found.values()].filter(
		({ entities, key }) => key === undefined && entities.length === 0,
	);
	const nothing = empty.map((listed) => readOf(listed, listed.asked[0].call));
	return { differences: merged(differences), nothingThere: uniq(nothing), twin, eyes };
}

export interface Outcome {
	differences: Difference[];
	/** Lists that were empty: what they show of an entity is not known. */
	nothingThere: string[];
	/** The emulator's account that is like it. */
	twin: Twin;
	eyes: Eyes;
}

const UNWATCHED: Watcher = { isDone: () => false, isForbidden: () => false, note: () => undefined };

const REASONS: Record<number, string> = {
	401: 'The token is wrong, or it has expired. Make a new one in the settings of the integration.',
	402: 'The account is not paid for: amoCRM answers nothing but that.',
	404: 'There is no account at this address.',
};

const refused = ({ status }: Answer): Error =>
	new Error(
		REASONS[status] ??
			`The account answered ${status} to the first question. Nothing more was asked.`,
	);
