import { hasNext, listIn, type Answer, type Ask, type Call } from './ask';
import { keptOf } from './kept';
import type { Listed, Question } from './plan';
import type { Twin } from './world';

/** How many entities a page may hold: of most lists, and of the others. */
const SIZES = [250, 100];

/** What pages are asked with, beside those that are cut small. */
export const PAGE_ASKS = {
	first: 'the first full page',
	second: 'the second full page',
	beyond: 'the page behind the last full page',
	tooMany: 'one more than a page may hold',
	byItself: 'without a limit',
};

export type Judged = [question: Question, answer: Answer];

const isPagedList = ({ operation, isWhole, key }: Listed): boolean => {
	const { isWhole: hasNoPages, isNotKept, needs } = keptOf(operation);
	const isOne = operation.name === 'get' || key === undefined;
	return !isWhole && !isOne && !hasNoPages && !isNotKept && !needs;
};

/**
 * Reads full pages of a list that is longer than its sample, and has the emulator hold the same: two of them, and one
 * entity behind them, so that it has as much to go on with.
 * @returns each question with the account's answer; the first page comes last
 */
export async function fullPages(ask: Ask, listed: Listed, twin: Twin): Promise<Judged[]> {
	if (!isPagedList(listed)) return [];
	const { operation, path, gaps, key = '' } = listed;
	const page = (number: number, limit?: number): Call => ({
		method: 'GET',
		path,
		query: { page: String(number), ...(limit === undefined ? {} : { limit: String(limit) }) },
	});
	const taken = async (call: Call): Promise<Answer> => {
		const answer = await ask(call);
		await twin.take(operation, { path, gaps }, key, listIn(answer)?.entities ?? []);
		return answer;
	};
	const judged = (asks: string, call: Call, answer: Answer): Judged => [
		{ call, asks, isExact: true, isPaged: true, isPart: true },
		answer,
	];
	const allowed = await Promise.all(
		SIZES.map(async (size) => (await twin.ask(page(1, size))).status < 300),
	);
	const size = SIZES[allowed.indexOf(true)];
	if (size === undefined) return [];
	const first = await taken(page(1, size));
	const found: Judged[] = [];
	if (hasNext(first)) {
		const second = await taken(page(2, size));
		// Behind a page that is cut short, the emulator's pages are other ones.
		const isFull = listIn(first)?.entities.length === size;
		if (isFull) found.push(judged(PAGE_ASKS.second, page(2, size), second));
		if (hasNext(second)) await taken(page(2 * size + 1, 1));
		else found.push(judged(PAGE_ASKS.beyond, page(3, size), await ask(page(3, size))));
	} else {
		found.push(judged(PAGE_ASKS.beyond, page(2, size), await ask(page(2, size))));
	}
	for (const [asks, call] of [
		[PAGE_ASKS.tooMany, page(1, size + 1)],
		[PAGE_ASKS.byItself, page(1)],
	] as const) {
		found.push(judged(asks, call, await ask(call)));
	}
	return [...found, judged(PAGE_ASKS.first, page(1, size), first)];
}
